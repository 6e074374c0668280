/**
 * @file Fewer coordinates than columns where there are fewer rows than columns: the weights of a penalised linear model lie
 * in the span of its training rows, so a few-shot problem of 40 rows has 39 coordinates, whatever the encoder's width.
 *
 * A pivoted Cholesky factor F of the Gram matrix, F Fᵀ = Z Zᵀ, holds the training rows in these coordinates, with the same
 * dot products and the same |W|². Weights come back as W = Z_pᵀ A, F_pᵀ A = V, over the pivot rows p.
 * Source: Golub and Van Loan, Matrix computations (2013), section 4.2.8; Hastie and Tibshirani, Efficient quadratic
 * regularization for expression arrays (2004), section 2.
 */
import { matrix64, multiply64, takeRows64, transpose64, type Matrix64 } from './float64.ts';
import type { ProbeEngine } from './engine.ts';

export interface RowSpace {
  /** Training rows in these coordinates; shape [n, r]. */
  readonly rows: Matrix64;
  /** Weights over the columns, shape [d, c], for weights over these coordinates, shape [r, c]. */
  toColumns(V: Matrix64): Promise<Matrix64>;
}

/** The factor is a plain loop of n³/3 steps: beyond this many rows the way by columns is faster. */
const ROWS_MAX = 1024;
/** Worth its price only where it saves this share of the columns. */
const SAVING_MIN = 0.25;

/** The coordinates that are cheaper to work in: those of the row space, or the columns themselves. */
export async function coordinatesOf(engine: ProbeEngine, Z: Matrix64): Promise<RowSpace> {
  const isShort = Z.rows <= ROWS_MAX && Z.rows <= (1 - SAVING_MIN) * Z.columns;
  if (!isShort) return { rows: Z, toColumns: async (V) => V };
  const gram = await multiply64(engine, Z, transpose64(Z));
  const { factor, pivots } = pivotedCholesky(gram);
  const pivotRows = takeRows64(Z, pivots);
  const triangle = takeRows64(factor, pivots);
  return {
    rows: factor,
    toColumns: async (V) => multiply64(engine, transpose64(pivotRows), solveTransposed(triangle, V)),
  };
}

/** F of shape [n, r] with F Fᵀ = A; F at the pivots, in their order, is lower triangular. */
export function pivotedCholesky({ data: A, rows: n }: Matrix64): { factor: Matrix64; pivots: number[] } {
  const rest = Float64Array.from({ length: n }, (_, i) => A[i * n + i]!);
  const negligible = n * Number.EPSILON * Math.max(0, ...rest);
  const columns: Float64Array[] = [];
  const pivots: number[] = [];
  while (pivots.length < n) {
    const p = rest.indexOf(Math.max(...rest));
    if (rest[p]! <= negligible) break;
    const column = A.slice(p * n, (p + 1) * n);
    for (const known of columns) subtract(column, known, known[p]!);
    const root = Math.sqrt(rest[p]!);
    for (let i = 0; i < n; i++) column[i]! /= root;
    // Exact where rounding is not: a pivot row has nothing left.
    for (const done of pivots) column[done] = 0;
    column[p] = root;
    for (let i = 0; i < n; i++) rest[i]! -= column[i]! ** 2;
    rest[p] = 0;
    for (const done of pivots) rest[done] = 0;
    columns.push(column);
    pivots.push(p);
  }
  const factor = new Float64Array(n * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) factor[i * columns.length + j] = column[i]!;
  });
  return { factor: matrix64(factor, n, columns.length), pivots };
}

function subtract(from: Float64Array, column: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= column[i]! * times;
}

/** A with Lᵀ A = V, for lower triangular L of shape [r, r]. */
function solveTransposed({ data: L, rows: r }: Matrix64, { data: V, columns: c }: Matrix64): Matrix64 {
  const out = V.slice();
  for (let i = r - 1; i >= 0; i--) {
    for (let j = 0; j < c; j++) out[i * c + j]! /= L[i * r + i]!;
    for (let k = 0; k < i; k++) {
      const factor = L[i * r + k]!;
      for (let j = 0; j < c; j++) out[k * c + j]! -= factor * out[i * c + j]!;
    }
  }
  return matrix64(out, r, c);
}
