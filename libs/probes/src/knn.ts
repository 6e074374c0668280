/**
 * @file k-nearest-neighbour classification.
 *
 * - `temperature`: score of class c = Σ over the k nearest of class c of exp((s_j - s_1) / T), over the sum of all. With
 *   cosines and T = 0.07 it is the protocol of DINO (Caron et al., 2021) and DINOv2 (`eval/knn.py`), which softmaxes.
 *   With euclidean distances s = -|x-x'|²/2, which on unit rows is the same number up to a constant.
 * - `uniform`: one vote per neighbour, as scikit-learn's default.
 *
 * Differs from DINO's code in ties alone: nearer first, then the lower row; of equal scores the lower class.
 */
import { InputError } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';
import { expectLabelsOf } from './checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import { searchNeighbours, type NeighbourBlock } from './neighbours.ts';
import type { NeighbourMetric } from './nearnessSpace.ts';

/** One way to vote. */
export interface KnnVote {
  readonly k: number;
  readonly weighting: 'temperature' | 'uniform';
  /** Softmax temperature; null with uniform votes. */
  readonly temperature: number | null;
}

/** A training set and the votes that are taken among its neighbours. */
export interface KnnSet {
  /** Rows of the training matrix, ascending. */
  readonly rows: Int32Array;
  readonly votes: readonly KnnVote[];
}

export interface KnnTask {
  /** Shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Shape [q, d]. */
  readonly queries: Matrix;
  readonly metric: NeighbourMetric;
  /** Sets of training rows: all of them share one pass over the products. */
  readonly sets: readonly KnnSet[];
  /** Keeps the scores of every class, q x classes numbers per vote. @default false */
  readonly keepScores?: boolean;
}

export interface KnnResult {
  /** Class per query. */
  readonly prediction: Int32Array;
  /** Shape [q, classes], rows sum to 1; null unless `keepScores`. */
  readonly scores: Float64Array | null;
}

/**
 * Votes of every set.
 * @returns per set, per vote
 * @throws {InputError} features that are not finite, k larger than a set, labels out of range, a row without direction
 */
export async function knn(task: KnnTask, engine: ProbeEngine, breathe: Breathe = holdBreath): Promise<KnnResult[][]> {
  const { train, labels, classes, queries, metric, sets, keepScores = false } = task;
  expectLabelsOf('training rows', labels, train, classes);
  for (const { votes } of sets) votes.forEach(expectVote);
  const results = sets.map(({ votes }) =>
    votes.map(() => ({
      prediction: new Int32Array(queries.rows),
      scores: keepScores ? new Float64Array(queries.rows * classes) : null,
    })),
  );
  const searched = sets.map(({ rows, votes }) => ({ rows, k: Math.max(...votes.map(({ k }) => k)) }));
  for await (const block of searchNeighbours({ train, queries, metric, sets: searched }, engine, breathe)) {
    const { votes } = sets[block.set]!;
    votes.forEach((vote, i) => count(block, { vote, labels, classes, result: results[block.set]![i]! }));
  }
  return results;
}

interface Counting {
  readonly vote: KnnVote;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly result: KnnResult;
}

/** Takes one vote over a block. Only classes among the neighbours are looked at: there may be thousands. */
function count(block: NeighbourBlock, { vote: { k, temperature }, labels, classes, result }: Counting): void {
  const width = block.rows.length / block.count;
  const scores = new Float64Array(classes);
  for (let query = 0; query < block.count; query++) {
    const from = query * width;
    let [best, total] = [-1, 0];
    for (let i = 0; i < k; i++) {
      const label = labels[block.rows[from + i]!]!;
      const lead = block.similarities[from + i]! - block.similarities[from]!;
      const weight = temperature === null ? 1 : Math.exp(lead / temperature);
      scores[label]! += weight;
      total += weight;
    }
    for (let i = 0; i < k; i++) {
      const label = labels[block.rows[from + i]!]!;
      if (best < 0 || scores[label]! > scores[best]! || (scores[label] === scores[best] && label < best)) best = label;
    }
    result.prediction[block.start + query] = best;
    for (let i = 0; i < k; i++) {
      const label = labels[block.rows[from + i]!]!;
      if (result.scores !== null) result.scores[(block.start + query) * classes + label] ||= scores[label]! / total;
    }
    for (let i = 0; i < k; i++) scores[labels[block.rows[from + i]!]!] = 0;
  }
}

function expectVote({ k, weighting, temperature }: KnnVote): void {
  if (!Number.isInteger(k) || k < 1)
    throw new InputError('parameter-out-of-range', `Expected k to be a whole number from 1, got ${k}.`);
  const isFit = weighting === 'uniform' ? temperature === null : temperature !== null && temperature > 0;
  if (isFit && temperature !== Infinity) return;
  const expected = weighting === 'uniform' ? 'no temperature with uniform votes' : 'a positive, finite temperature';
  throw new InputError('parameter-out-of-range', `Expected ${expected}, got ${temperature}.`);
}
