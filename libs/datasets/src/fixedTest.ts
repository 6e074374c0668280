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
export function fixedTest(manifest: DatasetManifest, source: { hash: string; seed: number }): Sides {
  const { images, classes, domains, name } = manifest;
  const home = manifest.inDistribution === null ? null : domains.indexOf(manifest.inDistribution);
  const isTrainable = (image: DatasetImage) => home === null || image.domain === home;
  const isOfficial = images.some((image) => isTrainable(image) && image.split === 'test');
  const officialElsewhere = new Set(
    images.filter((image) => !isTrainable(image) && image.split === 'test').map((image) => image.domain),
  );

  const isTest = new Uint8Array(images.length);
  if (isOfficial) images.forEach((image, i) => (isTest[i] = Number(isTrainable(image) && image.split === 'test')));
  else drawTest(manifest, isTrainable, new Random(`few-shot test ${source.hash} ${source.seed}`), isTest);
  images.forEach((image, i) => {
    if (!isTrainable(image) && image.split === 'test') isTest[i] = 1;
  });

  const testGroups = groupsOf(images.filter((_, i) => isTest[i] === 1));
  const isInTestGroup = ({ group }: DatasetImage) => group !== null && testGroups.has(group);
  const inPool = images.map((image, i) => isTrainable(image) && isTest[i] === 0 && !isInTestGroup(image));
  const poolGroups = groupsOf(images.filter((_, i) => inPool[i]));
  images.forEach((image, i) => {
    if (isTrainable(image) || officialElsewhere.has(image.domain)) return;
    isTest[i] = Number(image.group === null || !poolGroups.has(image.group));
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
  { images, classes }: DatasetManifest,
  isTrainable: (image: DatasetImage) => boolean,
  random: Random,
  isTest: Uint8Array,
): void {
  // A group with several classes is drawn once, with the class of its first image.
  const perClass = classes.map((): number[][] => []);
  const unitOfGroup = new Map<string, number[]>();
  for (const [i, image] of images.entries()) {
    if (!isTrainable(image)) continue;
    const known = image.group === null ? undefined : unitOfGroup.get(image.group);
    if (known !== undefined) {
      known.push(i);
      continue;
    }
    const unit = [i];
    perClass[image.label]!.push(unit);
    if (image.group !== null) unitOfGroup.set(image.group, unit);
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

function groupsOf(images: readonly DatasetImage[]): Set<string> {
  const groups = new Set<string>();
  for (const { group } of images) if (group !== null) groups.add(group);
  return groups;
}
