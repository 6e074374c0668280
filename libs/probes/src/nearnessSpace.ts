/**
 * @file Float32 coordinates in which the nearer of two training rows has the larger dot product with a query, and how far
 * such a product can be from the truth. What the bound cannot decide is decided in float64.
 *
 *   cosine     u = x/|x|, c = u - m with m the mean training row:  u·u' = c·c' + m·c' + (what depends on the query alone)
 *   euclidean  c = x - m:                                 -|x-x'|²/2 = c·c' - |c'|²/2 + (what depends on the query alone)
 *
 * What depends on the training row alone is one more coordinate, beside a 1 of the query. Taking m away matters: features
 * of a collapsed encoder (all cosines above .99999) differ by less than float32 can see in u·u', and by much in c·c'.
 */
import { InputError } from '@regatta/metrics';
import { matrix, type Matrix } from '@regatta/tensor';

export type NeighbourMetric = 'cosine' | 'euclidean';

export interface NearnessSpace {
  /** Shape [n, d + 1]. */
  readonly train: Matrix;
  /**
   * Queries `start` to `end`: shape [end - start, d + 1]; and for each of them what float32 may add to or take from its
   * product with any training row, at most.
   */
  queries(start: number, end: number): { coordinates: Matrix; errorBounds: Float64Array };
  /** The float64 truth: cosine, or -|x-x'|²/2. */
  similarity(query: number, row: number): number;
}

/** Half an ulp of 1 in float32. */
const UNIT = 2 ** -24;

/** @throws {InputError} `zero-row` for a row without direction where the metric is cosine */
export function nearnessSpace(train: Matrix, queries: Matrix, metric: NeighbourMetric): NearnessSpace {
  const d = train.columns;
  const isCosine = metric === 'cosine';
  const scaleTrain = isCosine ? inverseNorms('training rows', train) : new Float64Array(train.rows).fill(1);
  const scaleQueries = isCosine ? inverseNorms('query rows', queries) : new Float64Array(queries.rows).fill(1);
  const centre = meanRow(train, scaleTrain);
  const ofTrain = centreRows(train, scaleTrain, centre, {
    start: 0,
    end: train.rows,
    own: isCosine ? (_, alongCentre) => alongCentre : (squares) => -squares / 2,
  });
  const [normMax, ownMax] = [maximum(ofTrain.norms), maximum(ofTrain.own)];
  return {
    train: ofTrain.coordinates,
    queries: (start, end) => {
      const { coordinates, norms } = centreRows(queries, scaleQueries, centre, { start, end, own: () => 1 });
      // d + 1 products of rounded factors, summed in any order: Higham, Accuracy and stability (2002), section 3.1.
      return { coordinates, errorBounds: norms.map((norm) => (d + 8) * UNIT * (norm * normMax + ownMax)) };
    },
    similarity: isCosine
      ? (query, row) => dot(queries.data, query * d, train.data, row * d, d) * scaleQueries[query]! * scaleTrain[row]!
      : (query, row) => -squaredDistance(queries.data, query * d, train.data, row * d, d) / 2,
  };
}

function inverseNorms(what: string, { data, rows, columns }: Matrix): Float64Array {
  const inverse = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const squares = dot(data, i * columns, data, i * columns, columns);
    if (squares === 0)
      throw new InputError('zero-row', `Expected ${what} with a direction, got row ${i} of norm 0: it has no cosine.`);
    inverse[i] = 1 / Math.sqrt(squares);
  }
  return inverse;
}

function meanRow({ data, rows, columns }: Matrix, scale: Float64Array): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const s = scale[i]! / rows;
    for (let j = 0; j < columns; j++) mean[j]! += data[i * columns + j]! * s;
  }
  return mean;
}

interface RowRange {
  readonly start: number;
  readonly end: number;
  /** The last coordinate, from |c|² and m·c. */
  readonly own: (squares: number, alongCentre: number) => number;
}

interface CentredRows {
  /** Shape [rows, d + 1]. */
  readonly coordinates: Matrix;
  /** |c| per row. */
  readonly norms: Float64Array;
  /** The last coordinate per row. */
  readonly own: Float64Array;
}

function centreRows(
  { data, columns: d }: Matrix,
  scale: Float64Array,
  centre: Float64Array,
  { start, end, own: ownOf }: RowRange,
): CentredRows {
  const out = new Float32Array((end - start) * (d + 1));
  const norms = new Float64Array(end - start);
  const own = new Float64Array(end - start);
  for (let i = start; i < end; i++) {
    const s = scale[i]!;
    const to = (i - start) * (d + 1);
    let [squares, alongCentre] = [0, 0];
    for (let j = 0; j < d; j++) {
      const c = data[i * d + j]! * s - centre[j]!;
      out[to + j] = c;
      squares += c * c;
      alongCentre += c * centre[j]!;
    }
    norms[i - start] = Math.sqrt(squares);
    own[i - start] = out[to + d] = ownOf(squares, alongCentre);
  }
  return { coordinates: matrix(out, end - start, d + 1), norms, own };
}

const maximum = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Four sums at a time: one would wait for itself. */
function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, d: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = d - (d % 4);
  let j = 0;
  for (; j < whole; j += 4) {
    s0 += a[aStart + j]! * b[bStart + j]!;
    s1 += a[aStart + j + 1]! * b[bStart + j + 1]!;
    s2 += a[aStart + j + 2]! * b[bStart + j + 2]!;
    s3 += a[aStart + j + 3]! * b[bStart + j + 3]!;
  }
  for (; j < d; j++) s0 += a[aStart + j]! * b[bStart + j]!;
  return s0 + s1 + (s2 + s3);
}

function squaredDistance(a: Float32Array, aStart: number, b: Float32Array, bStart: number, d: number): number {
  let [s0, s1] = [0, 0];
  const whole = d - (d % 2);
  let j = 0;
  for (; j < whole; j += 2) {
    const x = a[aStart + j]! - b[bStart + j]!;
    const y = a[aStart + j + 1]! - b[bStart + j + 1]!;
    s0 += x * x;
    s1 += y * y;
  }
  for (; j < d; j++) s0 += (a[aStart + j]! - b[bStart + j]!) ** 2;
  return s0 + s1;
}
