/**
 * @file From labelled images to classes and groups, with what a person should know about them. Images with equal bytes
 * are one group, so that no copy of a training image is ever tested on.
 */
import { CatalogError } from '../../errors.ts';
import type { LabelledImage } from './labelledImage.ts';
import type { PlacedFile } from './recogniseLayout.ts';

export interface Description {
  /** Sorted. */
  readonly classes: string[];
  /** One per image; null where no other image has its bytes. */
  readonly groups: readonly (string | null)[];
  readonly notes: readonly string[];
}

/**
 * @param files all files that lie in a class, whether they are images or not
 * @throws {CatalogError} fewer than two classes, or two that only case tells apart.
 */
export function describeImages(
  images: readonly LabelledImage[],
  files: readonly PlacedFile[],
  root: string,
): Description {
  const counts = new Map<string, number>();
  for (const { className } of images) counts.set(className, (counts.get(className) ?? 0) + 1);
  const classes = [...counts.keys()].sort();
  checkClasses(classes, { images: images.length, files: files.length, root });
  const notes: string[] = [];
  const empty = [...new Set(files.map(({ className }) => className))].filter((className) => !counts.has(className));
  if (empty.length > 0) notes.push(`No image could be taken from ${few(empty)}: no such class.`);
  const single = classes.filter((className) => counts.get(className) === 1);
  if (single.length > 0) notes.push(`One image only in ${few(single)}: it cannot both train and test.`);
  const untrained = untrainedClasses(images, classes);
  if (untrained.length > 0) notes.push(`Only test images in ${few(untrained)}: never learned, always wrong.`);
  const { groups, duplicateNotes } = groupDuplicates(images);
  return { classes, groups, notes: [...notes, ...duplicateNotes] };
}

function checkClasses(classes: readonly string[], found: { images: number; files: number; root: string }): void {
  const { images, files, root } = found;
  if (images === 0) {
    throw new CatalogError(`None of the ${files} files in the class folders of ${root} is an image that can be read.`);
  }
  if (classes.length < 2) {
    throw new CatalogError(
      `Expected at least two classes in ${root}, got one with ${images} images: ${classes[0]}/. ` +
        `If the classes are folders in it, give ${root}/${classes[0]}.`,
    );
  }
  const byLowerCase = new Map<string, string>();
  for (const className of classes) {
    const other = byLowerCase.get(className.toLowerCase());
    if (other !== undefined) {
      throw new CatalogError(
        `The classes ${other}/ and ${className}/ in ${root} differ only in case. Give both one name, or names that differ more.`,
      );
    }
    byLowerCase.set(className.toLowerCase(), className);
  }
}

/** Classes with test images and nothing to learn from, where the dataset has a split of its own. */
function untrainedClasses(images: readonly LabelledImage[], classes: readonly string[]): string[] {
  if (!images.some(({ split }) => split === 'test')) return [];
  const trained = new Set(images.filter(({ split }) => split !== 'test').map(({ className }) => className));
  return classes.filter((className) => !trained.has(className));
}

function groupDuplicates(images: readonly LabelledImage[]): { groups: (string | null)[]; duplicateNotes: string[] } {
  const copies = new Map<string, LabelledImage[]>();
  for (const image of images) {
    const same = copies.get(image.sha256);
    if (same) same.push(image);
    else copies.set(image.sha256, [image]);
  }
  const repeated = [...copies.values()].filter(({ length }) => length > 1);
  const differs = (key: 'className' | 'split') =>
    repeated.filter((same) => same.some((image) => image[key] !== same[0]![key]));
  const pair = ([a, b]: readonly LabelledImage[]) => `${a!.path} and ${b!.path}`;
  const notes: string[] = [];
  if (repeated.length > 0) {
    const more = repeated.reduce((sum, same) => sum + same.length - 1, 0);
    notes.push(
      `${more === 1 ? 'One image has' : `${more} images have`} the bytes of another (${pair(repeated[0]!)}): never on two sides of a split.`,
    );
  }
  const contradicting = differs('className');
  if (contradicting.length > 0) {
    notes.push(
      `The same bytes lie in more than one class, ${times(contradicting.length)} (${pair(contradicting[0]!)}): one label is wrong.`,
    );
  }
  const leaking = differs('split');
  if (leaking.length > 0) {
    notes.push(
      `The same bytes lie in more than one split, ${times(leaking.length)} (${pair(leaking[0]!)}): copies of test images do not train.`,
    );
  }
  return {
    groups: images.map(({ sha256 }) => (copies.get(sha256)!.length > 1 ? `copies of ${sha256}` : null)),
    duplicateNotes: notes,
  };
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

function few(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more classes` : '');
}
