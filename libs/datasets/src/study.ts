/**
 * @file The study protocol: the counts of "Explore wider usage of CLIP" (2022). The study says how many images of each
 * class it used, not which, so the rule is reproduced to the number and the images are drawn by the seed; that the study
 * ran some splits twice and took the mean is what draws are.
 *
 * Per class, with m images in the smallest class and a budget of b:
 *   used = min(b, ⌊0.8 m⌋) - 1,  train = round(0.75 used),  val = used - train,  test = all other images of the class
 * where a dataset's official training split is all that is used, if there is one. With official tests in and out of
 * distribution:
 *   used = b - 1,  train and val from the official training and (out-of-distribution) validation split, each class what
 *   it has, test = both official tests, whole
 *
 * `all` is b = ∞. No published count decides where a half of `round` goes; here it trains. Every method has the same
 * split, so one that does not choose by validation leaves the validation images alone, as the study's kNN did.
 */
import { countMarks, markImages, markUnits, type Content } from './content.ts';
import { drawOrder } from './drawOrder.ts';
import { DatasetError } from './errors.ts';
import type { DatasetImage } from './manifest.ts';
import { memoize } from './memoize.ts';
import { few, imagesShare } from './notes.ts';
import { officialOrder, officialSides } from './officialSplit.ts';
import { setAside } from './setAside.ts';
import type { Protocol, Split, SplitRequest } from './split.ts';
import { refuseOneClass, takeLabels } from './takeLabels.ts';
import { testSubsets } from './testSubsets.ts';
import type { Sides } from './budget.ts';

/** Labels of which one or more train and one or more validate. */
const USED_MIN = 3;

export const study: Protocol = (content) => (isDrift(content) ? driftStudy(content) : generalStudy(content));

/** Official tests on both sides of the distribution. */
function isDrift({ manifest: { images }, isHome }: Content): boolean {
  const isOfficial = (isAsked: (image: DatasetImage) => boolean) =>
    images.some((image) => image.split === 'test' && isAsked(image));
  return isOfficial(isHome) && isOfficial((image) => !isHome(image));
}

/** 7 and 2 of 9. */
export function studyShare(used: number): Sides {
  const train = Math.round(0.75 * used);
  return { train, val: used - train };
}

/** Labels of each class, with `smallest` images in the smallest class. */
export function studyUsed(budget: number | 'all', smallest: number): number {
  const most = Math.floor(0.8 * smallest);
  return (budget === 'all' ? most : Math.min(budget, most)) - 1;
}

function generalStudy(content: Content) {
  const { manifest, units, isHome } = content;
  const { images, name, classes } = manifest;
  const isOfficial = images.some((image) => isHome(image) && image.split === 'train');
  const pool = markImages(images, (image) => isHome(image) && (!isOfficial || image.split === 'train'));
  const smallest = smallestClass(content, pool);
  const most = studyUsed('all', smallest.count);
  const orders = memoize((key: string) => {
    const seed = `study draw ${key}`;
    const val = setAside(content, { pool, wanted: () => studyShare(most).val, seed: `${seed} validation` });
    const train = pool.map((mark, i) => mark & (1 - val[i]!));
    const order = drawOrder(content, { train, val, seed, byUnit: true });
    refuseOneClass(manifest, order);
    return order;
  });

  return ({ budget, draw, seed }: SplitRequest): Split => {
    const used = studyUsed(budget, smallest.count);
    if (used < USED_MIN) {
      throw new DatasetError(
        `The protocol study takes min(budget, ⌊0.8 m⌋) - 1 labels of each class, m the size of the smallest. Expected ` +
          `at least ${USED_MIN}, got ${used} for ${name}: the budget is ${budget}, and ${smallest.name} has ` +
          `${smallest.count} images${isOfficial ? ' in the training split' : ''}. Use a budget from ${USED_MIN + 1} and ` +
          'five images or more of each class, or the protocol few-shot.',
      );
    }
    const wanted = studyShare(used);
    const taken = takeLabels(orders(`${seed} ${draw}`), (has) => atMost(wanted, has));
    const isDrawn = new Uint8Array(images.length);
    for (const side of [taken.train, taken.val]) for (const i of side) isDrawn[i] = 1;
    const isInDrawnUnit = markUnits(units, isDrawn);
    const isTest = markImages(images, (image, i) => isInDrawnUnit[i] === 0 && (pool[i] === 1 || !isHome(image)));
    const left = countMarks(pool) - countMarks(isDrawn) - countMarks(pool.map((mark, i) => mark & isTest[i]!));
    const { notes, ...test } = testSubsets(content, isTest);
    return {
      ...sidesOf(taken),
      ...test,
      notes: [
        `The rule of the study gives ${used} labels of each class, ${wanted.train} to train and ${wanted.val} to validate on; ` +
          `the smallest class, ${smallest.name}, has ${smallest.count} images.`,
        ...short(classes, taken.got, wanted),
        ...(left > 0 ? [`${imagesShare(left)} a group with the labels that were drawn, and cannot test.`] : []),
        ...notes,
      ],
    };
  };
}

function driftStudy(content: Content) {
  const { manifest, isHome } = content;
  const { images, name, classes } = manifest;
  const away = markImages(images, (image) => !isHome(image) && image.split === 'val');
  const val = away.includes(1) ? away : markImages(images, (image) => isHome(image) && image.split === 'val');
  const official = officialSides(content, { protocol: 'study', val });
  const orders = memoize((key: string) => officialOrder(content, official, `study draw ${key}`));

  return ({ budget, draw, seed }: SplitRequest): Split => {
    if (budget !== 'all' && budget <= USED_MIN) {
      throw new DatasetError(
        `The protocol study takes one label less than the budget. Expected a budget from ${USED_MIN + 1}, got ${budget} ` +
          `for ${name}.`,
      );
    }
    const wanted = budget === 'all' ? null : studyShare(budget - 1);
    const taken = takeLabels(orders(`${seed} ${draw}`), (has) => (wanted === null ? has : atMost(wanted, has)));
    const { subsets, test, notes } = official;
    return {
      ...sidesOf(taken),
      ...{ subsets, test },
      notes: [...(wanted === null ? [] : short(classes, taken.got, wanted)), ...notes],
    };
  };
}

const atMost = (wanted: Sides, has: Sides): Sides => ({
  train: Math.min(wanted.train, has.train),
  val: Math.min(wanted.val, has.val),
});

function sidesOf({ train, val, gotMin, gotMax }: ReturnType<typeof takeLabels>) {
  return { train, val, gotMin, gotMax };
}

/** Which classes have fewer on a side than the rule wants. */
function short(classes: readonly string[], got: readonly Sides[], wanted: Sides): string[] {
  const names = classes
    .map((name, label) => ({ name, ...got[label]! }))
    .filter(({ train, val }) => train < wanted.train || val < wanted.val)
    .map(({ name, train, val }) => `${name} ${train} + ${val}`);
  if (names.length === 0) return [];
  return [
    `${names.length} of ${classes.length} classes have fewer than the ${wanted.train} + ${wanted.val} labels asked for: ${few(names)}.`,
  ];
}

function smallestClass({ manifest }: Content, pool: Uint8Array): { name: string; count: number } {
  const { images, classes } = manifest;
  const counts = new Array<number>(classes.length).fill(0);
  for (const [i, mark] of pool.entries()) counts[images[i]!.label]! += mark;
  const sizes = classes.map((name, label) => ({ name, count: counts[label]! }));
  return sizes.reduce((least, size) => (size.count < least.count ? size : least));
}
