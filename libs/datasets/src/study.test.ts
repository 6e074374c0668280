import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { balanced, manifestOf, request, splitOf, type ImageSketch } from '../test/arbitraries.ts';
import { datasetSplitter } from './datasetSplitter.ts';
import type { DatasetManifest } from './manifest.ts';
import { studyShare, studyUsed } from './study.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/study/splits.csv');
const FIXTURE = join(import.meta.dirname, '../../../../shared/fixtures/study/splits.csv');

interface Row {
  readonly dataset: string;
  readonly budget: number;
  readonly labels: number;
  readonly images: number;
  readonly train: number;
  readonly val: number;
  readonly test: number;
  readonly testOod: number;
  readonly isRepeat: boolean;
}

/** The table's counts; only its notes hold commas. */
const ROWS: Row[] = readFileSync(GOLDEN, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [dataset, , labels, images, budget, train, val, tested, testOod] = line.split(',');
    const [label, image, b, t, v, n, ood] = [labels, images, budget, train, val, tested, testOod].map(Number);
    return {
      ...{ dataset: dataset!, labels: label!, images: image!, budget: b!, train: t!, val: v!, test: n!, testOod: ood! },
      isRepeat: line.includes('repeat of budget'),
    };
  });
const rowsOf = (name: string) => ROWS.filter(({ dataset }) => dataset === name);

const times = (count: number, size: number) => Array.from({ length: count }, () => size);

/** Sizes of classes: known, or the only ones that fit. UC Merced is a random part, its smallest class 47. */
const CLASS_SIZES: Readonly<Record<string, readonly number[]>> = {
  isic: [575, 575],
  patternnet: times(38, 800),
  ucmerced: [47, ...times(13, 60), ...times(6, 61), 67],
  'fgvc-aircraft': [...times(66, 33), ...times(34, 34)],
  dtd: times(47, 40),
  flowers102: times(102, 10),
};

/** Images of classes with these sizes. */
const ofSizes = (sizes: readonly number[], image: Omit<ImageSketch, 'label'>): ImageSketch[] =>
  sizes.flatMap((size, label) => Array.from({ length: size }, () => ({ label, ...image })));

/** The official training split, with test images beside it that the study did not use. */
function generalManifest(name: string): DatasetManifest {
  const sizes = CLASS_SIZES[name]!;
  const unused = ofSizes(
    sizes.map(() => 3),
    { split: 'test' },
  );
  return manifestOf({ images: [...ofSizes(sizes, { split: 'train' }), ...unused] });
}

/**
 * Sizes of classes with Σ min(size, caps[k]) = sums[k] for each k, and `total` in all: classes are filled up to one cap after
 * the other, and what is left goes to the first.
 */
function sizesThatFit(classes: number, caps: readonly number[], sums: readonly number[], total: number): number[] {
  const sizes = new Array<number>(classes).fill(0);
  for (const [k, cap] of caps.entries()) {
    let left = sums[k]! - (sums[k - 1] ?? 0);
    const before = caps[k - 1] ?? 0;
    for (let i = 0; left > 0; i++) {
      expect(sizes[i]).toBe(before);
      const more = Math.min(cap - before, left);
      sizes[i]! += more;
      left -= more;
    }
  }
  sizes[0]! += total - sums.at(-1)!;
  return sizes;
}

/** WILDS: official training images in distribution, validation out of it, tests of both. */
function driftManifest(name: string, { classes, train, val }: { classes: number; train: number; val: number }) {
  const rows = rowsOf(name);
  const sums = (side: 'train' | 'val') => rows.map((row) => row[side]);
  const id = { domain: 0 } as const;
  const ood = { domain: 1 } as const;
  return manifestOf({
    classes,
    domains: ['id', 'ood'],
    inDistribution: 'id',
    images: [
      ...ofSizes(sizesThatFit(classes, [7, 74, 749], sums('train'), train), { split: 'train', ...id }),
      ...ofSizes(sizesThatFit(classes, [2, 25, 250], sums('val'), val), { split: 'val', ...ood }),
      ...ofSizes(times(classes, 3), { split: 'val', ...id }),
      ...Array.from({ length: rows[0]!.test }, (_, i) => ({ label: i % classes, split: 'test' as const, ...id })),
      ...Array.from({ length: rows[0]!.testOod }, (_, i) => ({ label: i % classes, split: 'test' as const, ...ood })),
    ],
  });
}

describe('the protocol study', () => {
  test.each(Object.keys(CLASS_SIZES))(
    'gives the counts of the table for %s, and one split where the table repeats one',
    (name) => {
      const splitter = datasetSplitter(generalManifest(name));
      const rows = rowsOf(name);
      expect(CLASS_SIZES[name]!.reduce((sum, size) => sum + size, 0)).toBe(rows[0]!.images);
      expect(CLASS_SIZES[name]).toHaveLength(rows[0]!.labels);
      const hashes: string[] = [];
      for (const row of rows) {
        const asked = request({ protocol: 'study', budget: row.budget });
        const { train, val, test: tested } = splitter.split(asked);
        expect([train.length, val.length, tested.length], `${name} ${row.budget}`).toEqual([
          row.train,
          row.val,
          row.test,
        ]);
        hashes.push(splitter.splitHash(asked));
        if (row.isRepeat) expect(hashes.at(-1)).toBe(hashes.at(-2));
        else expect(new Set(hashes).size).toBe(hashes.length);
      }
      expect(splitter.splitHash(request({ protocol: 'study', budget: 'all' }))).toBe(hashes.at(-1));
    },
  );

  test.each([
    { name: 'fmow', classes: 62, train: 76_863, val: 19_915 },
    { name: 'iwildcam', classes: 182, train: 129_809, val: 14_961 },
  ])('gives the counts of the table for $name with classes that fit it', ({ name, ...sizes }) => {
    const manifest = driftManifest(name, sizes);
    const splitter = datasetSplitter(manifest);
    for (const row of rowsOf(name)) {
      const { train, val, subsets } = splitter.split(request({ protocol: 'study', budget: row.budget }));
      const tests = subsets.map((subset) => [subset.name, subset.images.length]);
      expect([train.length, val.length], `${name} ${row.budget}`).toEqual([row.train, row.val]);
      expect(tests).toEqual([
        ['id', row.test],
        ['ood', row.testOod],
      ]);
      const sources = (side: Int32Array) =>
        new Set(Array.from(side, (i) => `${manifest.images[i]!.domain} ${manifest.images[i]!.split}`));
      expect([...sources(train), ...sources(val)]).toEqual(['0 train', '1 val']);
    }
    const all = splitter.split(request({ protocol: 'study', budget: 'all' }));
    expect([all.train.length, all.val.length]).toEqual([sizes.train, sizes.val]);
  });

  test('is held to the table as it was transcribed', (context) => {
    if (!existsSync(FIXTURE)) context.skip('the fixtures of the study are not here');
    expect(readFileSync(GOLDEN, 'utf8')).toBe(readFileSync(FIXTURE, 'utf8'));
  });

  test('takes the budget or four fifths of the smallest class, less one, and trains on three quarters of it', () => {
    expect([10, 100, 1000, 'all' as const].map((budget) => studyUsed(budget, 800))).toEqual([9, 99, 639, 639]);
    expect([9, 99, 639, 7].map((used) => studyShare(used))).toEqual([
      { train: 7, val: 2 },
      { train: 74, val: 25 },
      { train: 479, val: 160 },
      { train: 5, val: 2 },
    ]);
  });

  test('has one split for methods that validate and those that do not', () => {
    const splitter = datasetSplitter(generalManifest('flowers102'));
    const hash = (holdOut: boolean) => splitter.splitHash(request({ protocol: 'study', budget: 10, holdOut }));
    expect(hash(true)).toBe(hash(false));
  });

  test('draws other images of the same number in another draw', () => {
    const splitter = datasetSplitter(generalManifest('dtd'));
    const [first, second] = [0, 1].map((draw) => splitter.split(request({ protocol: 'study', budget: 10, draw })));
    expect([...first!.train]).not.toEqual([...second!.train]);
    expect(first!.train).toHaveLength(second!.train.length);
  });

  test('uses the training split alone, or all images where there is none', () => {
    const {
      train,
      val,
      test: tested,
    } = splitOf(manifestOf({ images: balanced(2, 20) }), { protocol: 'study', budget: 10 });
    expect([train.length, val.length, tested.length]).toEqual([14, 4, 22]);
    const parted = manifestOf({
      images: [...balanced(2, 20, { split: 'train' }), ...balanced(2, 5, { split: 'val' })],
    });
    const split = splitOf(parted, { protocol: 'study', budget: 10 });
    expect(split.test).toHaveLength(22);
    expect(Math.max(...split.test)).toBeLessThan(40);
  });

  test('trains in distribution and tests the rest of it and every other domain, less groups that it has seen', () => {
    const things = [0, 1].flatMap((domain) =>
      Array.from({ length: 40 }, (_, thing) => ({ label: thing % 2, domain, group: `thing ${thing}` })),
    );
    const manifest = manifestOf({ images: things, domains: ['photo', 'sketch'], inDistribution: 'photo' });
    const { train, val, subsets } = splitOf(manifest, { protocol: 'study', budget: 10 });
    expect(subsets.map(({ name, images }) => [name, images.length])).toEqual([
      ['id', 22],
      ['ood', 22],
      ['photo', 22],
      ['sketch', 22],
    ]);
    for (const i of [...train, ...val]) expect(manifest.images[i]!.domain).toBe(0);
  });

  test('says what the rule gives and what groups take away', () => {
    const images = Array.from({ length: 40 }, (_, i) => ({ label: i % 2, group: `pair ${i >> 2} of ${i % 2}` }));
    const { test: tested, notes } = splitOf(manifestOf({ images }), { protocol: 'study', budget: 10 });
    expect(notes[0]).toBe(
      'The rule of the study gives 9 labels of each class, 7 to train and 2 to validate on; the smallest class, class 0, has 20 images.',
    );
    expect(tested).toHaveLength(20);
    expect(notes[1]).toBe('2 images share a group with the labels that were drawn, and cannot test.');
  });

  test('says what a class gives whose group is nearly all of it', () => {
    const burst = Array.from({ length: 19 }, () => ({ label: 0, group: 'burst' }));
    const images = [...burst, { label: 0 }, ...balanced(2, 20).filter(({ label }) => label === 1)];
    const { notes } = splitOf(manifestOf({ images }), { protocol: 'study', budget: 10 });
    expect(notes).toContain('1 of 2 classes have no image in the test set: class 0.');
    expect(
      notes.some((note) => note.startsWith('1 of 2 classes have fewer than the 7 + 2 labels asked for: class 0')),
    ).toBe(true);
  });

  test('refuses classes and budgets too small for its rule, and names them', () => {
    const small = manifestOf({ images: [...balanced(2, 20), ...Array.from({ length: 4 }, () => ({ label: 2 }))] });
    expect(() => splitOf(small, { protocol: 'study', budget: 10 })).toThrow(
      /at least 3, got 2 for sketch: the budget is 10, and class 2 has 4 images\. Use a budget from 4 and five images/,
    );
    const even = manifestOf({ images: balanced(2, 20) });
    expect(() => splitOf(even, { protocol: 'study', budget: 3 })).toThrow(/got 2 for sketch: the budget is 3/);
    expect(splitOf(even, { protocol: 'study', budget: 4 }).train).toHaveLength(4);
  });
});
