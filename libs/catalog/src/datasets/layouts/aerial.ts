/** @file What the two data sets of aerial photos have in common: a known set of class folders, and numbered files in them. */
import type { FileSource } from '../source/fileSource.ts';
import type { PlacedFile, Recognition } from './layout.ts';

/** Fewer folders of known names are no proof. */
const CLASSES_MIN = 3;

/**
 * @param isImage whether `<class>/<file>` is spelt as this data set does
 * @returns the folder whose class folders are all known, if there is one
 */
export function recogniseClassFolders(
  { files }: FileSource,
  { classes, isImage }: { classes: ReadonlySet<string>; isImage: RegExp },
): Recognition | null {
  const bases = new Map<string, Set<string>>();
  for (const path of files) {
    if (!isImage.test(path)) continue;
    const [className, base] = parts(path);
    const known = bases.get(base);
    if (known) known.add(className);
    else bases.set(base, new Set([className]));
  }
  for (const [base, found] of bases) {
    if (found.size >= CLASSES_MIN && [...found].every((name) => classes.has(name)))
      return { base, why: `all ${found.size} class folders have its names, and images are numbered as in it` };
  }
  return null;
}

/** Every file in a class folder below the base; those elsewhere are the caller's. */
export function placeClassFolders(files: readonly string[], base: string): PlacedFile[] {
  return files
    .filter((path) => path.startsWith(base) && path.slice(base.length).split('/').length === 2)
    .map((path) => ({ path, className: parts(path)[0], split: 'none', domain: null, group: null }));
}

/** The class folder's name, and the folder it lies in with a `/` at its end. */
function parts(path: string): [className: string, base: string] {
  const end = path.lastIndexOf('/');
  const start = path.lastIndexOf('/', end - 1) + 1;
  return [path.slice(start, end), path.slice(0, start)];
}
