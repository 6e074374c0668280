/** @file Loops over rows, each a function of its own: V8 keeps numbers in registers here. */
import { matrix, type Matrix } from '@regatta/tensor';

/** |x_i - c_j|² in float64, for row i of X and row j of C, both of `width` columns. */
export function squaredDistance(
  X: ArrayLike<number>,
  i: number,
  { C, j, width }: { C: ArrayLike<number>; j: number; width: number },
): number {
  let sum = 0;
  for (let c = 0, x = i * width, y = j * width; c < width; c++, x++, y++) sum += (X[x]! - C[y]!) ** 2;
  return sum;
}

/** sums_j += sign·x_i. */
export function addRow(sums: Float64Array, j: number, { X, i, sign }: { X: Matrix; i: number; sign: number }): void {
  const { data, columns } = X;
  for (let c = 0, x = i * columns, y = j * columns; c < columns; c++, x++, y++) sums[y]! += sign * data[x]!;
}

export interface CentredRows {
  /** x - mean, rounded to float32. */
  readonly rows: Matrix;
  /** |x - mean|² of what is in `rows`. */
  readonly squares: Float64Array;
  readonly mean: Float64Array;
}

/** Rows without their mean: features that lie close together far from 0 keep the digits that tell them apart. */
export function centreRows(X: Matrix): CentredRows {
  const { data, rows: n, columns: d } = X;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) addRow(mean, 0, { X, i, sign: 1 });
  for (let c = 0; c < d; c++) mean[c]! /= n;
  return { ...subtractMean(data, mean, n), mean };
}

/** x - mean for every row of float32 or float64, and the squared norms. */
export function subtractMean(
  X: Float32Array | Float64Array,
  mean: Float64Array,
  n: number,
): Pick<CentredRows, 'rows' | 'squares'> {
  const d = mean.length;
  const out = new Float32Array(n * d);
  const squares = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let c = 0; c < d; c++, at++) {
      const value = Math.fround(X[at]! - mean[c]!);
      out[at] = value;
      sum += value * value;
    }
    squares[i] = sum;
  }
  return { rows: matrix(out, n, d), squares };
}

/** x/|x| of every row in float64 or float32, in place; a row of zeros stays. */
export function normaliseRows(X: Float32Array | Float64Array, columns: number): void {
  for (let from = 0; from < X.length; from += columns) {
    let squares = 0;
    for (let c = from; c < from + columns; c++) squares += X[c]! ** 2;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let c = from; c < from + columns; c++) X[c]! *= scale;
  }
}

/** x/|x| of every row, as a copy. */
export function unitRows({ data, rows, columns }: Matrix): Matrix {
  const unit = data.slice();
  normaliseRows(unit, columns);
  return matrix(unit, rows, columns);
}
