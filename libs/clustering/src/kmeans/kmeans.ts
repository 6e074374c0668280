/** @file k-means over many starts: the best of them by inertia. */
import { InputError } from '@regatta/metrics';
import { expectFeatures } from '@regatta/probes';
import type { MatrixProduct } from '@regatta/runtime';
import type { Matrix, Random } from '@regatta/tensor';
import { centresOf, lloyd, type LloydOptions, type LloydResult } from './lloyd.ts';
import { kMeansProblem, type Breathe, type KMeansProblem } from './problem.ts';
import { seedStarts } from './seeding.ts';

export interface KMeansTask {
  /** Shape [n, d]. */
  readonly X: Matrix;
  readonly k: number;
  /** `cosine` is spherical k-means: rows and centres of unit length. @default 'euclidean' */
  readonly metric?: 'euclidean' | 'cosine';
}

export interface KMeansOptions extends Partial<LloydOptions> {
  /** Greedy k-means++ starts; the least inertia wins, of equals the earlier. @default 10 */
  readonly starts?: number;
  /** Between native calls; throw from it to stop. */
  readonly breathe?: Breathe;
}

/** scikit-learn's. */
const STARTS = 10;
const LLOYD: LloydOptions = { iterationsMax: 300, tolerance: 1e-4 };

/**
 * Clusters rows so that Σ |x - c|² is small. Same seed, same result on one machine; labels are decided as float64 would.
 * @param random names the starts; is not advanced
 * @throws {InputError} k above the rows or below 1, a number that is not finite, a row of zeros for `cosine`
 * Equals scikit-learn's `KMeans` in starts, stopping and empty clusters; draws other random numbers.
 */
export async function kMeans(
  task: KMeansTask,
  random: Random,
  product: MatrixProduct,
  { starts = STARTS, breathe = async () => {}, ...options }: KMeansOptions = {},
): Promise<LloydResult> {
  if (!Number.isInteger(starts) || starts < 1)
    throw new InputError('parameter-out-of-range', `Expected a whole number of starts from 1 on, got ${starts}.`);
  const problem = checkedProblem(task, product, breathe);
  const randoms = Array.from({ length: starts }, (_, start) => random.fork(`k-means ${start}`));
  let best: LloydResult | null = null;
  for (const rows of await seedStarts(problem, randoms)) {
    const result = await lloyd(problem, centresOf(problem, rows), { ...LLOYD, ...options });
    if (best === null || result.inertia < best.inertia) best = result;
  }
  return best!;
}

/**
 * Lloyd's algorithm from given centres, which is deterministic.
 * @param centres shape [k, d]
 * @throws {InputError}
 */
export async function kMeansFrom(
  task: KMeansTask,
  centres: Float64Array,
  product: MatrixProduct,
  { breathe = async () => {}, ...options }: Omit<KMeansOptions, 'starts'> = {},
): Promise<LloydResult> {
  const problem = checkedProblem(task, product, breathe);
  const expected = task.k * task.X.columns;
  if (centres.length !== expected)
    throw new InputError(
      'dimension-mismatch',
      `Expected ${task.k} x ${task.X.columns} = ${expected} numbers of centres, got ${centres.length}.`,
    );
  return lloyd(problem, centres.slice(), { ...LLOYD, ...options });
}

function checkedProblem(
  { X, k, metric = 'euclidean' }: KMeansTask,
  product: MatrixProduct,
  breathe: Breathe,
): KMeansProblem {
  expectFeatures('rows to cluster', X);
  if (!Number.isInteger(k) || k < 1 || k > X.rows)
    throw new InputError(
      'parameter-out-of-range',
      `Expected k to be a whole number from 1 to the ${X.rows} rows, got ${k}.`,
    );
  const isSpherical = metric === 'cosine';
  if (isSpherical) expectDirections(X);
  return kMeansProblem({ X, k, isSpherical }, product, breathe);
}

function expectDirections({ data, rows, columns }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    if (data.subarray(i * columns, (i + 1) * columns).some((value) => value !== 0)) continue;
    throw new InputError('zero-row', `Expected rows with a direction, got row ${i} of norm 0: it has no cosine.`);
  }
}
