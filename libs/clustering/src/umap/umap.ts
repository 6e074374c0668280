/**
 * @file UMAP: an embedding in few dimensions that keeps neighbours together.
 * Source: McInnes, Healy and Melville, UMAP: uniform manifold approximation and projection (2018). The parts equal those of
 * umap-learn 0.5; neighbours are exact at every size, and random numbers are drawn otherwise.
 */
import { InputError } from '@regatta/metrics';
import { expectFeatures, type Breathe, type ProbeEngine } from '@regatta/probes';
import { matrix, type Matrix, type Random } from '@regatta/tensor';
import { fitCurve } from './curve.ts';
import { fuzzyGraph } from './fuzzyGraph.ts';
import { initialLayout } from './initialLayout.ts';
import { neighbourGraph, nearestRows, type Neighbours, type UmapMetric } from './neighbourGraph.ts';
import { optimise } from './optimise.ts';
import { membership, smoothDistances } from './smoothDistances.ts';
import { SparseGraphBuilder, components, filterGraph } from './sparseGraph.ts';

export interface UmapSettings {
  /** With the row itself; few see detail, many see the whole. Cut to the rows there are. */
  readonly neighbours: number;
  /** How near rows may lie in the embedding; 0 packs clusters. */
  readonly minDist: number;
  /** Columns of the embedding. */
  readonly components: number;
  readonly metric: UmapMetric;
  /** @default 1 */
  readonly spread?: number;
  /** Rounds of the optimisation. @default 500 up to 10,000 rows, 200 beyond */
  readonly epochs?: number;
}

/** The library defaults, for pictures, and what its authors advise before clustering. */
export const UMAP_SETTINGS = {
  study: { neighbours: 15, minDist: 0.1, components: 2, metric: 'euclidean' },
  clustering: { neighbours: 30, minDist: 0, components: 10, metric: 'euclidean' },
} as const satisfies Record<string, UmapSettings>;

export interface Umap {
  /** Shape [n, components]. */
  readonly embedding: Matrix;
  /** Neighbours that were used: fewer than asked for where there are fewer rows. */
  readonly neighbours: number;
  /** Pieces of the graph that no edge connects: distances between them mean nothing. */
  readonly pieces: number;
  readonly settings: UmapSettings;
}

export interface UmapTools {
  readonly engine: ProbeEngine;
  readonly random: Random;
  /** Between native calls and rounds; throw from it to stop. */
  readonly breathe?: Breathe;
}

const silent: Breathe = async () => {};
const isSmall = (rows: number) => rows <= 10_000;

/**
 * Same seed, same bytes, on any number of threads.
 * @param X shape [n, d]
 * @throws {InputError} no rows, a number that is not finite, a row of zeros for `cosine`, settings out of range
 */
export async function umap(X: Matrix, settings: UmapSettings, tools: UmapTools): Promise<Umap> {
  expectFeatures('rows to embed', X);
  expectSettings(settings);
  const k = Math.min(settings.neighbours, X.rows);
  const neighbours = await neighbourGraph({ X, k, metric: settings.metric }, tools.engine, tools.breathe);
  return layOut(X, neighbours, settings, tools);
}

/** UMAP from its neighbours on. @param neighbours with each row first in its own @throws {InputError} */
export async function layOut(
  X: Matrix,
  neighbours: Neighbours,
  settings: UmapSettings,
  { random, breathe = silent }: Omit<UmapTools, 'engine'>,
): Promise<Umap> {
  expectSettings(settings);
  const { components: count, minDist, spread = 1, epochs = isSmall(X.rows) ? 500 : 200 } = settings;
  const curve = fitCurve({ minDist, spread });
  const used = { neighbours: neighbours.k, settings };
  // A single row has nobody to lie beside.
  if (X.rows === 1) return { embedding: matrix(new Float32Array(count), 1, count), pieces: 1, ...used };
  const whole = fuzzyGraph(neighbours, smoothDistances(neighbours, { firstNeighbour: 1, isFromNearest: true }));
  const largest = whole.weights.reduce((max, weight) => Math.max(max, weight), 0);
  // Edges that would not be sampled once.
  const graph = filterGraph(whole, (weight) => weight >= largest / epochs);
  const heads = initialLayout({ graph, X, count, random: random.fork('initial layout') });
  const moves = { heads, tails: heads, count, curve, epochs, learningRate: 1, random: random.fork('optimisation') };
  await optimise({ edges: graph, ...moves }, breathe);
  return { embedding: matrix(Float32Array.from(heads), X.rows, count), pieces: components(whole).count, ...used };
}

/**
 * Places new rows among those of an embedding, which stay where they are.
 * @param train the rows that were embedded
 * @returns shape [queries, components]
 * @throws {InputError}
 */
export async function umapTransform(
  { embedding, neighbours: k, settings }: Umap,
  { train, queries }: { train: Matrix; queries: Matrix },
  { engine, random, breathe = silent }: UmapTools,
): Promise<Matrix> {
  expectFeatures('new rows', queries);
  if (train.rows !== embedding.rows)
    throw new InputError(
      'length-mismatch',
      `Expected the ${embedding.rows} rows that were embedded, got ${train.rows}.`,
    );
  const { components: count, minDist, spread = 1, metric } = settings;
  const found = await nearestRows({ train, queries, k, metric }, engine, breathe);
  const edges = edgesToTrain(found);
  const heads = weightedMeans(edges, embedding);
  const epochs = settings.epochs === undefined ? (isSmall(queries.rows) ? 100 : 30) : Math.ceil(settings.epochs / 3);
  const largest = edges.weights.reduce((max, weight) => Math.max(max, weight), 0);
  await optimise(
    {
      edges: filterGraph(edges, (weight) => weight >= largest / epochs),
      heads,
      tails: Float64Array.from(embedding.data),
      count,
      curve: fitCurve({ minDist, spread }),
      epochs,
      learningRate: 0.25,
      random: random.fork('transform'),
    },
    breathe,
  );
  return matrix(Float32Array.from(heads), queries.rows, count);
}

/** Memberships of new rows in the old ones, ascending per row. */
function edgesToTrain(found: Neighbours) {
  const { k, rows, distances } = found;
  const { sigmas } = smoothDistances(found, { firstNeighbour: 0, isFromNearest: false });
  const out = new SparseGraphBuilder(sigmas.length, rows.length);
  for (let i = 0; i < sigmas.length; i++) {
    const order = Array.from({ length: k }, (_, j) => i * k + j).sort((a, b) => rows[a]! - rows[b]!);
    for (const at of order) out.add(rows[at]!, membership(distances[at]!, 0, sigmas[i]!));
    out.endRow();
  }
  return out.build();
}

function weightedMeans(edges: ReturnType<typeof edgesToTrain>, { data, columns }: Matrix): Float64Array {
  const { n, starts, columns: targets, weights } = edges;
  const out = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    const total = weights.subarray(starts[i], starts[i + 1]).reduce((sum, weight) => sum + weight, 0);
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const share = weights[at]! / total;
      for (let c = 0; c < columns; c++) out[i * columns + c]! += share * data[targets[at]! * columns + c]!;
    }
  }
  return out;
}

function expectSettings({ neighbours, components: count, epochs = 1 }: UmapSettings): void {
  const whole = [
    ['neighbours', neighbours, 2],
    ['components', count, 1],
    ['epochs', epochs, 1],
  ] as const;
  for (const [name, value, least] of whole) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new InputError(
      'parameter-out-of-range',
      `Expected ${name} to be a whole number from ${least} on, got ${value}.`,
    );
  }
}
