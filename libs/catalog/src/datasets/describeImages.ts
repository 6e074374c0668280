/**
 * @file From labelled images to classes, domains and groups, with what a person should know about them. Images with equal
 * bytes are one group, so that no copy of a training image is ever tested on.
 */
import { CatalogError } from '../errors.ts';
import type { LabelledImage } from './labelledImage.ts';
import { few } from './layouts/fileList.ts';
import type { Layout } from './layouts/layout.ts';
import { UnitedNames } from './unitedNames.ts';

export interface Description {
  /** In the layout's order, or sorted. */
  readonly classes: string[];
  /** In the layout's order: those that have images. */
  readonly domains: string[];
  /** One per image; null where it is on its own. */
  readonly groups: readonly (string | null)[];
  readonly notes: readonly string[];
}

/** The least budget that sweeps usually ask for. */
const BUDGET_MIN = 10;

/**
 * @param layout with all files that have a class, whether they are images or not
 * @throws {CatalogError} fewer than two classes, two that only case tells apart, or no image of the domain that trains.
 */
export function describeImages(images: readonly LabelledImage[], layout: Layout, root: string): Description {
  const { files } = layout;
  const counts = countBy(images, ({ className }) => className);
  const classes = (layout.classes?.map(({ name }) => name) ?? [...counts.keys()].sort()).filter((name) =>
    counts.has(name),
  );
  checkClasses(classes, { images: images.length, files: files.length, root });
  const domains = checkDomains(images, layout, root);
  const notes: string[] = [];
  const named = [...(layout.classes ?? []).map(({ name }) => name), ...files.map(({ className }) => className)];
  const empty = [...new Set(named)].filter((className) => !counts.has(className));
  if (empty.length > 0) notes.push(`No image could be taken from ${some(empty)}: no such class.`);
  const single = classes.filter((className) => counts.get(className) === 1);
  if (single.length > 0) notes.push(`One image only in ${some(single)}: it cannot both train and test.`);
  const learned = learnedCounts(images, layout);
  const untrained = classes.filter((name) => !learned.has(name));
  if (untrained.length > 0) notes.push(`Only test images in ${some(untrained)}: never learned, always wrong.`);
  const small = smallClasses(learned, classes);
  if (small.length > 0)
    notes.push(`Fewer than ${BUDGET_MIN} images to learn from in ${some(small)}: every budget gives what there is.`);
  const { groups, duplicateNotes } = groupImages(images);
  return { classes, domains, groups, notes: [...notes, ...pathNotes(images), ...duplicateNotes] };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
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

/** A domain is a subset of every result: its name must not be that of another one. */
function checkDomains(images: readonly LabelledImage[], { domains, inDistribution }: Layout, root: string): string[] {
  const counts = countBy(images, ({ domain }) => domain ?? '');
  const present = domains.filter((name) => counts.has(name));
  if (inDistribution !== null && !present.includes(inDistribution)) {
    throw new CatalogError(
      `No image could be taken from the domain ${inDistribution} of ${root}, which is the one that is trained on. It has images of ${present.join(', ')}.`,
    );
  }
  const others = present.filter((name) => name !== inDistribution);
  const taken = present.find(
    (name) =>
      name === 'test' ||
      (name === 'id' && inDistribution !== 'id') ||
      (name === 'ood' && (inDistribution === null || others.length !== 1 || others[0] !== 'ood')),
  );
  if (taken !== undefined) {
    throw new CatalogError(
      `A domain of ${root} is called "${taken}", as a subset of every result is (test, id, ood). Give it another name.`,
    );
  }
  return present;
}

/** Images per class that may train: those of the domain that does, less test images. */
function learnedCounts(images: readonly LabelledImage[], { inDistribution }: Layout): Map<string, number> {
  const mayTrain = ({ split, domain }: LabelledImage) =>
    split !== 'test' && (inDistribution === null || domain === inDistribution);
  return countBy(images.filter(mayTrain), ({ className }) => className);
}

/** "cat (3)": classes with some images to learn from, but fewer than the least budget. Single ones are told elsewhere. */
function smallClasses(learned: ReadonlyMap<string, number>, classes: readonly string[]): string[] {
  return classes
    .map((name) => [name, learned.get(name) ?? 0] as const)
    .filter(([, count]) => count > 1 && count < BUDGET_MIN)
    .map(([name, count]) => `${name} (${count})`);
}

/** One file name in two cases: on other systems, one file. */
function pathNotes(images: readonly LabelledImage[]): string[] {
  const seen = new Map<string, string>();
  const pairs: string[] = [];
  for (const { path } of images) {
    const before = seen.get(path.toLowerCase());
    if (before !== undefined) pairs.push(`${before} and ${path}`);
    seen.set(path.toLowerCase(), path);
  }
  return pairs.length === 0
    ? []
    : [`Names that differ only in case, ${times(pairs.length)} (${pairs[0]}): other systems take them for one file.`];
}

/** Groups of the layout, united where images of two of them have the same bytes. */
function groupImages(images: readonly LabelledImage[]): { groups: (string | null)[]; duplicateNotes: string[] } {
  const copies = new Map<string, LabelledImage[]>();
  for (const image of images) {
    const same = copies.get(image.sha256);
    if (same) same.push(image);
    else copies.set(image.sha256, [image]);
  }
  const repeated = [...copies.values()].filter(({ length }) => length > 1);
  const names = new UnitedNames();
  const groupOfCopies = new Map<string, string>();
  for (const same of repeated) {
    const given = same.map(({ group }) => group).filter((group) => group !== null);
    for (const group of given) names.unite(given[0]!, group);
    groupOfCopies.set(same[0]!.sha256, given[0] ?? `copies of ${same[0]!.sha256}`);
  }
  const groups = images.map(({ group, sha256 }) => {
    const name = group ?? groupOfCopies.get(sha256);
    return name === undefined ? null : names.nameOf(name);
  });
  return { groups, duplicateNotes: duplicateNotes(repeated) };
}

function duplicateNotes(repeated: readonly (readonly LabelledImage[])[]): string[] {
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
  return notes;
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

const some = (names: readonly string[]) => (names.length > 5 ? `${few(names)} classes` : few(names));
