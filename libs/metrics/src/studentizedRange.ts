/**
 * @file The studentized range with infinite degrees of freedom: the spread of k standard normal numbers, by which
 * Nemenyi's test judges differences of mean ranks.
 *   P(range < q) = k ∫ φ(z) [Φ(z) - Φ(z - q)]^(k-1) dz
 * Source: Demšar, Statistical comparisons of classifiers over multiple data sets (2006), section 3.2.2.
 */
import { expectParameter } from './check.ts';
import { normalCdf } from './distributions.ts';

/** Beyond 9 standard deviations nothing is left that float64 could see. */
const REACH = 9;
/** Trapezoids of a smooth function that vanishes at both ends: 400 give 14 digits. */
const STEPS = 400;

/** P(range >= q) of k standard normal numbers. */
export function studentizedRangeTail(q: number, k: number): number {
  expectParameter(Number.isInteger(k) && k >= 2, 'k', 'a whole number from 2', k);
  if (q <= 0) return 1;
  const step = (2 * REACH + q) / STEPS;
  let below = 0;
  for (let i = 0; i <= STEPS; i++) {
    const z = -REACH + i * step;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    below += density * (normalCdf(z) - normalCdf(z - q)) ** (k - 1);
  }
  return Math.max(0, 1 - k * below * step);
}

/** The q that the range exceeds with chance alpha, found by bisection. */
export function studentizedRangeQuantile(alpha: number, k: number): number {
  expectParameter(alpha > 0 && alpha < 1, 'alpha', 'between 0 and 1', alpha);
  let [low, high] = [0, 2 * REACH];
  for (let i = 0; i < 60 && high - low > 1e-13; i++) {
    const middle = (low + high) / 2;
    if (studentizedRangeTail(middle, k) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
