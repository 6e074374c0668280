/**
 * @file Several methods over several data sets: do their ranks differ at all (Friedman), and which pairs (Nemenyi)?
 * Source: Demšar, Statistical comparisons of classifiers over multiple data sets (2006).
 */
import { expectParameter, expectSameLength } from './check.ts';
import { chiSquaredTail, fTail } from './distributions.ts';
import { averageRanks } from './ranks.ts';
import { studentizedRangeQuantile, studentizedRangeTail } from './studentizedRange.ts';

export interface Friedman {
  readonly dataSets: number;
  readonly methods: number;
  /** Mean over data sets of each method's rank, 1 for the best; equal scores share the mean of their ranks. */
  readonly meanRanks: readonly number[];
  /** Friedman's statistic, corrected for ties. */
  readonly chiSquared: number;
  readonly chiSquaredP: number;
  /** Iman and Davenport's statistic, less conservative; Infinity when all data sets rank alike. */
  readonly f: number;
  readonly fP: number;
}

/**
 * @param scores per data set, per method; higher is better
 * @returns null (undefined) with fewer than two data sets or methods, or when no data set tells the methods apart
 * @throws {InputError} data sets with different numbers of methods, or a score that is not finite
 */
export function friedman(scores: readonly ArrayLike<number>[]): Friedman | null {
  for (const row of scores) expectSameLength('the scores of every data set', row, scores[0]!);
  const [n, k] = [scores.length, scores[0]?.length ?? 0];
  if (n < 2 || k < 2) return null;
  const ranks = scores.map((row) => averageRanks(Float64Array.from(row, (score) => -score)));
  const sums = Array.from({ length: k }, (_, method) => ranks.reduce((sum, row) => sum + row[method]!, 0));
  const untied = 1 - ranks.reduce((sum, row) => sum + tieTerm(row), 0) / (n * (k ** 3 - k));
  if (untied === 0) return null;
  const squares = sums.reduce((sum, rankSum) => sum + rankSum ** 2, 0);
  const chiSquared = ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / untied;
  // Ranks that are the same in every data set leave no error to compare with.
  const rest = n * (k - 1) - chiSquared;
  const f = rest <= 0 ? Infinity : ((n - 1) * chiSquared) / rest;
  return {
    dataSets: n,
    methods: k,
    meanRanks: sums.map((sum) => sum / n),
    chiSquared,
    chiSquaredP: chiSquaredTail(chiSquared, k - 1),
    f,
    fP: fTail(f, { above: k - 1, below: (k - 1) * (n - 1) }),
  };
}

/** Mean ranks of two methods that differ by at least this differ significantly: q_alpha sqrt(k(k + 1) / (6N)). */
export function nemenyiCriticalDifference(
  { methods, dataSets }: Pick<Friedman, 'methods' | 'dataSets'>,
  alpha = 0.05,
): number {
  return (studentizedRangeQuantile(alpha, methods) / Math.SQRT2) * rankDeviation(methods, dataSets);
}

/** Nemenyi's p-value of a difference of mean ranks. */
export function nemenyiP(difference: number, { methods, dataSets }: Pick<Friedman, 'methods' | 'dataSets'>): number {
  return studentizedRangeTail((Math.abs(difference) / rankDeviation(methods, dataSets)) * Math.SQRT2, methods);
}

/**
 * The bars of a critical-difference diagram: longest runs of methods, best first, whose ends differ by less than the
 * critical difference. A method may stand in several runs: "not different" is not transitive.
 */
export function indistinguishable(meanRanks: readonly number[], criticalDifference: number): number[][] {
  expectParameter(criticalDifference > 0, 'the critical difference', 'positive', criticalDifference);
  const order = meanRanks.map((_, i) => i).sort((a, b) => meanRanks[a]! - meanRanks[b]! || a - b);
  const runs: number[][] = [];
  let reached = -1;
  for (let i = 0; i < order.length; i++) {
    let j = i;
    while (j + 1 < order.length && meanRanks[order[j + 1]!]! - meanRanks[order[i]!]! < criticalDifference) j++;
    if (j > i && j > reached) {
      runs.push(order.slice(i, j + 1));
      reached = j;
    }
  }
  return runs;
}

const rankDeviation = (methods: number, dataSets: number) => Math.sqrt((methods * (methods + 1)) / (6 * dataSets));

/** Σ over groups of t equal ranks of t³ - t. */
function tieTerm(ranks: Float64Array): number {
  const sizes = new Map<number, number>();
  for (const rank of ranks) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}
