import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMethod, cell, encoder, sha } from '../test/arbitraries.ts';
import { Budget, Cell, cellId, Name } from './cell.ts';

describe('the id of a cell', () => {
  test('is the hash of one spelling, the same on every machine', () => {
    // Computed by another program (Python's json and hashlib). A change here computes every finished cell again.
    expect(cellId(cell())).toBe('6101ac912e76f66f05c75881a0716509c55e4051599e1c919f7376f89ad0a85b');
  });

  test('does not depend on what the encoder or the dataset is called', () => {
    const renamed = {
      ...encoder('another', 'vit-b-16'),
      role: 'control' as const,
      tap: 'other',
      preprocessing: 'other',
    };
    expect(cellId(cell({ encoder: renamed }))).toBe(cellId(cell()));
    expect(cellId(cell({ dataset: { name: 'voegel', hash: sha('birds') } }))).toBe(cellId(cell()));
  });

  test('depends on budget and draw only through the split they give', () => {
    const { split } = cell();
    const asked = { ...split, request: { ...split.request, budget: 'all' as const, draw: 2, seed: 9 } };
    expect(cellId(cell({ split: asked }))).toBe(cellId(cell()));
    expect(cellId(cell({ split: { ...split, hash: sha('another split') } }))).not.toBe(cellId(cell()));
  });

  test('depends on encoder, dataset and every parameter of the method', () => {
    const ids = [
      cell(),
      cell({ encoder: encoder('vit-l-14') }),
      cell({ dataset: { name: 'birds', hash: sha('more birds') } }),
      cell({ method: { kind: 'knn', k: 6, metric: 'cosine', weighting: 'temperature', temperature: 0.07 } }),
      cell({ method: { kind: 'knn', k: 5, metric: 'cosine', weighting: 'temperature', temperature: 0.08 } }),
    ].map(cellId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('differs for methods that differ', () => {
    fc.assert(
      fc.property(anyMethod, anyMethod, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(cellId(cell({ method: a })) === cellId(cell({ method: b }))).toBe(isSame);
      }),
    );
  });

  test('leaves out the seed of a method that has no use for one', () => {
    expect(cellId(cell({ seed: 7 }))).toBe(cellId(cell({ seed: null })));
  });

  test('survives a journey through JSON', () => {
    const travelled = Cell.parse(JSON.parse(JSON.stringify(cell())));
    expect(cellId(travelled)).toBe(cellId(cell()));
  });
});

describe('what a cell is asked by', () => {
  test('is a name that fits tables and object keys', () => {
    for (const name of ['clip-vit-b-32', 'hog', 'A1._+@-']) expect(Name.safeParse(name).success, name).toBe(true);
    for (const name of ['', '-a', 'a/b', 'a b', '..', 'a'.repeat(201), 'ä'])
      expect(Name.safeParse(name).success, name).toBe(false);
  });

  test('is a budget of labels, none for methods without them, or all', () => {
    for (const budget of [0, 1, 10, 'all']) expect(Budget.safeParse(budget).success).toBe(true);
    for (const budget of [-1, 1.5, 'every', NaN]) expect(Budget.safeParse(budget).success).toBe(false);
  });
});
