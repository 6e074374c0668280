import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partition } from './partition.ts';

const ROWS = 30;
const searchedSet = fc
  .record({
    rows: fc.uniqueArray(fc.integer({ min: 0, max: ROWS - 1 }), { minLength: 1 }),
    k: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ rows, k }) => ({ rows: Int32Array.from(rows).sort(), k }));

test('every row of a set is in exactly one part of it, and a part belongs to its sets whole', () => {
  fc.assert(
    fc.property(fc.array(searchedSet, { minLength: 1, maxLength: 6 }), (sets) => {
      const parts = partition(sets, ROWS);
      sets.forEach(({ rows }, set) => {
        const found = parts.filter((part) => part.sets.includes(set)).flatMap((part) => [...part.rows]);
        expect(found.sort((a, b) => a - b)).toEqual([...rows]);
      });
      for (const part of parts) {
        expect(part.rows).toEqual(Int32Array.from(part.rows).sort());
        expect(part.kLikely).toBeGreaterThan(0);
        expect(part.kLikely).toBeLessThanOrEqual(Math.max(...part.sets.map((set) => sets[set]!.k)));
      }
      sets.forEach(({ k }, set) => {
        const likely = parts.filter((part) => part.sets.includes(set)).map(({ kLikely }) => kLikely);
        expect(likely.reduce((sum, own) => sum + own, 0)).toBeGreaterThanOrEqual(k);
      });
      const all = parts.flatMap((part) => [...part.rows]);
      expect(new Set(all).size).toBe(all.length);
    }),
  );
});
