/** @file What a fitted logistic regression says of rows it has not seen. */
import { Tensor } from '@regatta/onnx';
import type { Matrix } from '@regatta/tensor';
import { expectFeatures, expectWidth } from './checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import type { LogisticFit } from './logisticRegression.ts';
import { transformRows, type RowTransform } from './rowTransform.ts';
import { topOf, writeSoftmax } from './softmax.ts';

/** What one run takes. @unit bytes */
const BLOCK_BYTES_MAX = 2 ** 26;

/** Rows transformed as the training rows were, ready for all fits of one training set. */
export interface PreparedRows {
  readonly rows: number;
  /** Float32, shape [count, d] each. */
  readonly blocks: readonly Tensor[];
}

/** @throws {InputError} rows that are not finite, of another width, or without direction under `l2` */
export function prepareRows(transform: RowTransform, X: Matrix): PreparedRows {
  expectFeatures('rows', X);
  expectWidth('rows', X, transform.columns);
  const step = Math.max(1, Math.floor(BLOCK_BYTES_MAX / (Float32Array.BYTES_PER_ELEMENT * X.columns)));
  const blocks: Tensor[] = [];
  for (let start = 0; start < X.rows; start += step) {
    const { data, rows, columns } = transformRows(transform, X, { start, end: Math.min(start + step, X.rows) });
    blocks.push(Tensor.of('float32', [rows, columns], new Float32Array(data)));
  }
  return { rows: X.rows, blocks };
}

export interface LogisticPrediction {
  /** Class per row; of equal scores the lower. */
  readonly prediction: Int32Array;
  /** Shape [rows, classes]; 0 for classes that were not fitted. */
  readonly probabilities: Float64Array;
}

/** Classes and their probabilities. */
export async function predictLogistic(
  fit: Pick<LogisticFit, 'fitted' | 'classes' | 'weights' | 'bias'>,
  rows: PreparedRows,
  { engine, breathe = holdBreath }: { engine: ProbeEngine; breathe?: Breathe },
): Promise<LogisticPrediction> {
  const { fitted, classes, weights } = fit;
  const W = Tensor.of('float32', [weights.rows, weights.columns], new Float32Array(weights.data));
  const b = Tensor.of('float32', [fitted.length], new Float32Array(fit.bias));
  const prediction = new Int32Array(rows.rows);
  const probabilities = new Float64Array(rows.rows * classes);
  let row = 0;
  for (const X of rows.blocks) {
    const logits = (await engine.run('logits32', { X, W, b }))['logits']!.data as Float32Array;
    await breathe();
    for (let at = 0; at < logits.length; at += fitted.length, row++) {
      const own = logits.subarray(at, at + fitted.length);
      prediction[row] = fitted[topOf(own)]!;
      writeSoftmax(own, { classes: fitted }, probabilities.subarray(row * classes, (row + 1) * classes));
    }
  }
  return { prediction, probabilities };
}
