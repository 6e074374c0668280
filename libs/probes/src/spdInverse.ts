/**
 * @file The inverse of a symmetric positive definite matrix in float64, by halves, so that nearly all work is products:
 *   A = [P Qᵀ; Q R],  S = R - Q P⁻¹ Qᵀ,  A⁻¹ = [P⁻¹ + Tᵀ S⁻¹ T, -Tᵀ S⁻¹; -S⁻¹ T, S⁻¹],  T = Q P⁻¹.
 * Small blocks are inverted by Cholesky's factorisation.
 */
import { multiply64, matrix64, transpose64, type Matrix64 } from './float64.ts';
import type { ProbeEngine } from './engine.ts';
import { addScaled, scale } from './vectors.ts';

/** Up to this size plain loops are faster than calls. */
const DIRECT_MAX = 64;

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
  addScaled(S.data, QP.data, -1);
  const R = await spdInverse(engine, S);
  if (R === null) return null;
  const RT = await multiply64(engine, R, T);
  const corner = await multiply64(engine, transpose64(T), RT);
  addScaled(P.data, corner.data, 1);
  scale(RT.data, -1);
  const out = matrix64(new Float64Array(a.data.length), a.rows, a.rows);
  setBlock(out, P, { row: 0, column: 0 });
  setBlock(out, RT, { row: half, column: 0 });
  setBlock(out, transpose64(RT), { row: 0, column: half });
  setBlock(out, R, { row: half, column: half });
  return out;
}

/** Cholesky's L, its inverse, and A⁻¹ = L⁻ᵀ L⁻¹. */
function directInverse({ data, rows: n }: Matrix64): Matrix64 | null {
  const L = data.slice();
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

function setBlock(a: Matrix64, block: Matrix64, { row, column }: { row: number; column: number }): void {
  for (let i = 0; i < block.rows; i++)
    a.data.set(block.data.subarray(i * block.columns, (i + 1) * block.columns), (row + i) * a.columns + column);
}
