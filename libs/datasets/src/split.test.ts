import { describe, expect, test } from 'vitest';
import { balanced, manifestOf } from '../test/arbitraries.ts';
import { identify } from './identity.ts';
import { SplitHasher, type Split } from './split.ts';

const { images } = manifestOf({ images: balanced(2, 10) });
const hasher = () => new SplitHasher(identify(images));

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
    expect(hasher().hash(alike)).toBe(hasher().hash(SPLIT));
  });

  test('goes by content: the same images elsewhere in the manifest are the same split', () => {
    const moved = new SplitHasher(identify(images.toReversed()));
    const there = (side: Int32Array) => side.map((i) => images.length - 1 - i);
    const subsets = SPLIT.subsets.map(({ name, images: side }) => ({ name, images: there(side) }));
    expect(moved.hash({ train: there(SPLIT.train), val: there(SPLIT.val), subsets })).toBe(hasher().hash(SPLIT));
  });

  test('tells copies of one image apart: they may have different labels', () => {
    const copies = images.map((image, i) => (i === 2 ? { ...image, sha256: images[1]!.sha256 } : image));
    const copied = new SplitHasher(identify(copies));
    expect(copied.hash({ ...SPLIT, train: Int32Array.of(1) })).not.toBe(
      copied.hash({ ...SPLIT, train: Int32Array.of(2) }),
    );
  });

  test.each<[string, Partial<Split>]>([
    ['an image changes sides', { train: Int32Array.of(1), val: Int32Array.of(2, 3) }],
    ['a subset has another image', { subsets: [{ name: 'test', images: Int32Array.of(4, 13) }] }],
    ['a subset has another name', { subsets: [{ name: 'id', images: Int32Array.of(4, 12) }] }],
    ['a subset is added', { subsets: [...SPLIT.subsets, { name: 'sketch', images: Int32Array.of(4) }] }],
  ])('differs when %s', (_, change) => {
    expect(hasher().hash({ ...SPLIT, ...change })).not.toBe(hasher().hash(SPLIT));
  });
});
