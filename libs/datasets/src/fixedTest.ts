/**
 * @file The two sides that every draw of a dataset and seed shares: the fixed test set, and the pool of labels that
 * budgets are drawn from. No group is on both sides.
 *
 * - An official test split is the test set; every other trainable image (official train and val) is in the pool, unless
 *   its group is in the test set.
 * - Without one, a share of the groups of each class is drawn by the seed.
 * - Domains other than the in-distribution one are never trained on. Where such a domain has an official test split,
 *   that is its test set; otherwise all of its images whose group is not in the pool.
 */
import { Random } from '@regatta/tensor';
import { DatasetError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { DatasetImage, DatasetManifest } from './manifest.ts';

/** Share of a class that is set aside where the dataset has no test split of its own. */
const TEST_SHARE = 0.3;

export interface Sides {
  /** Per class, ascending. */
  readonly pool: readonly Int32Array[];
  readonly subsets: readonly { readonly name: string; readonly images: Int32Array }[];
  readonly test: Int32Array;
}

/** @throws {DatasetError} when nothing is left to train on or to test on. */
export function fixedTest(manifest: DatasetManifest, groups: Groups, source: { hash: string; seed: number }): Sides {
  const { images, classes, domains, name } = manifest;
  const home = manifest.inDistribution === null ? null : domains.indexOf(manifest.inDistribution);
  const isTrainable = (image: DatasetImage) => home === null || image.domain === home;
  const isOfficial = images.some((image) => isTrainable(image) && image.split === 'test');
  const officialElsewhere = new Set(
    images.filter((image) => !isTrainable(image) && image.split === 'test').map((image) => image.domain),
  );

  const isTest = new Uint8Array(images.length);
  if (isOfficial) images.forEach((image, i) => (isTest[i] = Number(isTrainable(image) && image.split === 'test')));
  else drawTest({ manifest, groups, isTrainable }, new Random(`few-shot test ${source.hash} ${source.seed}`), isTest);
  images.forEach((image, i) => {
    if (!isTrainable(image) && image.split === 'test') isTest[i] = 1;
  });

  const isInTestGroup = groupsWhere(groups, (i) => isTest[i] === 1);
  const inPool = images.map((image, i) => isTrainable(image) && isTest[i] === 0 && !isInTestGroup(i));
  const isInPoolGroup = groupsWhere(groups, (i) => inPool[i]!);
  images.forEach((image, i) => {
    if (isTrainable(image) || officialElsewhere.has(image.domain)) return;
    isTest[i] = Number(!isInPoolGroup(i));
  });

  const poolOf = classes.map((): number[] => []);
  const tested: number[] = [];
  for (const [i, { label }] of images.entries()) {
    if (inPool[i]!) poolOf[label]!.push(i);
    else if (isTest[i] === 1) tested.push(i);
  }
  const pool = poolOf.map((labels) => Int32Array.from(labels));
  const test = Int32Array.from(tested);
  if (pool.every((labels) => labels.length === 0)) {
    throw new DatasetError(
      `The dataset ${name} has no image to train on: all ${images.length} are test images or share a group with one. ` +
        'Give it images in train/, or leave its splits away.',
    );
  }
  if (test.length === 0) {
    throw new DatasetError(
      `The dataset ${name} has no image to test on: no class has two images (or groups) to part. Add images.`,
    );
  }
  return { pool, test, subsets: subsetsOf(manifest, home, test) };
}

function subsetsOf({ images, domains }: DatasetManifest, home: number | null, test: Int32Array): Sides['subsets'] {
  const some = (predicate: (image: DatasetImage) => boolean) => test.filter((i) => predicate(images[i]!));
  const perDomain = domains.map((name, d) => ({ name, images: some(({ domain }) => domain === d) }));
  const whole =
    home === null
      ? [{ name: 'test', images: test }]
      : [
          { name: 'id', images: some(({ domain }) => domain === home) },
          { name: 'ood', images: some(({ domain }) => domain !== home) },
        ];
  // A domain may itself be called `id` or `ood` (the manifest allows it where that is what it is).
  const names = new Set(whole.map(({ name }) => name));
  return [...whole, ...perDomain.filter(({ name }) => !names.has(name))].filter(({ images: some }) => some.length > 0);
}

/** Draws whole groups of each class until the share is reached, and leaves each class something to train on. */
function drawTest(
  dataset: { manifest: DatasetManifest; groups: Groups; isTrainable: (image: DatasetImage) => boolean },
  random: Random,
  isTest: Uint8Array,
): void {
  const { manifest, groups, isTrainable } = dataset;
  // A group with several classes is drawn once, with the class of its first image.
  const perClass = manifest.classes.map((): number[][] => []);
  const unitOfGroup = new Array<number[] | undefined>(groups.count);
  for (const [i, image] of manifest.images.entries()) {
    if (!isTrainable(image)) continue;
    const group = groups.of[i]!;
    const known = group < 0 ? undefined : unitOfGroup[group];
    if (known !== undefined) {
      known.push(i);
      continue;
    }
    const unit = [i];
    perClass[image.label]!.push(unit);
    if (group >= 0) unitOfGroup[group] = unit;
  }
  for (const [label, ofClass] of perClass.entries()) {
    if (ofClass.length < 2) continue;
    const target = Math.max(1, Math.round(TEST_SHARE * ofClass.reduce((sum, unit) => sum + unit.length, 0)));
    for (const unit of chooseUnits(random.fork(`class ${label}`).shuffle(ofClass), target)) {
      for (const i of unit) isTest[i] = 1;
    }
  }
}

function chooseUnits(units: readonly number[][], target: number): number[][] {
  const chosen: number[][] = [];
  let count = 0;
  for (const unit of units) {
    if (count >= target || chosen.length === units.length - 1) break;
    // A unit that overshoots by more than is missing would take a class away from training.
    if (unit.length > 2 * (target - count)) continue;
    chosen.push(unit);
    count += unit.length;
  }
  if (chosen.length > 0) return chosen;
  return [units.reduce((smallest, unit) => (unit.length < smallest.length ? unit : smallest))];
}

/** Whether an image is in a group that has a member of this kind. */
function groupsWhere(groups: Groups, isOfKind: (image: number) => boolean): (image: number) => boolean {
  const has = new Uint8Array(groups.count);
  for (const [i, group] of groups.of.entries()) if (group >= 0 && isOfKind(i)) has[group] = 1;
  return (image) => groups.of[image]! >= 0 && has[groups.of[image]!] === 1;
}
