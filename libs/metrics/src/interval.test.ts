import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../test/support/numericFixtures.ts';
import { studentQuantile } from './distributions.ts';
import { confusionMatrix, macroAccuracyInterval, shareInterval, wilsonInterval } from './mod.ts';

interface Wilson {
  k: number;
  n: number;
  level: number;
  low: number;
  high: number;
}

describe('wilsonInterval', () => {
  test('equals scipy for 30 cases, none right and all right among them', () => {
    for (const { k, n, level, low, high } of readGolden<{ wilson: Wilson[] }>('metrics/intervals.json').wilson) {
      const interval = wilsonInterval(k, n, level)!;
      expect(interval.low, `${k}/${n}`).toBeCloseTo(low, 12);
      expect(interval.high, `${k}/${n}`).toBeCloseTo(high, 12);
    }
  });

  test('holds the share, lies in 0 to 1, and mirrors when right and wrong are swapped', () => {
    const counts = fc
      .integer({ min: 1, max: 100_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = wilsonInterval(k, n)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(high).toBeLessThanOrEqual(1);
        expect(wilsonInterval(n - k, n)!.low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  test('does not exist without rows', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});

describe('macroAccuracyInterval', () => {
  const interval = (perClass: readonly [right: number, n: number][]) => {
    const truth = perClass.flatMap(([, n], c) => new Array<number>(n).fill(c));
    const wrong = perClass.length;
    const prediction = perClass.flatMap(([right, n], c) => [
      ...new Array<number>(right).fill(c),
      ...new Array<number>(n - right).fill(wrong),
    ]);
    return macroAccuracyInterval(confusionMatrix(truth, prediction, wrong + 1));
  };

  test('is close to the plain Wilson interval when classes are alike', () => {
    const { low, high, effectiveN } = interval([
      [80, 100],
      [80, 100],
      [80, 100],
      [80, 100],
    ]);
    const plain = wilsonInterval(320, 400)!;
    expect(effectiveN).toBeCloseTo(400 / 1.01, 6);
    expect(low).toBeCloseTo(plain.low, 3);
    expect(high).toBeCloseTo(plain.high, 3);
  });

  test('knows that five images of a rare class decide half of the number', () => {
    const { low, high, effectiveN } = interval([
      [900, 1000],
      [3, 5],
    ]);
    expect(effectiveN).toBeLessThan(30);
    expect(high - low).toBeGreaterThan(0.25);
  });

  test('is not a point when everything is right', () => {
    const { low, high, effectiveN } = interval([
      [50, 50],
      [2, 2],
    ]);
    expect(effectiveN).toBeCloseTo(4 / (1.02 / 50 + 1.5 / 2), 9);
    expect(high).toBe(1);
    expect(low).toBeLessThan(0.7);
  });

  test('does not take a few rare rows that are all right for many', () => {
    const { low, effectiveN } = interval([
      [449, 450],
      [50, 50],
    ]);
    expect(effectiveN).toBeCloseTo((2 * 4) / ((1 + 1 / 450) / 450 + 1.02 / 50), 9);
    expect(low).toBeLessThan(0.9885);
  });
});

describe('shareInterval', () => {
  test('is Wilson’s where the spread is that of a plain sample and is known', () => {
    const { low, high } = shareInterval(0.8, { variance: (0.8 * 0.2) / 50, freedom: 1e7, sizeAtEdge: 1 });
    const plain = wilsonInterval(40, 50)!;
    expect(low).toBeCloseTo(plain.low, 6);
    expect(high).toBeCloseTo(plain.high, 6);
  });

  test('is wider when few clusters told the spread, and no point when none of them differs', () => {
    const width = (freedom: number) => {
      const { low, high } = shareInterval(0.8, { variance: 0.001, freedom, sizeAtEdge: 10 });
      return high - low;
    };
    expect(width(4)).toBeGreaterThan(1.3 * width(1000));
    const { low, high } = shareInterval(1, { variance: 0, freedom: 9, sizeAtEdge: 10 });
    expect([high, low < 0.7]).toEqual([1, true]);
  });
});

test('quantiles of t are the published ones', () => {
  const published: [number, number, number][] = [
    [0.975, 1, 12.706204736],
    [0.975, 9, 2.262157163],
    [0.95, 30, 1.697260887],
    [0.975, 1000, 1.962339081],
  ];
  for (const [p, freedom, wanted] of published) expect(studentQuantile(p, freedom)).toBeCloseTo(wanted, 8);
});
