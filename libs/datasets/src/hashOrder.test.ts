import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { hashOrder, keyLayout } from './hashOrder.ts';

/** Two random words for each of n things. */
function wordsOf(n: number): Uint32Array {
  const random = new Random('words');
  return Uint32Array.from({ length: 2 * n }, () => random.bits());
}

/** The place of each thing. */
const places = (order: Uint32Array) => {
  const place = new Uint32Array(order.length);
  order.forEach((thing, i) => (place[thing] = i));
  return place;
};

describe('an order by hash', () => {
  test('holds everything once, the same for the same seed and another for another', () => {
    const words = wordsOf(1000);
    const order = hashOrder(words, 'a');
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(hashOrder(words, 'a')).toEqual(order);
    expect(hashOrder(words, 'b')).not.toEqual(order);
  });

  test('moves no two things past each other when others come or go', () => {
    const words = wordsOf(1000);
    const few = hashOrder(words.slice(0, 2 * 400), 'a');
    expect([...hashOrder(words, 'a')].filter((thing) => thing < 400)).toEqual([...few]);
  });

  test('puts each thing anywhere with equal chance, and knows nothing of other seeds', () => {
    const n = 50;
    const seeds = 2000;
    const words = wordsOf(n);
    const sums = new Float64Array(n);
    let agreement = 0;
    let before = places(hashOrder(words, 'seed 0'));
    for (let seed = 1; seed <= seeds; seed++) {
      const now = places(hashOrder(words, `seed ${seed}`));
      now.forEach((place, thing) => {
        sums[thing]! += place / (n - 1);
        agreement += (place / (n - 1) - 0.5) * (before[thing]! / (n - 1) - 0.5);
      });
      before = now;
    }
    // The mean of 2000 places has a standard deviation of 0.0066; five of them.
    for (const sum of sums) expect(Math.abs(sum / seeds - 0.5)).toBeLessThan(0.033);
    // The correlation of two orders, averaged: its standard deviation is 1 / sqrt(49 * 2000).
    expect(Math.abs(agreement / (seeds * n) / (1 / 12))).toBeLessThan(5 / Math.sqrt(49 * seeds));
  });

  test('takes so many bits of the key as a double has room for', () => {
    expect(keyLayout(365_000)).toEqual({ scale: 2 ** 19, drop: 0 });
    expect(keyLayout(5_000_000)).toEqual({ scale: 2 ** 23, drop: 2 });
    for (const n of [0, 1, 2, 3, 1 << 20, (1 << 20) + 1, 40_000_000]) {
      const { scale, drop } = keyLayout(n);
      expect(scale).toBeGreaterThan(n === 0 ? 0 : n - 1);
      expect((2 ** 32 / 2 ** drop) * scale).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER + 1);
    }
  });

  test('has an order of nothing', () => {
    expect(hashOrder(new Uint32Array(0), 'a')).toHaveLength(0);
  });
});
