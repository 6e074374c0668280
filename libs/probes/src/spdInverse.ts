/**
 * @file The inverse of a symmetric positive definite matrix in float64, by halves, so that nearly all work is products:
 *   A = [P Qᵀ; Q R],  S = R - Q P⁻¹ Qᵀ,  A⁻¹ = [P⁻¹ + Tᵀ S⁻¹ T, -Tᵀ S⁻¹; -S⁻¹ T, S⁻¹],  T = Q P⁻¹.
 * Small blocks are inverted by Cholesky's factorisation.
 */
import { multiply64, matrix64, transpose64, type Matrix64 } from './float64.ts';
import type { ProbeEngine } from './engine.ts';

/** Up to this size plain loops are faster than calls. */
const DIRECT_MAX = 96;

/** @returns null when a pivot is not positive: the matrix is not positive definite, or not to float64's accuracy */
export async function spdInverse(engine: ProbeEngine, a: Matrix64): Promise<Matrix64 | null> {
  if (a.rows <= DIRECT_MAX) return directInverse(a);
  const half = a.rows >> 1;
  const rest = a.rows - half;
  const P = await spdInverse(engine, block(a, { row: 0, column: 0, rows: half, columns: half }));
  if (P === null) return null;
  const Q = block(a, { row: half, column: 0, rows: rest, columns: half });
  const T = await multiply64(engine, Q, P);
  const QP = await multiply64(engine, T, transpose64(Q));
  const S = block(a, { row: half, column: half, rows: rest, columns: rest });
  for (let i = 0; i < S.data.length; i++) S.data[i]! -= QP.data[i]!;
  const R = await spdInverse(engine, S);
  if (R === null) return null;
  const RT = await multiply64(engine, R, T);
  const corner = await multiply64(engine, transpose64(T), RT);
  const out = new Float64Array(a.data.length);
  for (let i = 0; i < half; i++) {
    for (let j = 0; j < half; j++) out[i * a.rows + j] = P.data[i * half + j]! + corner.data[i * half + j]!;
  }
  for (let i = 0; i < rest; i++) {
    for (let j = 0; j < half; j++) {
      out[(half + i) * a.rows + j] = out[j * a.rows + half + i] = -RT.data[i * half + j]!;
    }
    for (let j = 0; j < rest; j++) out[(half + i) * a.rows + half + j] = R.data[i * rest + j]!;
  }
  return matrix64(out, a.rows, a.rows);
}

/** Cholesky's L, its inverse, and A⁻¹ = L⁻ᵀ L⁻¹. */
function directInverse({ data, rows: n }: Matrix64): Matrix64 | null {
  const L = Float64Array.from(data);
  for (let j = 0; j < n; j++) {
    let pivot = L[j * n + j]!;
    for (let k = 0; k < j; k++) pivot -= L[j * n + k]! ** 2;
    if (!(pivot > 0)) return null;
    const root = (L[j * n + j] = Math.sqrt(pivot));
    for (let i = j + 1; i < n; i++) {
      let sum = L[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= L[i * n + k]! * L[j * n + k]!;
      L[i * n + j] = sum / root;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / L[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= L[i * n + k]! * inverse[k * n + j]!;
      inverse[i * n + j] = sum / L[i * n + i]!;
    }
  }
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const own = inverse[k * n + i]!;
      for (let j = 0; j <= k; j++) out[i * n + j]! += own * inverse[k * n + j]!;
    }
  }
  return matrix64(out, n, n);
}

interface Block {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

function block({ data, columns: width }: Matrix64, { row, column, rows, columns }: Block): Matrix64 {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = (row + i) * width + column;
    out.set(data.subarray(from, from + columns), i * columns);
  }
  return matrix64(out, rows, columns);
}
