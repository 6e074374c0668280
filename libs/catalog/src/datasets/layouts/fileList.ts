/** @file Questions that layouts ask of a list of paths. */

/** Names decide only where to look: what is an image its bytes say. */
export const IMAGE_NAME = /\.(?:jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp)$/i;

/**
 * Folders, with a `/` at their end ('' for the source itself), that hold this file, the shortest first.
 * @param name relative to them, such as `setid.mat` or `labels/train1.txt`
 */
export function foldersWith(files: readonly string[], name: string): string[] {
  return candidates(files, name)
    .filter((path) => path === name || path.endsWith(`/${name}`))
    .map((path) => path.slice(0, path.length - name.length))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** Files that are no images, by list: every layout asks for some, and there are a few among hundreds of thousands. */
const othersOf = new WeakMap<readonly string[], readonly string[]>();

function candidates(files: readonly string[], name: string): readonly string[] {
  if (IMAGE_NAME.test(name)) return files;
  let others = othersOf.get(files);
  if (others === undefined) othersOf.set(files, (others = files.filter((path) => !IMAGE_NAME.test(path))));
  return others;
}

export function below(files: readonly string[], folder: string): string[] {
  return folder === '' ? [...files] : files.filter((path) => path.startsWith(folder));
}

/** The first names, and how many more there are. */
export function few(names: readonly string[], { max = 5 }: { max?: number } = {}): string {
  return names.slice(0, max).join(', ') + (names.length > max ? ` and ${names.length - max} more` : '');
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** "1 image", "2 images". */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
