/** @file The nearest neighbours that UMAP starts from, exact, by the search of `@regatta/probes`. */
import { searchNeighbours, type Breathe, type ProbeEngine } from '@regatta/probes';
import type { Matrix } from '@regatta/tensor';

/** `euclidean`: |x - x'|; `cosine`: 1 - cosine. */
export type UmapMetric = 'euclidean' | 'cosine';

export interface Neighbours {
  /** Neighbours per row. */
  readonly k: number;
  /** Shape [n, k], nearest first, of equals the lower row. */
  readonly rows: Int32Array;
  /** Shape [n, k]. */
  readonly distances: Float64Array;
}

export interface NeighbourQuestion {
  readonly train: Matrix;
  readonly queries: Matrix;
  readonly k: number;
  readonly metric: UmapMetric;
}

/** @throws {InputError} */
export async function nearestRows(
  { train, queries, k, metric }: NeighbourQuestion,
  engine: ProbeEngine,
  breathe?: Breathe,
): Promise<Neighbours> {
  const all = Int32Array.from({ length: train.rows }, (_, i) => i);
  const rows = new Int32Array(queries.rows * k);
  const distances = new Float64Array(queries.rows * k);
  const task = { train, queries, metric, sets: [{ rows: all, k }] };
  for await (const block of searchNeighbours(task, engine, breathe)) {
    rows.set(block.rows, block.start * k);
    const own = distances.subarray(block.start * k);
    block.similarities.forEach((similarity, at) => (own[at] = distanceOf(similarity, metric)));
  }
  return { k, rows, distances };
}

/** Neighbours of every row among all, the row itself first, at distance 0. */
export async function neighbourGraph(
  { X, k, metric }: { X: Matrix; k: number; metric: UmapMetric },
  engine: ProbeEngine,
  breathe?: Breathe,
): Promise<Neighbours> {
  const found = await nearestRows({ train: X, queries: X, k, metric }, engine, breathe);
  for (let i = 0; i < X.rows; i++) putFirst(found, i);
  return found;
}

function distanceOf(similarity: number, metric: UmapMetric): number {
  return metric === 'cosine' ? Math.max(0, 1 - similarity) : Math.sqrt(Math.max(0, -2 * similarity));
}

/** Copies of a row come before it when they are lower, or push it out when they are many. */
function putFirst({ k, rows, distances }: Neighbours, row: number): void {
  const own = rows.subarray(row * k, (row + 1) * k);
  const at = own.indexOf(row);
  const last = at < 0 ? k - 1 : at;
  own.copyWithin(1, 0, last);
  distances.subarray(row * k, (row + 1) * k).copyWithin(1, 0, last);
  own[0] = row;
  distances[row * k] = 0;
}
