import { Random } from '@regatta/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DatasetError } from '../errors.ts';
import { groupFolds } from './groupFolds.ts';

test('groups stay whole and every image has a fold', () => {
  const anyImage = fc.record({
    label: fc.integer({ min: 0, max: 4 }),
    group: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(anyImage, { minLength: 60, maxLength: 120 }), fc.nat(5), (images, seed) => {
      const groups = images.map(({ group }) => group);
      const folds = groupFolds(images, groups, { folds: 5, random: new Random(seed) });
      const foldOfGroup = new Map<number, number>();
      for (const [i, group] of groups.entries()) {
        expect(folds[i]).toBeGreaterThanOrEqual(0);
        expect(folds[i]).toBeLessThan(5);
        if (group === null) continue;
        expect(foldOfGroup.get(group) ?? folds[i]).toBe(folds[i]);
        foldOfGroup.set(group, folds[i]!);
      }
    }),
  );
});

test('classes are spread evenly, and equal seeds give equal folds', () => {
  const images = Array.from({ length: 103 }, (_, i) => ({ label: i < 30 ? 0 : i < 90 ? 1 : 2 }));
  const alone = images.map(() => null);
  const folds = groupFolds(images, alone, { folds: 5, random: new Random(1) });
  for (let label = 0; label < 3; label++) {
    const counts = Array.from({ length: 5 }, (_, f) =>
      images.filter((image, i) => image.label === label && folds[i] === f),
    );
    const sizes = counts.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
  expect(groupFolds(images, alone, { folds: 5, random: new Random(1) })).toEqual(folds);
  expect(groupFolds(images, alone, { folds: 5, random: new Random(2) })).not.toEqual(folds);
});

test('fewer groups than folds are refused', () => {
  const images = Array.from({ length: 20 }, () => ({ label: 0 }));
  const groups = images.map((_, i) => i % 3);
  const fold = () => groupFolds(images, groups, { folds: 5, random: new Random(0) });
  expect(fold).toThrow(DatasetError);
  expect(fold).toThrow(/Expected at least 5 images that are in no common group, .* got 3/);
});
