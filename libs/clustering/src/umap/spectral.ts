/**
 * @file The smoothest functions on a graph: eigenvectors of its normalised Laplacian L = I - D^-1/2 G D^-1/2 with the least
 * eigenvalues, which are those of S = I - L with the largest. A block of vectors is filtered by Chebyshev polynomials, which
 * finds eigenvalues that lie close together or are equal, as those of a graph of clusters do.
 * Source: Zhou, Saad, Tiago and Chelikowsky, Self-consistent-field calculations using Chebyshev-filtered subspace iteration
 * (2006).
 */
import type { Random } from '@regatta/tensor';
import type { SparseGraph } from './sparseGraph.ts';
import { symmetricEigen } from './symmetricEigen.ts';

export interface SpectralOptions {
  /** Vectors wanted, without the trivial first one. */
  readonly count: number;
  readonly random: Random;
}

/** Vectors beyond those wanted: the wider the block, the fewer the rounds. */
const SPARE = 6;
const DEGREE = 20;
const ROUNDS_MAX = 60;
/** Of |Sv - λv| for unit v; a layout starts from these with noise of 1e-4. */
const RESIDUAL_MAX = 1e-5;

/** n x b numbers, a row of the graph after the other. */
interface Block {
  readonly data: Float64Array;
  readonly b: number;
}

/**
 * Eigenvectors 2 to count + 1 of a connected graph of more than `count` rows, unit columns of shape [n, count]; the largest
 * entry of each is positive.
 */
export function spectralVectors(graph: SparseGraph, { count, random }: SpectralOptions): Float64Array {
  const { n } = graph;
  const S = normalised(graph);
  const b = Math.min(n, count + 1 + SPARE);
  let block: Block = { data: Float64Array.from({ length: n * b }, () => random.normal()), b };
  // The trivial vector is known.
  const degrees = rowSums(graph);
  for (let i = 0; i < n; i++) block.data[i * b] = Math.sqrt(degrees[i]!);
  orthonormalise(block, n);
  for (let round = 0; ; round++) {
    const { vectors, values, residual } = rayleighRitz(S, block, count + 1);
    if (residual <= RESIDUAL_MAX || b === n || round === ROUNDS_MAX) return wanted(vectors, n, count);
    // Everything below the least value of the block is damped.
    block = filter(S, vectors, Math.min(values[b - 1]!, 0.999));
    orthonormalise(block, n);
  }
}

/** G_ij / √(d_i d_j). */
function normalised(graph: SparseGraph): SparseGraph {
  const { n, starts, columns } = graph;
  const roots = rowSums(graph).map((degree) => 1 / Math.sqrt(degree));
  const weights = graph.weights.slice();
  for (let i = 0; i < n; i++) {
    for (let at = starts[i]!; at < starts[i + 1]!; at++) weights[at]! *= roots[i]! * roots[columns[at]!]!;
  }
  return { ...graph, weights };
}

function rowSums({ n, starts, weights }: SparseGraph): Float64Array {
  return Float64Array.from({ length: n }, (_, i) =>
    weights.subarray(starts[i], starts[i + 1]).reduce((sum, weight) => sum + weight, 0),
  );
}

/** out = S·V. */
function apply({ n, starts, columns, weights }: SparseGraph, V: Float64Array, out: Float64Array, b: number): void {
  out.fill(0);
  for (let i = 0; i < n; i++) {
    const to = i * b;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const weight = weights[at]!;
      const from = columns[at]! * b;
      for (let c = 0; c < b; c++) out[to + c]! += weight * V[from + c]!;
    }
  }
}

/** T_m((S - centre) / radius)·V for the interval from -1 to `low`, by the recurrence of the polynomials. */
function filter(S: SparseGraph, { data, b }: Block, low: number): Block {
  const [centre, radius] = [(low - 1) / 2, (low + 1) / 2];
  let previous: Float64Array = data;
  let current: Float64Array = new Float64Array(data.length);
  let next: Float64Array = new Float64Array(data.length);
  apply(S, previous, current, b);
  combine(current, previous, null, { scale: 1 / radius, centre });
  for (let degree = 2; degree <= DEGREE; degree++) {
    apply(S, current, next, b);
    combine(next, current, previous, { scale: 2 / radius, centre });
    [previous, current, next] = [current, next, previous];
  }
  return { data: current, b };
}

/** out = scale (out - centre v) - before. */
function combine(
  out: Float64Array,
  v: Float64Array,
  before: Float64Array | null,
  { scale, centre }: { scale: number; centre: number },
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = scale * (out[i]! - centre * v[i]!) - (before === null ? 0 : before[i]!);
  }
}

/** Gram and Schmidt, twice, as what is left after the first time may be mostly rounding. */
function orthonormalise({ data, b }: Block, n: number): void {
  for (let j = 0; j < b; j++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += data[i * b + j]! * data[i * b + k]!;
        for (let i = 0; i < n; i++) data[i * b + j]! -= dot * data[i * b + k]!;
      }
      let squares = 0;
      for (let i = 0; i < n; i++) squares += data[i * b + j]! ** 2;
      const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
      for (let i = 0; i < n; i++) data[i * b + j]! *= scale;
    }
  }
}

interface Ritz {
  readonly vectors: Block;
  readonly values: Float64Array;
  /** The largest |Sv - λv| among the first vectors. */
  readonly residual: number;
}

/** The best eigenvectors within the span of an orthonormal block. */
function rayleighRitz(S: SparseGraph, { data, b }: Block, first: number): Ritz {
  const { n } = S;
  const product = new Float64Array(data.length);
  apply(S, data, product, b);
  const H = new Float64Array(b * b);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < b; j++) for (let k = 0; k < b; k++) H[j * b + k]! += data[i * b + j]! * product[i * b + k]!;
  }
  for (let j = 0; j < b; j++)
    for (let k = 0; k < j; k++) H[j * b + k] = H[k * b + j] = (H[j * b + k]! + H[k * b + j]!) / 2;
  const { values, vectors } = symmetricEigen(H, b);
  const turned = times(data, vectors, b);
  const turnedProduct = times(product, vectors, b);
  let residual = 0;
  for (let j = 0; j < Math.min(first, b); j++) {
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (turnedProduct[i * b + j]! - values[j]! * turned[i * b + j]!) ** 2;
    residual = Math.max(residual, Math.sqrt(squares));
  }
  return { vectors: { data: turned, b }, values, residual };
}

/** V·Q for Q of shape [b, b]. */
function times(V: Float64Array, Q: Float64Array, b: number): Float64Array {
  const out = new Float64Array(V.length);
  for (let from = 0; from < V.length; from += b) {
    for (let k = 0; k < b; k++) {
      const value = V[from + k]!;
      for (let j = 0; j < b; j++) out[from + j]! += value * Q[k * b + j]!;
    }
  }
  return out;
}

function wanted({ data, b }: Block, n: number, count: number): Float64Array {
  const out = new Float64Array(n * count);
  for (let j = 0; j < count; j++) {
    let largest = 0;
    for (let i = 0; i < n; i++) if (Math.abs(data[i * b + j + 1]!) > Math.abs(largest)) largest = data[i * b + j + 1]!;
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) out[i * count + j] = sign * data[i * b + j + 1]!;
  }
  return out;
}
