/** @file How well rows lie in their clusters, without a truth to ask. */
import type { Matrix } from '@regatta/tensor';
import { expectFinite, expectLabelNumbers, expectSameLength } from './check.ts';

/** Euclidean distances, a row of them at a time. */
export interface DistanceRows {
  readonly rows: number;
  /** Writes the distances of row i to every row. */
  readonly write: (i: number, out: Float64Array) => void;
}

/** Distances computed whenever they are asked for: no memory, n² d steps per silhouette. */
export function euclideanDistances(X: Matrix): DistanceRows {
  expectFinite('features', X.data);
  return { rows: X.rows, write: (i, out) => writeDistances(X, i, out) };
}

/** Distances computed once, for many silhouettes of the same rows; 8 n² bytes. */
export function keptDistances(source: DistanceRows): DistanceRows {
  const n = source.rows;
  const kept = new Float64Array(n * n);
  for (let i = 0; i < n; i++) source.write(i, kept.subarray(i * n, (i + 1) * n));
  return { rows: n, write: (i, out) => out.set(kept.subarray(i * n, (i + 1) * n)) };
}

/**
 * Per row (b - a) / max(a, b): a is the mean distance to the others of its cluster, b to the rows of the nearest other
 * cluster. 0 for a row that is alone in its cluster, or whose distances are all 0.
 * @param labels any whole numbers, one per row
 * @returns null (undefined) for a single cluster, and where every row is its own
 * @throws {InputError}
 * Source: Rousseeuw, Silhouettes (1987). Equals scikit-learn's `silhouette_samples`.
 */
export function silhouetteRows(distances: DistanceRows, labels: ArrayLike<number>): Float64Array | null {
  const n = distances.rows;
  expectSameLength('labels and rows', labels, { length: n });
  expectLabelNumbers('labels', labels);
  const positionOf = new Map<number, number>();
  const clusters = Int32Array.from(labels, (label) => {
    if (!positionOf.has(label)) positionOf.set(label, positionOf.size);
    return positionOf.get(label)!;
  });
  if (positionOf.size < 2 || positionOf.size >= n) return null;
  const sizes = new Float64Array(positionOf.size);
  for (const cluster of clusters) sizes[cluster]!++;
  const own = new Float64Array(n);
  const sums = new Float64Array(positionOf.size);
  return Float64Array.from({ length: n }, (_, i) => {
    distances.write(i, own);
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[clusters[j]!]! += own[j]!;
    return silhouetteOf(sums, sizes, clusters[i]!);
  });
}

/** Mean silhouette over the rows, -1 to 1; null as for `silhouetteRows`. @throws {InputError} */
export function silhouette(distances: DistanceRows, labels: ArrayLike<number>): number | null {
  const rows = silhouetteRows(distances, labels);
  return rows === null ? null : rows.reduce((sum, value) => sum + value, 0) / rows.length;
}

function silhouetteOf(sums: Float64Array, sizes: Float64Array, cluster: number): number {
  if (sizes[cluster] === 1) return 0;
  const within = sums[cluster]! / (sizes[cluster]! - 1);
  let nearest = Infinity;
  for (let other = 0; other < sizes.length; other++) {
    if (other !== cluster) nearest = Math.min(nearest, sums[other]! / sizes[other]!);
  }
  const larger = Math.max(within, nearest);
  return larger === 0 ? 0 : (nearest - within) / larger;
}

function writeDistances({ data, rows, columns }: Matrix, i: number, out: Float64Array): void {
  const from = i * columns;
  for (let j = 0, at = 0; j < rows; j++) {
    let squares = 0;
    for (let c = 0; c < columns; c++, at++) squares += (data[from + c]! - data[at]!) ** 2;
    out[j] = Math.sqrt(squares);
  }
}
