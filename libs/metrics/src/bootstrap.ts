/**
 * @file Bootstrap intervals: the spread of a statistic over resamples of the test images.
 *
 * How rows are drawn is a `Resampler`: all rows alike, among the rows of each class (stratified), or whole clusters (all
 * frames of one camera together). Same seed, same rows, same bytes.
 * Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapters 13 and 15.
 */
import type { Random } from '@regatta/tensor';
import { expectLabels, expectParameter, expectSome } from './check.ts';
import { LEVEL, type Interval } from './interval.ts';

/** Draws one resample: row numbers, repeats included. The array may be reused by the next call. */
export type Resampler = () => Int32Array;

/** A product of 32 random bits with a number of rows must be exact. */
const ROWS_MAX = 2 ** 21;

/** n rows out of n. */
export function plainResampler(n: number, random: Random): Resampler {
  expectParameter(Number.isInteger(n) && n >= 1 && n <= ROWS_MAX, 'n', `a whole number from 1 to ${ROWS_MAX}`, n);
  const rows = new Int32Array(n);
  return () => {
    drawUniform(rows, n, random);
    return rows;
  };
}

/**
 * Fills with uniform whole numbers below the bound. Source: Lemire, Fast random integer generation in an interval (2019);
 * `Random.integer` divides for every number, which ten thousand resamples of ten thousand images feel.
 */
function drawUniform(out: Int32Array, bound: number, random: Random): void {
  const threshold = 2 ** 32 % bound;
  for (let i = 0; i < out.length; i++) {
    let product: number;
    let whole: number;
    do {
      product = random.bits() * bound;
      whole = Math.floor(product * 2 ** -32);
    } while (product - whole * 2 ** 32 < threshold);
    out[i] = whole;
  }
}

/**
 * As many rows of each class as it has, out of its own. Classes of a single row are one stratum together: by itself a row
 * would always be drawn, and look certain (collapsed strata; Cochran, Sampling techniques, 1977, section 5A.12).
 */
export function stratifiedResampler(classes: ArrayLike<number>, random: Random): Resampler {
  const members = strataOf(classes);
  const rows = new Int32Array(classes.length);
  return () => {
    let at = 0;
    for (const own of members) for (let i = 0; i < own.length; i++) rows[at++] = own[random.integer(own.length)]!;
    return rows;
  };
}

/** Row numbers of each stratum. */
export function strataOf(classes: ArrayLike<number>): Int32Array[] {
  const members = membersOf(classes);
  const single = members.filter(({ length }) => length === 1).map(([only]) => only!);
  const rest = members.filter(({ length }) => length > 1);
  return single.length === 0 ? rest : [...rest, Int32Array.from(single)];
}

/** As many clusters as there are, each with all of its rows: the size of a resample varies. */
export function clusteredResampler(clusters: ArrayLike<number>, random: Random): Resampler {
  const members = membersOf(clusters);
  return () => takeClusters(members, { length: members.length, draw: () => random.integer(members.length) });
}

/** All rows of the drawn clusters, in the order of the draw. */
export function takeClusters(
  members: readonly Int32Array[],
  { length, draw }: { length: number; draw: (i: number) => number },
): Int32Array {
  const drawn = Array.from({ length }, (_, i) => members[draw(i)]!);
  const rows = new Int32Array(drawn.reduce((sum, own) => sum + own.length, 0));
  let at = 0;
  for (const own of drawn) {
    rows.set(own, at);
    at += own.length;
  }
  return rows;
}

/** Row numbers of each group that has any, groups ascending. */
export function membersOf(groups: ArrayLike<number>): Int32Array[] {
  expectSome('groups', groups);
  expectLabels('groups', groups, Infinity);
  const members = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const own = members.get(groups[i]!);
    if (own) own.push(i);
    else members.set(groups[i]!, [i]);
  }
  return [...members.entries()].sort(([a], [b]) => a - b).map(([, own]) => Int32Array.from(own));
}

export interface BootstrapResult {
  /** Percentile interval; null when the statistic was undefined for every resample. */
  readonly interval: Interval | null;
  /** Standard deviation over resamples, divisor B - 1; null with fewer than two. */
  readonly standardError: number | null;
  /** Resamples for which the statistic was undefined; they are in neither. */
  readonly undefinedResamples: number;
}

export interface BootstrapOptions {
  readonly resample: Resampler;
  /** @default 1000 */
  readonly resamples?: number;
  /** @default 0.95 */
  readonly level?: number;
}

/**
 * The spread of a statistic over resamples.
 * @param statistic of the rows with these numbers; null where it is undefined
 * @throws {InputError}
 */
export function bootstrap(
  statistic: (rows: Int32Array) => number | null,
  { resample, resamples = 1000, level = LEVEL }: BootstrapOptions,
): BootstrapResult {
  expectParameter(Number.isInteger(resamples) && resamples >= 1, 'resamples', 'a whole number from 1', resamples);
  const values: number[] = [];
  for (let b = 0; b < resamples; b++) {
    const value = statistic(resample());
    if (value !== null) values.push(value);
  }
  return {
    interval: values.length === 0 ? null : percentileInterval(values, level),
    standardError: values.length < 2 ? null : standardDeviation(values),
    undefinedResamples: resamples - values.length,
  };
}

/**
 * From quantile (1 - level)/2 to (1 + level)/2, interpolated linearly at position (B - 1) q of the sorted values, as
 * NumPy's `percentile` does.
 * @throws {InputError}
 */
export function percentileInterval(values: ArrayLike<number>, level = LEVEL): Interval {
  expectSome('values', values);
  expectParameter(level > 0 && level < 1, 'level', 'between 0 and 1', level);
  const sorted = Float64Array.from(values).sort();
  const quantile = (q: number) => {
    const position = (sorted.length - 1) * q;
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
  };
  return { low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
