/**
 * @file What is done to feature rows before a linear model sees them, fitted on the training rows alone:
 *   z = (x · s(x) - shift) · factor,   s(x) = 1/|x| for `l2`, else 1;   factor = 1/deviation for `standardize`, else 1.
 *
 * The shift is the training mean for every scaling. A free intercept takes it up, so the model is the same; but features of
 * a collapsed encoder are large and nearly equal, and only what is left without their mean survives float32.
 */
import { InputError } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';
import { matrix64, type Matrix64 } from './float64.ts';

export type FeatureScaling = 'none' | 'l2' | 'standardize';

export interface RowTransform {
  readonly scaling: FeatureScaling;
  readonly columns: number;
  readonly shift: Float64Array;
  readonly factor: Float64Array;
}

/** @throws {InputError} `zero-row` for a row without direction under `l2` */
export function fitRowTransform(train: Matrix, scaling: FeatureScaling): RowTransform {
  const { data, rows: n, columns: d } = train;
  const norms = rowScales(train, scaling);
  const shift = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const norm = norms[i]!;
    for (let j = 0; j < d; j++) shift[j]! += data[i * d + j]! * norm;
  }
  for (let j = 0; j < d; j++) shift[j]! /= n;
  const factor = new Float64Array(d).fill(1);
  if (scaling === 'standardize') {
    const squares = new Float64Array(d);
    for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) squares[j]! += (data[i * d + j]! - shift[j]!) ** 2;
    // A constant column stays 0: there is nothing to learn from it.
    for (let j = 0; j < d; j++) factor[j] = squares[j] === 0 ? 1 : Math.sqrt(n / squares[j]!);
  }
  return { scaling, columns: d, shift, factor };
}

/** Transformed rows `start` to `end`. @throws {InputError} `zero-row` for a row without direction under `l2` */
export function transformRows(
  { scaling, columns: d, shift, factor }: RowTransform,
  X: Matrix,
  { start = 0, end = X.rows }: { start?: number; end?: number } = {},
): Matrix64 {
  const { data } = X;
  const scales = rowScales(X, scaling);
  const out = new Float64Array((end - start) * d);
  for (let i = start; i < end; i++) {
    const [from, to, scale] = [i * d, (i - start) * d, scales[i]!];
    for (let j = 0; j < d; j++) out[to + j] = (data[from + j]! * scale - shift[j]!) * factor[j]!;
  }
  return matrix64(out, end - start, d);
}

function rowScales({ data, rows, columns: d }: Matrix, scaling: FeatureScaling): Float64Array {
  const scales = new Float64Array(rows).fill(1);
  if (scaling !== 'l2') return scales;
  for (let i = 0; i < rows; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j]! ** 2;
    if (squares === 0)
      throw new InputError('zero-row', `Expected rows with a direction for scaling l2, got row ${i} of norm 0.`);
    scales[i] = 1 / Math.sqrt(squares);
  }
  return scales;
}
