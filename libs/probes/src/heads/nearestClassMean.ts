/**
 * @file The mean of each class's unit rows as the class: the strongest head for one or two labels, and one without a
 * parameter to choose. Scores are cosines with the means.
 * Source: Mensink et al., Distance-based image classification (2013); Wang et al., SimpleShot (2019), L2N.
 */
import { InputError } from '@regatta/metrics';
import { matrix, row, type Matrix } from '@regatta/tensor';
import { classesPresent, expectFeatures, expectLabelsOf } from '../checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from '../engine.ts';
import { zeroShot, type ZeroShotResult } from '../zeroShot.ts';

export interface NearestClassMeanTask {
  /** Shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Shape [q, d]. */
  readonly queries: Matrix;
  /** Of the softmax that makes probabilities of cosines. */
  readonly temperature: number;
}

/**
 * Classes without a training row are never the answer, and have probability 0.
 * @throws {InputError} features that are not finite, rows without direction, labels out of range, one class only
 */
export async function nearestClassMean(
  { train, labels, classes, queries, temperature }: NearestClassMeanTask,
  engine: ProbeEngine,
  breathe: Breathe = holdBreath,
): Promise<ZeroShotResult> {
  expectFeatures('training rows', train);
  expectLabelsOf('training rows', labels, train, classes);
  const present = classesPresent(labels);
  const directions = meansOf(train, labels, present);
  const found = await zeroShot({ images: queries, directions, scale: 1 / temperature, bias: null }, engine, breathe);
  if (present.length === classes) return found;
  const probabilities = new Float64Array(queries.rows * classes);
  for (let i = 0; i < queries.rows; i++)
    present.forEach((c, at) => (probabilities[i * classes + c] = found.probabilities[i * present.length + at]!));
  return { prediction: found.prediction.map((at) => present[at]!), probabilities };
}

/** Mean of the unit rows of each class, itself of length 1; float64 sums. */
function meansOf(train: Matrix, labels: ArrayLike<number>, present: Int32Array): Matrix {
  const d = train.columns;
  const sums = new Map(Array.from(present, (c) => [c, new Float64Array(d)]));
  for (let i = 0; i < train.rows; i++) {
    const own = row(train, i);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length === 0)
      throw new InputError('zero-row', `Expected training rows with a direction, got row ${i} of norm 0.`);
    const sum = sums.get(labels[i]!)!;
    for (let j = 0; j < d; j++) sum[j]! += own[j]! / length;
  }
  const data = new Float32Array(present.length * d);
  present.forEach((c, at) => {
    const sum = sums.get(c)!;
    const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
    if (length === 0)
      throw new InputError('zero-row', `The rows of class ${c} cancel out: their mean has no direction.`);
    sum.forEach((value, j) => (data[at * d + j] = value / length));
  });
  return matrix(data, present.length, d);
}
