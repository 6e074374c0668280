/** @file Ranking quality of scores: area under the ROC curve, and average precision. */
import { expectFinite, expectLabels, expectSameLength, expectSome } from './check.ts';
import type { Probabilities } from './probabilities.ts';
import { averageRanks } from './ranks.ts';

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, equal scores counting half.
 * Computed from average ranks (Mann and Whitney, 1947); equals scikit-learn's `roc_auc_score`.
 * @param truth 1 for positive rows, 0 for negative
 * @returns null (undefined) without a positive or without a negative row
 * @throws {InputError}
 */
export function rocAuc(truth: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  expectBinary(truth, scores);
  const ranks = averageRanks(scores);
  let [rankSum, positives] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== 1) continue;
    rankSum += ranks[i]!;
    positives++;
  }
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export interface OneVsRestAuc {
  /** Per class; null (undefined) for a class that is not in the truth, or alone in it. */
  readonly perClass: readonly (number | null)[];
  /** Mean over the classes where it is defined; null when there are none. */
  readonly macro: number | null;
  /** The same, weighted by rows per class. */
  readonly weighted: number | null;
}

/** Each class against the rest, by its column of scores. @throws {InputError} */
export function oneVsRestAuc(truth: ArrayLike<number>, { data, classes }: Probabilities): OneVsRestAuc {
  expectSameLength('truth and scores', truth, { length: data.length / classes });
  expectLabels('truth', truth, classes);
  const rows = new Array<number>(classes).fill(0);
  for (let i = 0; i < truth.length; i++) rows[truth[i]!]!++;
  const areas = rows.map((_, c) => {
    const own = Uint8Array.from({ length: truth.length }, (_, i) => Number(truth[i] === c));
    return rocAuc(
      own,
      Float64Array.from({ length: truth.length }, (_, i) => data[i * classes + c]!),
    );
  });
  const defined = areas.flatMap((area, c) => (area === null ? [] : [{ area, n: rows[c]! }]));
  if (defined.length === 0) return { perClass: areas, macro: null, weighted: null };
  const total = defined.reduce((sum, { n }) => sum + n, 0);
  return {
    perClass: areas,
    macro: defined.reduce((sum, { area }) => sum + area, 0) / defined.length,
    weighted: defined.reduce((sum, { area, n }) => sum + area * n, 0) / total,
  };
}

/**
 * Average precision: Σ over distinct scores, from high to low, of the gain in recall times the precision there. Equals
 * scikit-learn's `average_precision_score`, which does not interpolate.
 * @returns null (undefined) without a positive row
 * @throws {InputError}
 */
export function averagePrecision(truth: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  expectBinary(truth, scores);
  const order = Uint32Array.from({ length: truth.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let [found, area] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    let gain = 0;
    for (; end < order.length && scores[order[end]!] === scores[order[start]!]; end++) gain += truth[order[end]!]!;
    found += gain;
    area += gain * (found / end);
    start = end;
  }
  return found === 0 ? null : area / found;
}

function expectBinary(truth: ArrayLike<number>, scores: ArrayLike<number>): void {
  expectSome('labels', truth);
  expectSameLength('truth and scores', truth, scores);
  expectLabels('truth', truth, 2);
  expectFinite('scores', scores);
}
