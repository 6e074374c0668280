/** @file The split that a dataset came with, and its labels in the order of a draw. */
import { countMarks, markImages, markUnits, type Content } from './content.ts';
import { drawOrder, type ClassOrder } from './drawOrder.ts';
import { DatasetError } from './errors.ts';
import { OFFICIAL_SPLITS, type OfficialSplit } from './manifest.ts';
import { imagesShare } from './notes.ts';
import { partition } from './partition.ts';
import { refuseOneClass } from './takeLabels.ts';
import { testSubsets, type TestSet } from './testSubsets.ts';

export interface OfficialSides extends TestSet {
  readonly train: Uint8Array;
  /** Null where the dataset has no validation images of its own. */
  readonly val: Uint8Array | null;
}

/**
 * The dataset's own train, validation and test images, less what would put a group on two sides: the test set keeps it,
 * then training.
 * @param val marks of the images that may validate
 * @throws {DatasetError} when the dataset has no training or no test split of its own, with what it has
 */
export function officialSides(content: Content, asked: { protocol: string; val: Uint8Array }): OfficialSides {
  const { manifest, units, isHome } = content;
  const { images } = manifest;
  const isTest = markImages(images, ({ split }) => split === 'test');
  const isTrain = markImages(images, (image) => isHome(image) && image.split === 'train');
  if (!isTest.includes(1) || !isTrain.includes(1)) throw withoutSplit(content, asked.protocol);
  const isTested = markUnits(units, isTest);
  const train = isTrain.map((mark, i) => mark & (1 - isTested[i]!));
  const isTraining = markUnits(units, train);
  const val = asked.val.map((mark, i) => mark & (1 - isTested[i]!) & (1 - isTraining[i]!));
  if (!train.includes(1)) {
    throw new DatasetError(
      `The dataset ${manifest.name} has no image to train on: all ${countMarks(isTrain)} of its training split share a ` +
        'group with its test split. Use the protocol few-shot with groups mended.',
    );
  }
  const { notes, ...test } = testSubsets(content, isTest);
  const lost = [
    [countMarks(isTrain) - countMarks(train), 'official training', 'the test set, and do not train'],
    [countMarks(asked.val) - countMarks(val), 'official validation', 'the test or training set, and do not validate'],
  ] as const;
  const leaks = lost
    .filter(([count]) => count > 0)
    .map(([count, what, where]) => `Of the ${what} images ${imagesShare(count)} a group with ${where}.`);
  return { train, val: val.includes(1) ? val : null, ...test, notes: [...leaks, ...notes] };
}

/** Training and validation labels in the order of a draw. */
export function officialOrder(content: Content, { train, val }: OfficialSides, seed: string): ClassOrder[] {
  const sides = val === null ? partition(content, train, seed) : { train, val };
  const order = drawOrder(content, { ...sides, seed, byUnit: false });
  refuseOneClass(content.manifest, order);
  return order;
}

function withoutSplit({ manifest, isHome }: Content, protocol: string): DatasetError {
  const counts = new Map<OfficialSplit, number>(OFFICIAL_SPLITS.map((split) => [split, 0]));
  // Tests of any domain count, training images of the in-distribution one alone.
  for (const image of manifest.images)
    if (isHome(image) || image.split === 'test') counts.set(image.split, counts.get(image.split)! + 1);
  const has = [...counts].map(([split, count]) => (split === 'none' ? `${count} in no split` : `${count} in ${split}`));
  const where = manifest.inDistribution === null ? '' : ` to be trained on in the domain ${manifest.inDistribution}`;
  return new DatasetError(
    `The protocol ${protocol} needs an official train and test split. Expected images of ${manifest.name} in both${where}, ` +
      `got ${has.join(', ')}. Use the protocol few-shot, or import the dataset with its splits.`,
  );
}
