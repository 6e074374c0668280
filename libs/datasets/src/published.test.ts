import { describe, expect, test } from 'vitest';
import { balanced, manifestOf, request, splitOf, type ImageSketch } from '../test/arbitraries.ts';
import { datasetSplitter } from './datasetSplitter.ts';

const asked = (part: Parameters<typeof request>[0] = {}) => request({ protocol: 'published', budget: 'all', ...part });

/** Positions: 0 to 39 train, 40 to 47 val, 48 to 59 test. */
const OFFICIAL: ImageSketch[] = [
  ...balanced(2, 20, { split: 'train' }),
  ...balanced(2, 4, { split: 'val' }),
  ...balanced(2, 6, { split: 'test' }),
];
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('the protocol published', () => {
  test('is the official split, in every draw', () => {
    const splitter = datasetSplitter(manifestOf({ images: OFFICIAL }));
    const { train, val, test: tested, notes } = splitter.split(asked({ holdOut: true }));
    expect([[...train], [...val], [...tested]]).toEqual([upTo(0, 40), upTo(40, 48), upTo(48, 60)]);
    expect(notes).toEqual([]);
    expect(splitter.splitHash(asked({ holdOut: true, draw: 2, seed: 7 }))).toBe(
      splitter.splitHash(asked({ holdOut: true })),
    );
  });

  test('trains on the training split alone where nothing is to be chosen', () => {
    const { train, val } = splitOf(manifestOf({ images: OFFICIAL }), asked());
    expect([[...train], val.length]).toEqual([upTo(0, 40), 0]);
  });

  test('draws a number of labels from the training split, and a fifth of it from the official validation split', () => {
    const splitter = datasetSplitter(manifestOf({ images: OFFICIAL }));
    const { train, val, gotMin, gotMax } = splitter.split(asked({ budget: 10, holdOut: true }));
    expect([train.length, val.length, gotMin, gotMax]).toEqual([16, 4, 10, 10]);
    expect([...val].every((i) => i >= 40 && i < 48)).toBe(true);
    expect(splitter.split(asked({ budget: 10 })).train).toHaveLength(20);
    expect(splitter.splitHash(asked({ budget: 10 }))).not.toBe(splitter.splitHash(asked({ budget: 10, draw: 1 })));
    expect(splitter.splitHash(asked({ budget: 24, holdOut: true }))).toBe(splitter.splitHash(asked({ holdOut: true })));
  });

  test('sets a fifth of the training split aside where there is no validation split', () => {
    const images = OFFICIAL.filter(({ split }) => split !== 'val');
    const { train, val } = splitOf(manifestOf({ images }), asked({ holdOut: true }));
    expect([train.length, val.length]).toEqual([32, 8]);
  });

  test('trains in distribution only, and tests each domain', () => {
    const images = [
      ...balanced(2, 10, { domain: 0, split: 'train' }),
      ...balanced(2, 3, { domain: 0, split: 'val' }),
      ...balanced(2, 4, { domain: 0, split: 'test' }),
      ...balanced(2, 5, { domain: 1, split: 'val' }),
      ...balanced(2, 6, { domain: 1, split: 'test' }),
    ];
    const manifest = manifestOf({ images, domains: ['id', 'ood'], inDistribution: 'id' });
    const { train, val, subsets } = splitOf(manifest, asked({ holdOut: true }));
    expect([[...train], [...val]]).toEqual([upTo(0, 20), upTo(20, 26)]);
    expect(subsets.map((subset) => [subset.name, subset.images.length])).toEqual([
      ['id', 8],
      ['ood', 12],
    ]);
  });

  test('leaves out what shares a group with the test set, and says how much', () => {
    const twins = OFFICIAL.map((image, i) => ({ ...image, group: [0, 1, 40, 48].includes(i) ? 'twin' : null }));
    const { train, val, notes } = splitOf(manifestOf({ images: twins }), asked({ holdOut: true }));
    expect([[...train], [...val]]).toEqual([upTo(2, 40), upTo(41, 48)]);
    expect(notes).toEqual([
      'Of the official training images 2 images share a group with the test set, and do not train.',
      'Of the official validation images 1 image shares a group with the test or training set, and do not validate.',
    ]);
  });

  test('says which classes it never tests or trains on', () => {
    const images = [...OFFICIAL, { label: 2, split: 'train' as const }, { label: 3, split: 'test' as const }];
    const { notes } = splitOf(manifestOf({ images }), asked());
    expect(notes).toEqual([
      'No label is left to train on in these classes: class 3.',
      '1 of 4 classes have no image in the test set: class 2.',
    ]);
  });

  test('cannot be had without an official split, and says what there is', () => {
    expect(() => splitOf(manifestOf({ images: balanced(2, 8) }), asked())).toThrow(
      'The protocol published needs an official train and test split. Expected images of sketch in both, ' +
        'got 0 in train, 0 in val, 0 in test, 16 in no split. Use the protocol few-shot',
    );
    const images = [...balanced(2, 4, { domain: 1, split: 'train' }), ...balanced(2, 4, { domain: 0, split: 'test' })];
    const elsewhere = manifestOf({ images, domains: ['photo', 'sketch'], inDistribution: 'photo' });
    expect(() => splitOf(elsewhere, asked())).toThrow(/in the domain photo, got 0 in train, 0 in val, 8 in test/);
  });

  test('cannot be had with one class to train on', () => {
    const images = OFFICIAL.filter(({ label, split }) => split === 'test' || label === 0);
    expect(() => splitOf(manifestOf({ images }), asked())).toThrow(
      /at least two classes with images to train on, got 1 of 2 in the dataset sketch \(class 0\): there is nothing to tell apart/,
    );
  });
});
