/** @file Intervals for shares: Wilson's, and Wilson's at the effective size of a weighted sample. */
import { expectParameter } from './check.ts';
import type { ConfusionMatrix } from './confusionMatrix.ts';
import { macroAccuracy, perClass } from './confusionMatrix.ts';
import { normalQuantile, studentQuantile } from './distributions.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The level of every interval that Regatta stores. */
export const LEVEL = 0.95;

/**
 * Wilson's score interval for a share of k in n.
 *   (k + z²/2 ∓ z sqrt(k(n-k)/n + z²/4)) / (n + z²)
 * @returns null (undefined) for n = 0
 * @throws {InputError} k is not from 0 to n, or the level not between 0 and 1
 * Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
 */
export function wilsonInterval(k: number, n: number, level = LEVEL): Interval | null {
  expectParameter(Number.isInteger(n) && n >= 0, 'n', 'a whole number from 0', n);
  expectParameter(Number.isInteger(k) && k >= 0 && k <= n, 'k', `a whole number from 0 to n = ${n}`, k);
  return n === 0 ? null : wilson(k, n, level);
}

/**
 * Wilson's interval for macro accuracy m = (1/K) Σ_c p_c, at the size n' of a plain sample that would know m as well:
 *   n' = m (1 - m) / v,   v = (1/K²) Σ_c [p_c (1 - p_c) + m (1 - m) / n_c] / n_c,
 * and at most twice what it is with classes that are alike, K² / Σ_c (1 / n_c + 1 / n_c²).
 *
 * The second term is one more row of the average class: without it a class of which every row is right would be certain,
 * and one of a single row always. The bound is for a rare class that does better than a frequent one: a few rows that are
 * all right must not count as many. Unlike Wilson at the plain n, this knows that a rare class weighs as much as a frequent
 * one. Coverage over balanced and unbalanced sets: `test/bench/coverage.ts`.
 */
export function macroAccuracyInterval(matrix: ConfusionMatrix, level = LEVEL): Interval & { effectiveN: number } {
  const classes = perClass(matrix).filter(({ n }) => n > 0);
  const m = macroAccuracy(matrix);
  const alike = classes.length ** 2 / classes.reduce((sum, { n }) => sum + (1 + 1 / n) / n, 0);
  const spread = (p: number) => p * (1 - p);
  const variance = classes.reduce((sum, { right, n }) => sum + (spread(right / n) + spread(m) / n) / n, 0);
  // At 0 and at 1 both sides of the ratio vanish, and all classes are alike.
  const effectiveN =
    m === 0 || m === 1 ? alike : Math.min((spread(m) * classes.length ** 2) / variance, TIMES_ALIKE_MAX * alike);
  return { ...wilson(m * effectiveN, effectiveN, level), effectiveN };
}

const TIMES_ALIKE_MAX = 2;

/** What is known of a statistic's spread, and how well. */
export interface Spread {
  /** Of the statistic. */
  readonly variance: number;
  /** Degrees of freedom that the variance was estimated with. */
  readonly freedom: number;
}

/**
 * Wilson's interval for a share-like number (0 to 1) at the size n' = p (1 - p) / variance of a plain sample that would know
 * it as well, with Student's t for the normal quantile, as survey samplers do.
 * @param sizeAtEdge n' where the variance says nothing: at 0, at 1, or when every resample gives the same
 * Source: Korn and Graubard, Confidence intervals for proportions with small expected number of positive counts estimated
 * from survey data (1998); Dean and Pagano, Evaluating confidence interval methods for binomial proportions in clustered
 * surveys (2015).
 */
export function shareInterval(
  share: number,
  { variance, freedom, sizeAtEdge }: Spread & { sizeAtEdge: number },
  level = LEVEL,
): Interval {
  const isKnown = share > 0 && share < 1 && variance > 0;
  const n = isKnown ? (share * (1 - share)) / variance : sizeAtEdge;
  return wilsonAt(share * n, n, studentQuantile((1 + level) / 2, freedom));
}

/** For a number above 0 with a long tail: symmetric in its logarithm, x exp(∓ t s / x). */
export function positiveInterval(value: number, { variance, freedom }: Spread, level = LEVEL): Interval {
  if (value === 0) return { low: 0, high: 0 };
  const factor = Math.exp((studentQuantile((1 + level) / 2, freedom) * Math.sqrt(variance)) / value);
  return { low: value / factor, high: value * factor };
}

function wilson(k: number, n: number, level: number): Interval {
  expectParameter(level > 0 && level < 1, 'level', 'between 0 and 1', level);
  return wilsonAt(k, n, normalQuantile((1 + level) / 2));
}

function wilsonAt(k: number, n: number, z: number): Interval {
  const centre = (k + (z * z) / 2) / (n + z * z);
  const half = (z / (n + z * z)) * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
  // Rounding must not leave the share outside of its own interval.
  return { low: Math.max(0, Math.min(centre - half, k / n)), high: Math.min(1, Math.max(centre + half, k / n)) };
}
