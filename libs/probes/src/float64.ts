/** @file Float64 matrices, for what float32 cannot decide, and their products through ONNX Runtime. */
import assert from 'node:assert/strict';
import { Tensor } from '@regatta/onnx';
import type { ProbeEngine } from './engine.ts';

export interface Matrix64 {
  /** Row-major, length rows * columns. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export function matrix64(data: Float64Array, rows: number, columns: number): Matrix64 {
  assert.equal(data.length, rows * columns, `Expected ${rows} x ${columns} numbers, got ${data.length}.`);
  return { data, rows, columns };
}

export function toTensor64({ data, rows, columns }: Matrix64): Tensor<'float64'> {
  return Tensor.of('float64', [rows, columns], data);
}

/** a·b. */
export async function multiply64(engine: ProbeEngine, a: Matrix64, b: Matrix64): Promise<Matrix64> {
  const { product } = await engine.run('product64', { a: toTensor64(a), b: toTensor64(b) });
  return matrix64(product!.data as Float64Array, a.rows, b.columns);
}

/** Entries of a side of the squares that `transpose64` turns: both sides of a square stay in the cache. */
const SQUARE = 32;

/** aᵀ. */
export function transpose64({ data, rows, columns }: Matrix64): Matrix64 {
  const out = new Float64Array(data.length);
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows);
    for (let left = 0; left < columns; left += SQUARE) {
      const right = Math.min(left + SQUARE, columns);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) out[j * rows + i] = data[i * columns + j]!;
      }
    }
  }
  return matrix64(out, columns, rows);
}

/** The transpose of float32 rows: a function of its own, for V8 is slow where one loop sees two kinds of arrays. */
export function transpose32(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows);
    for (let left = 0; left < columns; left += SQUARE) {
      const right = Math.min(left + SQUARE, columns);
      for (let j = left; j < right; j++) {
        for (let i = top; i < bottom; i++) out[j * rows + i] = data[i * columns + j]!;
      }
    }
  }
  return out;
}

/** These rows, in this order. */
export function takeRows64({ data, columns }: Matrix64, rows: readonly number[]): Matrix64 {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => out.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return matrix64(out, rows.length, columns);
}
