/**
 * @file Loops over vectors wherever they lie; those of the optimiser's own memory are in kernels.ts. Each is a function of
 * its own: V8 keeps numbers in registers here, and boxes every one of them where a loop stands in an async function.
 */

/** Σ a_i b_i. Four sums at a time: one would wait for itself. */
export function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = a.length - (a.length % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** a += factor·b. */
export function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}

/** a *= factor, for entries from `start` to `end`. */
export function scale(a: Float64Array | Float32Array, factor: number, start = 0, end = a.length): void {
  for (let i = start; i < end; i++) a[i]! *= factor;
}

/** Writes v, of `width` columns, into columns `column` to `column + width` of a wider matrix. */
export function setColumns(
  matrix: Float64Array | Float32Array,
  columns: number,
  v: Float32Array,
  { column, width }: { column: number; width: number },
): void {
  for (let from = 0, to = column; from < v.length; from += width, to += columns) {
    for (let j = 0; j < width; j++) matrix[to + j] = v[from + j]!;
  }
}

/** Reads what `setColumns` writes. */
export function getColumns(
  v: Float32Array,
  matrix: Float64Array | Float32Array,
  columns: number,
  { column, width }: { column: number; width: number },
): void {
  for (let to = 0, from = column; to < v.length; to += width, from += columns) {
    for (let j = 0; j < width; j++) v[to + j] = matrix[from + j]!;
  }
}
