/**
 * @file The two sides that every few-shot draw of a dataset and seed shares: the fixed test set, and the pool of labels
 * that budgets are drawn from. No group is on both sides.
 *
 * - An official test split is the test set; every other trainable image (official train and val) is in the pool, unless
 *   its group is in the test set.
 * - Without one, a share of the groups of each class is drawn by the seed.
 * - Domains other than the in-distribution one are never trained on. Where such a domain has an official test split,
 *   that is its test set; otherwise all of its images whose group is not in the pool, less those that an official split
 *   gives another purpose (cameras to validate on, where others are there to test).
 */
import { countMarks, markImages, markUnits, type Content } from './content.ts';
import { DatasetError } from './errors.ts';
import { imagesShare } from './notes.ts';
import { setAside } from './setAside.ts';
import { testSubsets, type TestSet } from './testSubsets.ts';

/** Share of a class that is set aside where the dataset has no test split of its own. */
const TEST_SHARE = 0.3;

export interface FixedTest extends TestSet {
  /** Marks of the images that may train. */
  readonly pool: Uint8Array;
}

/** @throws {DatasetError} when nothing is left to train on or to test on. */
export function fixedTest(content: Content, seed: number): FixedTest {
  const { manifest, units, isHome } = content;
  const { images, name } = manifest;
  const officialElsewhere = new Set(
    images.filter((image) => !isHome(image) && image.split === 'test').map(({ domain }) => domain),
  );
  const isTest = homeTest(content, seed);
  images.forEach((image, i) => {
    if (!isHome(image) && image.split === 'test') isTest[i] = 1;
  });

  const isInTestUnit = markUnits(units, isTest);
  const pool = markImages(images, (image, i) => isHome(image) && isInTestUnit[i] === 0);
  if (countMarks(pool) === 0) {
    throw new DatasetError(
      `The dataset ${name} has no image to train on: all ${images.length} are test images or share a group with one. ` +
        'Give it images in train/, or leave its splits away.',
    );
  }
  const left = countMarks(markImages(images, (image, i) => isHome(image) && isTest[i] === 0 && pool[i] === 0));
  const isInPoolUnit = markUnits(units, pool);
  images.forEach((image, i) => {
    if (isHome(image) || officialElsewhere.has(image.domain)) return;
    const isForOthers = officialElsewhere.size > 0 && image.split !== 'none';
    if (!isForOthers) isTest[i] = 1 - isInPoolUnit[i]!;
  });
  const { notes, ...test } = testSubsets(content, isTest);
  const leaks = left === 0 ? [] : [`${imagesShare(left)} a group with the test set, and cannot train.`];
  return { pool, ...test, notes: [...leaks, ...notes] };
}

function homeTest(content: Content, seed: number): Uint8Array {
  const { images } = content.manifest;
  const official = markImages(images, (image) => content.isHome(image) && image.split === 'test');
  if (official.includes(1)) return official;
  return setAside(content, {
    pool: markImages(images, content.isHome),
    wanted: (count) => (count < 2 ? 0 : Math.max(1, Math.round(TEST_SHARE * count))),
    seed: `few-shot test ${seed}`,
  });
}
