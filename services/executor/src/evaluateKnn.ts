/**
 * @file Nearest neighbours for all cells of one test set and metric: one pass over the products serves every budget, draw,
 * k and weighting. Neighbours are exact, so a cell's predictions do not depend on which others are in the pass.
 */
import type { KnnMethod } from '@regatta/jobs';
import { knn, type Breathe, type KnnVote, type ProbeEngine } from '@regatta/probes';
import { takeRows } from '@regatta/tensor';
import type { DatasetManifest } from '@regatta/datasets';
import type { Features } from './features.ts';
import { labelsOf, type EvaluatedCell, type EvaluatedSplit } from './evaluateSplit.ts';

export interface KnnCell {
  readonly cell: EvaluatedCell;
  readonly method: KnnMethod;
  readonly split: EvaluatedSplit;
}

/** Why a cell cannot be computed, or null. */
export function knnFault({ method: { k }, split }: KnnCell): string | null {
  const { train, test } = split;
  if (train.length === 0) return 'The split has no training image that can be read.';
  if (test.length === 0) return 'The split has no test image that can be read.';
  if (k <= train.length) return null;
  return `Expected k to be at most the ${train.length} training images of the split, got ${k}: choose a smaller k or a larger budget.`;
}

export interface KnnAnswer {
  /** Class per test image. */
  readonly prediction: Int32Array;
  /** Shares of the vote, shape [test images, classes]; null where those of all cells would not fit. */
  readonly probabilities: Float64Array | null;
}

/** Numbers that the shares of all cells of a pass may take together: 200 MB. */
const SHARES_MAX = 25_000_000;

/**
 * Answers of each cell, in their order.
 * @param cells at least one; all of one metric and one test set, and without fault
 */
export async function predictKnn(
  cells: readonly KnnCell[],
  { manifest, features }: { manifest: DatasetManifest; features: Features },
  { engine, breathe }: { engine: ProbeEngine; breathe: Breathe },
): Promise<KnnAnswer[]> {
  const { method, split } = cells[0]!;
  const pool = Int32Array.from(new Set(cells.flatMap(({ split: { train } }) => [...train]))).sort();
  const rowOf = new Map(Array.from(pool, (image, i) => [image, i]));
  const splits = [...new Set(cells.map((cell) => cell.split))];
  const cellsOf = splits.map((own) => cells.filter((cell) => cell.split === own));
  const results = await knn(
    {
      train: takeRows(features.matrix, pool),
      labels: labelsOf(manifest, pool),
      classes: manifest.classes.length,
      queries: takeRows(features.matrix, split.test),
      metric: method.metric,
      keepScores: cells.length * split.test.length * manifest.classes.length <= SHARES_MAX,
      sets: splits.map(({ train }, i) => ({
        rows: train.map((image) => rowOf.get(image)!),
        votes: cellsOf[i]!.map(({ method: { k, weighting, temperature } }): KnnVote => ({ k, weighting, temperature })),
      })),
    },
    engine,
    breathe,
  );
  const answerOf = new Map(cellsOf.flatMap((own, i) => own.map((cell, j) => [cell, results[i]![j]!] as const)));
  return cells.map((cell) => {
    const { prediction, scores } = answerOf.get(cell)!;
    return { prediction, probabilities: scores };
  });
}
