import { expect, test } from 'vitest';
import { manifestOf } from '../../test/arbitraries.ts';
import { datasetSplitter } from '../datasetSplitter.ts';
import type { DuplicateLink } from './duplicateLink.ts';
import { duplicateSets } from './duplicateSets.ts';
import { exactDuplicates } from './exactDuplicates.ts';
import { groupsWithCopies } from './groupsWithCopies.ts';

const link = (a: number, b: number): DuplicateLink => ({ a, b, evidence: 'picture', orientation: 0, similarity: 0.95 });
const ALL = { protocol: 'few-shot', budget: 'all', draw: 0, seed: 0, holdOut: false } as const;

test('sets come in the order of what they do to scores, with who is trained and tested on', () => {
  const splits = ['train', 'train', 'test', 'train', 'train', 'test', 'train', 'train', 'val'] as const;
  const labels = [0, 0, 0, 0, 1, 1, 1, 1, 1];
  const groups = [null, null, null, null, 'shared', 'shared', null, null, null];
  const manifest = manifestOf({
    images: splits.map((split, i) => ({ label: labels[i]!, split, group: groups[i]! })),
  });
  // Inside train, two labels in train, train to val, in official splits but kept out, and test with train twice.
  const links = [link(6, 7), link(3, 6), link(7, 8), link(4, 5), link(0, 2), link(1, 2)];
  const found = duplicateSets(manifest, datasetSplitter(manifest).split(ALL), links);
  expect(
    found.sets.map(({ leak, isContradiction, splits: of, members }) => [leak, isContradiction, of, members]),
  ).toEqual([
    [
      'trained',
      false,
      ['test', 'train'],
      [
        { image: 0, side: 'train' },
        { image: 1, side: 'train' },
        { image: 2, side: 'test' },
      ],
    ],
    [
      'official',
      false,
      ['test', 'train'],
      [
        { image: 4, side: 'neither' },
        { image: 5, side: 'test' },
      ],
    ],
    [
      null,
      true,
      ['train', 'val'],
      [
        { image: 3, side: 'train' },
        { image: 6, side: 'train' },
        { image: 7, side: 'train' },
        { image: 8, side: 'train' },
      ],
    ],
  ]);
  expect(found.counts).toEqual({ sets: 3, copies: 6, leakedTestImages: 1, officialLeaks: 2, contradictions: 1 });
});

test('a link between images that are in one set already is left out', () => {
  const manifest = manifestOf({ images: Array.from({ length: 10 }, (_, i) => ({ label: i % 2 })) });
  const { sets } = duplicateSets(manifest, datasetSplitter(manifest).split(ALL), [link(0, 1), link(1, 2), link(0, 2)]);
  expect(sets[0]!.links).toEqual([link(0, 1), link(1, 2)]);
});

test('equal bytes are linked to the first image that has them', () => {
  const links = exactDuplicates(['x', 'y', 'x', 'x', 'z', 'y'].map((sha256) => ({ sha256 })));
  expect(links.map(({ a, b, evidence }) => [a, b, evidence])).toEqual([
    [0, 2, 'bytes'],
    [0, 3, 'bytes'],
    [1, 5, 'bytes'],
  ]);
});

test('groups and copies together say which images must stay on one side', () => {
  const images = ['a', null, 'a', 'b', null, 'b', null].map((group) => ({ group }));
  expect(groupsWithCopies(images, [{ a: 2, b: 4 }])).toEqual([0, null, 0, 3, 0, 3, null]);
});
