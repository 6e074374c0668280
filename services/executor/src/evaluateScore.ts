/** @file From predictions to a cell's outcome: metrics with intervals per subset, and the stored predictions. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import type { CellDone, Metric, Provenance } from '@regatta/jobs';
import { confusionMatrix, countRight, macroAccuracy, macroAccuracyInterval, wilsonInterval } from '@regatta/metrics';
import { encodeNpy, sha256 } from '@regatta/tensor';
import { labelsOf, type EvaluatedCell, type EvaluatedSplit } from './evaluateSplit.ts';

/** What stands for a test image that could not be read, so that predictions of all encoders stay in step. */
export const UNREADABLE = -1;

export interface Scored {
  readonly cell: EvaluatedCell;
  readonly split: EvaluatedSplit;
  /** Class per image of `split.test`. */
  readonly prediction: Int32Array;
  readonly chosen: CellDone['chosen'];
  readonly notes: readonly string[];
  readonly provenance: Provenance;
}

/** Stores the predictions and puts the outcome together. */
export async function scoreCell(scored: Scored, manifest: DatasetManifest, blobs: Blobs): Promise<CellDone> {
  const { cell, split, prediction, chosen, notes, provenance } = scored;
  const predicted = new Map<number, number>();
  split.test.forEach((image, i) => predicted.set(image, prediction[i]!));
  const all = split.split.test.map((image) => predicted.get(image) ?? UNREADABLE);
  const bytes = encodeNpy({ dtype: 'int32', shape: [all.length], data: all });
  const key = `predictions/${sha256(bytes)}.npy`;
  await blobs.put(key, bytes);
  const metrics: Metric[] = [];
  const undefinedOn: string[] = [];
  for (const { name, images } of split.split.subsets) {
    const readable = images.filter((image) => predicted.has(image));
    if (readable.length === 0) undefinedOn.push(name);
    else
      metrics.push(
        ...metricsOf(
          name,
          labelsOf(manifest, readable),
          readable.map((i) => predicted.get(i)!),
          manifest,
        ),
      );
  }
  return {
    status: 'done',
    cell: cell.id,
    split: split.counts,
    metrics,
    chosen,
    predictions: key,
    excluded: split.excluded,
    notes: [
      ...split.split.notes,
      ...notes,
      ...undefinedOn.map((name) => `There is no number for ${name}: none of its test images can be read.`),
    ],
    provenance,
  };
}

/** Accuracy with Wilson's interval; macro accuracy, the mean over classes, with Wilson's at its effective size. */
function metricsOf(subset: string, truth: Int32Array, prediction: Int32Array, { classes }: DatasetManifest): Metric[] {
  const n = truth.length;
  const right = countRight(truth, prediction);
  const matrix = confusionMatrix(truth, prediction, classes.length);
  const { low, high } = macroAccuracyInterval(matrix);
  return [
    { name: 'accuracy', subset, value: right / n, ...wilsonInterval(right, n)!, interval: 'wilson', n },
    { name: 'macro-accuracy', subset, value: macroAccuracy(matrix), low, high, interval: 'wilson-effective-n', n },
  ];
}
