/** @file From predictions to a cell's outcome: metrics with intervals per subset, and the stored predictions. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest, HeadlineMetric } from '@regatta/datasets';
import type { CellDone, ClassCounts, Doubt, Metric, Provenance } from '@regatta/jobs';
import { confusionMatrix, perClass, scoreCard, type Probabilities } from '@regatta/metrics';
import { encodeNpy, sha256 } from '@regatta/tensor';
import { labelsOf, type EvaluatedCell, type EvaluatedSplit } from './evaluateSplit.ts';
import type { TestResamples } from './testResamples.ts';

/** What stands for a test image that could not be read, so that predictions of all encoders stay in step. */
export const UNREADABLE = -1;

export interface Scored {
  readonly cell: EvaluatedCell;
  readonly split: EvaluatedSplit;
  /** Class per image of `split.test`. */
  readonly prediction: Int32Array;
  /** Shape [images of `split.test`, classes]; null where the method has none. */
  readonly probabilities: Float64Array | null;
  readonly chosen: CellDone['chosen'];
  readonly notes: readonly string[];
  readonly doubts: readonly Doubt[];
  readonly provenance: Provenance;
}

export interface Scoring {
  readonly manifest: DatasetManifest;
  readonly blobs: Blobs;
  readonly resamples: TestResamples;
}

/** Stores the predictions and puts the outcome together. */
export async function scoreCell(scored: Scored, scoring: Scoring): Promise<CellDone> {
  const { cell, split, prediction, chosen, notes, doubts, provenance } = scored;
  const rowOf = new Map(Array.from(split.test, (image, row) => [image, row]));
  const all = split.split.test.map((image) => (rowOf.has(image) ? prediction[rowOf.get(image)!]! : UNREADABLE));
  const bytes = encodeNpy({ dtype: 'int32', shape: [all.length], data: all });
  const key = `predictions/${sha256(bytes)}.npy`;
  await scoring.blobs.put(key, bytes);
  const metrics: Metric[] = [];
  const counts: ClassCounts[] = [];
  const remarks: string[] = [];
  for (const subset of split.split.subsets) {
    const images = subset.images.filter((image) => rowOf.has(image));
    if (images.length === 0) {
      remarks.push(`There is no number for ${subset.name}: none of its test images can be read.`);
      continue;
    }
    const rows = images.map((image) => rowOf.get(image)!);
    const found = scoresOn(subset, { images, rows }, scored, scoring);
    metrics.push(...found.metrics);
    counts.push(found.counts);
    remarks.push(...found.remarks);
  }
  return {
    status: 'done',
    cell: cell.id,
    split: split.counts,
    metrics,
    perClass: counts,
    ...(doubts.length > 0 && { doubts: [...doubts] }),
    chosen,
    predictions: key,
    excluded: split.excluded,
    notes: [...split.split.notes, ...notes, ...remarks],
    provenance,
  };
}

interface Rows {
  /** Positions in the manifest, and in `split.test`. */
  readonly images: Int32Array;
  readonly rows: Int32Array;
}

function scoresOn(
  subset: EvaluatedSplit['split']['subsets'][number],
  { images, rows }: Rows,
  { prediction, probabilities }: Scored,
  { manifest, resamples }: Scoring,
): { metrics: Metric[]; counts: ClassCounts; remarks: string[] } {
  const classes = manifest.classes.length;
  const truth = labelsOf(manifest, images);
  const answers = rows.map((row) => prediction[row]!);
  const scores = scoreCard(
    {
      truth,
      prediction: answers,
      classes,
      probabilities: probabilities === null ? null : takeProbabilities(probabilities, rows, classes),
      groups: domainsOf(manifest, images),
    },
    resamples.of(subset, { images, truth }),
  );
  const wanted: HeadlineMetric = manifest.about?.metric ?? 'accuracy';
  const isThere = scores.some(({ name }) => name === wanted);
  const headline = isThere ? wanted : 'accuracy';
  const matrix = perClass(confusionMatrix(truth, answers, classes));
  return {
    metrics: scores.map(({ name, value, low, high, method }) => ({
      ...{ name, subset: subset.name, value, low, high, interval: method, n: images.length },
      ...(name === headline && { isHeadline: true }),
    })),
    counts: {
      subset: subset.name,
      n: matrix.map(({ n }) => n),
      hits: matrix.map(({ right }) => right),
      predicted: matrix.map(({ predicted }) => predicted),
    },
    remarks: isThere ? [] : [`${wanted} is not defined on ${subset.name}; accuracy stands in for it.`],
  };
}

function takeProbabilities(probabilities: Float64Array, rows: Int32Array, classes: number): Probabilities {
  const data = new Float64Array(rows.length * classes);
  rows.forEach((row, i) => data.set(probabilities.subarray(row * classes, (row + 1) * classes), i * classes));
  return { data, classes };
}

/** Domains that a worst one can be named of, -1 for those that may not be it: null for a subset of one domain. */
function domainsOf({ images: all, domains: names, about }: DatasetManifest, images: Int32Array): Int32Array | null {
  const domains = images.map((image) => all[image]!.domain ?? -1);
  const ignored = new Set(about?.worstGroupIgnores?.map((name) => names.indexOf(name)));
  const counted = domains.map((domain) => (ignored.has(domain) ? -1 : domain));
  const isOne = new Set(domains).size === 1;
  return isOne || counted.every((domain) => domain < 0) ? null : counted;
}
