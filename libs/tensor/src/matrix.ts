/** @file The one shape of numbers that passes between our numerical parts: a row-major float32 matrix. */
import assert from 'node:assert/strict';

export interface Matrix {
  /** Row-major, length rows * columns. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** A matrix over existing numbers. The length must fit. */
export function matrix(data: Float32Array, rows: number, columns: number): Matrix {
  assert.equal(
    data.length,
    rows * columns,
    `Expected ${rows} x ${columns} = ${rows * columns} numbers, got ${data.length}.`,
  );
  return { data, rows, columns };
}

/** Row i as a view. */
export function row({ data, rows, columns }: Matrix, i: number): Float32Array {
  assert(i >= 0 && i < rows, `Row ${i} of a matrix of ${rows} rows.`);
  return data.subarray(i * columns, (i + 1) * columns);
}

/** The rows with these numbers, in this order, copied. */
export function takeRows(x: Matrix, numbers: ArrayLike<number>): Matrix {
  const data = new Float32Array(numbers.length * x.columns);
  for (let i = 0; i < numbers.length; i++) data.set(row(x, numbers[i]!), i * x.columns);
  return { data, rows: numbers.length, columns: x.columns };
}

/** One matrix below the other. All have the same columns. */
export function stackRows(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]?.columns ?? 0;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float32Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    assert.equal(part.columns, columns, `Expected ${columns} columns in every part, got ${part.columns}.`);
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, rows, columns };
}
