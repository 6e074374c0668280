/**
 * @file The number of clusters without a label: by how well rows lie in their clusters, and by whether clusters come again
 * when a fifth of the rows is missing.
 */
import {
  InputError,
  adjustedRandIndex,
  euclideanDistances,
  keptDistances,
  silhouette,
  type DistanceRows,
} from '@regatta/metrics';
import type { MatrixProduct } from '@regatta/runtime';
import { takeRows, type Matrix, type Random } from '@regatta/tensor';
import { unitRows } from '../vectors.ts';
import { kMeans, type KMeansOptions, type KMeansTask } from './kmeans.ts';

export interface ChooseKOptions extends KMeansOptions {
  /** What decides; both are returned. @default 'silhouette' */
  readonly by?: 'silhouette' | 'stability';
  /** Rows that are looked at, drawn at random: silhouettes compare all pairs. @default 2000 */
  readonly sample?: number;
  /** Clusterings whose pairs are compared for stability. @default 4 */
  readonly repeats?: number;
}

export interface TriedK {
  readonly k: number;
  /** Of all rows of the sample; null where it is undefined, as for k = 1. */
  readonly silhouette: number | null;
  /** Mean adjusted Rand index of pairs of clusterings, over the rows that both have; 1 for k = 1, which says nothing. */
  readonly stability: number;
}

export interface ChosenK {
  readonly k: number;
  readonly tried: readonly TriedK[];
  /** Is the choice the least or the largest that was tried? Then a wider range may hold a better one. */
  readonly isAtEdge: boolean;
}

/** Rows that one clustering of the stability sees. */
const SHARE = 0.8;

/**
 * Tries numbers of clusters on a sample of the rows and takes the best. Of equal silhouettes the smaller k; of equal
 * stabilities the larger, since groups of groups come again as well.
 * @param ks at least 2, below the rows of the sample
 * @throws {InputError}
 * Source: Rousseeuw, Silhouettes (1987); Ben-Hur, Elisseeff and Guyon, A stability based method for discovering structure in
 * clustered data (2002).
 */
export async function chooseK(
  task: Omit<KMeansTask, 'k'>,
  ks: readonly number[],
  { random, product }: { random: Random; product: MatrixProduct },
  { by = 'silhouette', sample = 2000, repeats = 4, ...options }: ChooseKOptions = {},
): Promise<ChosenK> {
  const rows = Array.from(random.fork('sample').permutation(task.X.rows).subarray(0, sample)).sort((a, b) => a - b);
  const sampled = { ...task, X: takeRows(task.X, rows) };
  expectKs(ks, sampled.X.rows);
  const distances = keptDistances(euclideanDistances(task.metric === 'cosine' ? unitRows(sampled.X) : sampled.X));
  const tried: TriedK[] = [];
  for (const k of [...new Set(ks)].sort((a, b) => a - b)) {
    const fit = (X: Matrix, name: string) =>
      kMeans({ ...sampled, X, k }, random.fork(`${k} ${name}`), product, options);
    tried.push({ k, ...(await judge(sampled.X, { distances, repeats, random: random.fork(`rows ${k}`), fit })) });
  }
  const value = (own: TriedK) => own[by] ?? -Infinity;
  const isBetter = (own: TriedK, kept: TriedK) =>
    by === 'stability' ? value(own) >= value(kept) : value(own) > value(kept);
  const best = tried.reduce((kept, own) => (isBetter(own, kept) ? own : kept));
  return { k: best.k, tried, isAtEdge: tried.length > 1 && (best === tried[0] || best === tried.at(-1)) };
}

interface Judgement {
  readonly distances: DistanceRows;
  readonly repeats: number;
  readonly random: Random;
  readonly fit: (X: Matrix, name: string) => Promise<{ labels: Int32Array }>;
}

async function judge(X: Matrix, { distances, repeats, random, fit }: Judgement): Promise<Omit<TriedK, 'k'>> {
  const { labels } = await fit(X, 'all');
  const labelings: Map<number, number>[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const rows = Array.from(random.permutation(X.rows).subarray(0, Math.ceil(SHARE * X.rows))).sort((a, b) => a - b);
    const own = await fit(takeRows(X, rows), `part ${repeat}`);
    labelings.push(new Map(rows.map((row, i) => [row, own.labels[i]!])));
  }
  const agreements = labelings.flatMap((left, i) => labelings.slice(i + 1).map((right) => agreement(left, right)));
  const stability = agreements.reduce((sum, value) => sum + value, 0) / agreements.length;
  return { silhouette: silhouette(distances, labels), stability };
}

function agreement(left: Map<number, number>, right: Map<number, number>): number {
  const shared = [...left.keys()].filter((row) => right.has(row));
  return adjustedRandIndex({
    truth: shared.map((row) => left.get(row)!),
    prediction: shared.map((row) => right.get(row)!),
  });
}

function expectKs(ks: readonly number[], rows: number): void {
  // Every part of the sample has to hold k rows.
  const most = Math.ceil(SHARE * rows);
  const wrong = ks.find((k) => !Number.isInteger(k) || k < 2 || k > most);
  if (ks.length > 0 && wrong === undefined) return;
  throw new InputError(
    'parameter-out-of-range',
    `Expected numbers of clusters from 2 to ${most}, ${SHARE * 100} % of the ${rows} rows looked at, got ${wrong ?? 'none'}.`,
  );
}
