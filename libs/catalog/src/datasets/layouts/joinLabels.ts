/**
 * @file Labels of a table meet the images that are there. A label without an image and an image without a label are left
 * out and counted; a name that differs only in case finds its image when no other could be meant.
 */
import { CatalogError } from '../../errors.ts';
import type { RejectedFile } from '../imported.ts';
import { counted, few } from './fileList.ts';
import type { PlacedFile } from './layout.ts';

export interface Joined {
  readonly files: PlacedFile[];
  readonly rejected: RejectedFile[];
  readonly notes: string[];
}

/**
 * @param labels paths as the table spells them, relative to the source
 * @param images the files that should all have a label
 * @param table what the labels come from, for messages
 * @throws {CatalogError} not one label has an image, or one image has two labels.
 */
export function joinLabels(
  labels: readonly PlacedFile[],
  images: readonly string[],
  { root, table }: { root: string; table: string },
): Joined {
  const there = new Set(images);
  const byLowerCase = spellings(images);
  const files: PlacedFile[] = [];
  const missing: string[] = [];
  const respelt: string[] = [];
  const used = new Map<string, PlacedFile>();
  for (const label of labels) {
    const path = there.has(label.path) ? label.path : (byLowerCase(label.path) ?? null);
    if (path === null) {
      missing.push(label.path);
      continue;
    }
    const before = used.get(path);
    if (before !== undefined && !isSame(before, label)) {
      throw new CatalogError(
        `${table} of ${root} names ${path} twice, as ${describe(before)} and as ${describe(label)}. Keep one of the rows.`,
      );
    }
    if (before !== undefined) continue;
    used.set(path, label);
    if (path !== label.path) respelt.push(path);
    files.push({ ...label, path });
  }
  if (files.length === 0) {
    throw new CatalogError(
      labels.length === 0
        ? `${table} of ${root} names no image.`
        : `None of the ${labels.length} images that ${table} names is in ${root}: expected for example ${missing[0]}, got ${images[0] ?? 'no image at all'}. Are the images unpacked there?`,
    );
  }
  const unlabelled = images.filter((path) => !used.has(path));
  const notes: string[] = [];
  if (missing.length > 0)
    notes.push(
      `${counted(missing.length, 'label')} of ${table} without an image (${few(missing, { max: 3 })}): left out.`,
    );
  if (unlabelled.length > 0)
    notes.push(
      `${counted(unlabelled.length, 'image')} without a label in ${table} (${few(unlabelled, { max: 3 })}): left out.`,
    );
  if (respelt.length > 0)
    notes.push(`${counted(respelt.length, 'image')} found by a name in other case (${few(respelt, { max: 3 })}).`);
  return {
    files,
    rejected: [
      ...missing.map((path) => ({ path, reason: `has a label in ${table}, but there is no such file` })),
      ...unlabelled.map((path) => ({ path, reason: `has no label in ${table}` })),
    ],
    notes,
  };
}

const describe = ({ className, split }: PlacedFile) => (split === 'none' ? className : `${className} in ${split}`);

const isSame = (a: PlacedFile, b: PlacedFile) =>
  a.className === b.className && a.split === b.split && a.domain === b.domain && a.group === b.group;

/** Looks names up by what case and composition leave of them; null where that fits two files. Built when first asked. */
function spellings(images: readonly string[]): (path: string) => string | undefined {
  let known: Map<string, string | null> | null = null;
  const key = (path: string) => path.normalize('NFC').toLowerCase();
  return (path) => {
    if (known === null) {
      known = new Map();
      for (const image of images) known.set(key(image), known.has(key(image)) ? null : image);
    }
    return known.get(key(path)) ?? undefined;
  };
}
