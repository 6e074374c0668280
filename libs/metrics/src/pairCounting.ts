/** @file How far two labelings agree about pairs of rows: together in both, in one, in none. */
import { contingency, type Contingency, type Labelings } from './contingency.ts';

/** Pairs of rows; float64 counts them exactly up to 94 million rows, where 32 bits end at 65,536. */
interface PairCounts {
  readonly inBoth: number;
  readonly inTruth: number;
  readonly inPrediction: number;
  readonly all: number;
}

/**
 * Rand index, adjusted for chance: (S - E) / ((A + B)/2 - E) with S pairs together in both, A in the truth, B in the
 * prediction, and E = AB / all pairs; 1 where (A + B)/2 = E. 0 is what chance gives, 1 is equal; it can be negative.
 * @throws {InputError}
 * Source: Hubert and Arabie, Comparing partitions (1985). Equals scikit-learn's `adjusted_rand_score`.
 */
export function adjustedRandIndex(labelings: Labelings): number {
  const { inBoth, inTruth, inPrediction, all } = countPairs(contingency(labelings));
  // A single row has no pair to disagree about.
  const expected = all === 0 ? 0 : (inTruth / all) * inPrediction;
  const best = (inTruth + inPrediction) / 2;
  return best === expected ? 1 : (inBoth - expected) / (best - expected);
}

/**
 * Geometric mean of the precision and recall of pairs: S / √(AB), 0 where no pair is together in both.
 * @throws {InputError}
 * Source: Fowlkes and Mallows, A method for comparing two hierarchical clusterings (1983).
 */
export function fowlkesMallows(labelings: Labelings): number {
  const { inBoth, inTruth, inPrediction } = countPairs(contingency(labelings));
  return inBoth === 0 ? 0 : Math.sqrt(inBoth / inTruth) * Math.sqrt(inBoth / inPrediction);
}

function countPairs({ n, truthSizes, predictionSizes, cells }: Contingency): PairCounts {
  return {
    inBoth: cells.reduce((sum, { rows }) => sum + pairs(rows), 0),
    inTruth: truthSizes.reduce((sum, rows) => sum + pairs(rows), 0),
    inPrediction: predictionSizes.reduce((sum, rows) => sum + pairs(rows), 0),
    all: pairs(n),
  };
}

const pairs = (rows: number) => (rows * (rows - 1)) / 2;
