import { describe, expect, test } from 'vitest';
import { splitHash, type Split } from './split.ts';

const SPLIT: Split = {
  train: Int32Array.of(1, 2),
  val: Int32Array.of(3),
  subsets: [{ name: 'test', images: Int32Array.of(4, 12) }],
  test: Int32Array.of(4, 12),
  gotMin: 1,
  gotMax: 2,
  notes: [],
};

describe('the hash of a split', () => {
  test('names the images of each side, and nothing else', () => {
    const alike = { ...SPLIT, train: SPLIT.train.slice(), gotMax: 9, notes: ['a note'] };
    expect(splitHash(alike)).toBe(splitHash(SPLIT));
  });

  test.each<[string, Partial<Split>]>([
    ['an image changes sides', { train: Int32Array.of(1), val: Int32Array.of(2, 3) }],
    ['digits are parted otherwise', { subsets: [{ name: 'test', images: Int32Array.of(41, 2) }] }],
    ['a subset has another name', { subsets: [{ name: 'id', images: Int32Array.of(4, 12) }] }],
    ['a subset is added', { subsets: [...SPLIT.subsets, { name: 'sketch', images: Int32Array.of(4) }] }],
  ])('differs when %s', (_, change) => {
    expect(splitHash({ ...SPLIT, ...change })).not.toBe(splitHash(SPLIT));
  });
});
