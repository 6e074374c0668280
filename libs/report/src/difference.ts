/** @file The difference of two scores, with an interval made from theirs. */
import type { Interval } from './formatScore.ts';

/**
 * a - b with a 95 % interval by square-and-add of the two intervals:
 *   low = (a - b) - √((a - a.low)² + (b.high - b)²),   high = (a - b) + √((a.high - a)² + (b - b.low)²)
 * Right for scores on different images. Scores on the same images are mostly alike in what they find easy, and then it is
 * too wide: what it calls a difference is one, what it calls noise may still be a difference to a paired test.
 * Source: Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
 */
export function difference(a: Interval, b: Interval): Interval {
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** True when the interval of the difference holds zero. */
export function isWithinNoise(a: Interval, b: Interval): boolean {
  const { low, high } = difference(a, b);
  return low <= 0 && high >= 0;
}
