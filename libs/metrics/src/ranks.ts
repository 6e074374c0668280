/** @file Ranks with ties, and the two correlations of rankings. */
import { expectFinite, expectSameLength } from './check.ts';

/** Rank of each value, 1 for the smallest; equal values share the mean of their ranks. @throws {InputError} */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  expectFinite('values', values);
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/**
 * Spearman's rank correlation: Pearson's of the average ranks.
 * @returns null (undefined) when one side is constant or there are fewer than two rows
 * @throws {InputError}
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  expectSameLength('both rankings', x, y);
  const [a, b] = [averageRanks(x), averageRanks(y)];
  const mean = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - mean) * (b[i]! - mean);
    aa += (a[i]! - mean) ** 2;
    bb += (b[i]! - mean) ** 2;
  }
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb);
}

/**
 * Kendall's tau-b: (concordant - discordant) / sqrt((pairs - ties in x)(pairs - ties in y)). Compares all pairs: for
 * rankings of encoders or methods, not for thousands of rows.
 * @returns null (undefined) when one side is constant or there are fewer than two rows
 * @throws {InputError}
 * Source: Kendall, The treatment of ties in ranking problems (1945).
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  expectSameLength('both rankings', x, y);
  expectFinite('values', x);
  expectFinite('values', y);
  let [surplus, untiedX, untiedY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      surplus += a * b;
      untiedX += Math.abs(a);
      untiedY += Math.abs(b);
    }
  }
  return untiedX === 0 || untiedY === 0 ? null : surplus / Math.sqrt(untiedX * untiedY);
}
