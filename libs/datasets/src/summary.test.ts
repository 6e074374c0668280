import { expect, test } from 'vitest';
import { manifestOf } from '../test/arbitraries.ts';
import { datasetHash } from './manifest.ts';
import { summarizeDataset } from './summary.ts';

test('a summary counts images by class, domain and split, groups, and copies', () => {
  const manifest = manifestOf({
    domains: ['photo', 'sketch'],
    inDistribution: 'photo',
    images: [
      { label: 0, domain: 0, split: 'train', group: 'a' },
      { label: 1, domain: 0, split: 'test' },
      { label: 1, domain: 1, split: 'none', group: 'a' },
      { label: 1, domain: 1, split: 'none', group: 'b' },
    ],
  });
  manifest.images[3]!.sha256 = manifest.images[2]!.sha256;
  manifest.setAside = 12;
  expect(summarizeDataset(manifest)).toEqual({
    name: 'sketch',
    hash: datasetHash(manifest),
    kind: 'test',
    images: 4,
    bytes: 400,
    shards: 1,
    classes: [
      { name: 'class 0', images: 1 },
      { name: 'class 1', images: 3 },
    ],
    domains: [
      { name: 'photo', images: 2, isInDistribution: true },
      { name: 'sketch', images: 2, isInDistribution: false },
    ],
    splits: { train: 1, val: 0, test: 1, none: 2 },
    groups: 2,
    duplicates: 1,
    setAside: 12,
    license: 'none',
    homepage: null,
  });
});
