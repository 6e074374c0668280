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
import { expectFeatures } from './checkTask.ts';
import { Kernels } from './kernels.ts';

export type NeighbourMetric = 'cosine' | 'euclidean';

export interface Queries {
  /** Shape [count, d + 1]. */
  readonly coordinates: Matrix;
  /** What float32 may add to or take from the product of each query with any training row, at most. */
  readonly errorBounds: Float64Array;
}

/** Half an ulp of 1 in float32. */
const UNIT = 2 ** -24;
/** Rows pass through a window of memory that stays in the second-level cache. */
const WINDOW_BYTES = 2 ** 17;

export class NearnessSpace {
  /** Shape [n, d + 1]. */
  readonly train: Matrix;
  readonly #metric: NeighbourMetric;
  readonly #rows: Matrix;
  readonly #queries: Matrix;
  readonly #window: RowWindow;
  readonly #scaleOfRow: Float64Array;
  readonly #scaleOfQuery: Float64Array;
  /** The largest |c| of a training row, and the largest of its last coordinates. */
  readonly #normMax: number;
  readonly #ownMax: number;

  /** @throws {InputError} numbers that are not finite; `zero-row` for a row without direction where the metric is cosine */
  constructor(train: Matrix, queries: Matrix, metric: NeighbourMetric) {
    const window = new RowWindow(train.columns);
    this.#metric = metric;
    this.#rows = train;
    this.#queries = queries;
    this.#window = window;
    this.#scaleOfRow = scalesOf('training rows', train, { metric, window, isMeanWanted: true });
    this.#scaleOfQuery = scalesOf('query rows', queries, { metric, window, isMeanWanted: false });
    const { coordinates, norms, own } = window.centre(train, this.#scaleOfRow, {
      start: 0,
      end: train.rows,
      own: metric === 'cosine' ? (_, alongMean) => alongMean : (squares) => -squares / 2,
    });
    this.train = coordinates;
    this.#normMax = largest(norms);
    this.#ownMax = largest(own);
  }

  /** Queries `start` to `end`. */
  queries(start: number, end: number): Queries {
    const range = { start, end, own: () => 1 };
    const { coordinates, norms } = this.#window.centre(this.#queries, this.#scaleOfQuery, range);
    // d + 1 products of rounded factors, summed in any order: Higham, Accuracy and stability (2002), section 3.1.
    const share = (this.#rows.columns + 8) * UNIT;
    return { coordinates, errorBounds: norms.map((norm) => share * (norm * this.#normMax + this.#ownMax)) };
  }

  /** The float64 truth for a query and some training rows: cosine, or -|x-x'|²/2. */
  similarities(query: number, rows: readonly number[]): Float64Array {
    const out = new Float64Array(rows.length);
    this.#window.hold(this.#queries, query);
    if (this.#metric === 'cosine') {
      const scale = this.#scaleOfQuery[query]!;
      rows.forEach((row, i) => (out[i] = this.#window.dotWith(this.#rows, row) * scale * this.#scaleOfRow[row]!));
    } else rows.forEach((row, i) => (out[i] = -this.#window.squaredDistanceTo(this.#rows, row) / 2));
    return out;
  }
}

interface Scaling {
  readonly metric: NeighbourMetric;
  readonly window: RowWindow;
  /** Should the window take the mean of the scaled rows? */
  readonly isMeanWanted: boolean;
}

/** 1/|x| per row for cosines, else 1. */
function scalesOf(what: string, X: Matrix, { metric, window, isMeanWanted }: Scaling): Float64Array {
  const scales = new Float64Array(X.rows).fill(1);
  window.forEachRow(X, { start: 0, end: X.rows }, (row, at) => {
    const squares = window.squares(at);
    if (!Number.isFinite(squares)) expectFeatures(what, X);
    if (metric === 'cosine') {
      if (squares === 0)
        throw new InputError(
          'zero-row',
          `Expected ${what} with a direction, got row ${row} of norm 0: it has no cosine.`,
        );
      scales[row] = 1 / Math.sqrt(squares);
    }
    if (isMeanWanted) window.addToMean(at, scales[row]! / X.rows);
  });
  return scales;
}

interface RowRange {
  readonly start: number;
  readonly end: number;
}

interface CentredRows {
  /** Shape [rows, d + 1]. */
  readonly coordinates: Matrix;
  /** |c| per row. */
  readonly norms: Float64Array;
  /** The last coordinate per row. */
  readonly own: Float64Array;
}

/** Rows of width d on their way through the kernels' memory, and the mean that is taken from them. */
class RowWindow {
  readonly #kernels: Kernels;
  readonly #d: number;
  readonly #capacity: number;
  readonly #rows: Float32Array;
  readonly #centred: Float32Array;
  readonly #mean: Float64Array;
  readonly #sums: Float64Array;
  readonly #held: Float32Array;
  readonly #other: Float32Array;

  constructor(d: number) {
    const capacity = Math.max(1, Math.floor(WINDOW_BYTES / (4 * d)));
    const bytes = Kernels.bytesOf(capacity * d, 4) + Kernels.bytesOf(capacity * (d + 1), 4);
    const kernels = new Kernels(bytes + Kernels.bytesOf(d, 8) + Kernels.bytesOf(2, 8) + 2 * Kernels.bytesOf(d, 4));
    this.#kernels = kernels;
    this.#d = d;
    this.#capacity = capacity;
    this.#rows = kernels.float32(capacity * d);
    this.#centred = kernels.float32(capacity * (d + 1));
    this.#mean = kernels.float64(d);
    this.#sums = kernels.float64(2);
    this.#held = kernels.float32(d);
    this.#other = kernels.float32(d);
  }

  /** Calls with each row and its position in the window. */
  forEachRow(X: Matrix, { start, end }: RowRange, visit: (row: number, at: number) => void): void {
    const d = this.#d;
    for (let first = start; first < end; first += this.#capacity) {
      const last = Math.min(first + this.#capacity, end);
      this.#rows.set(X.data.subarray(first * d, last * d));
      for (let row = first; row < last; row++) visit(row, row - first);
    }
  }

  squares(at: number): number {
    const from = at * this.#d;
    return this.#kernels.dot32(this.#rows, from, this.#rows, from, this.#d);
  }

  addToMean(at: number, scale: number): void {
    this.#kernels.accumulate32(this.#mean, this.#rows, at * this.#d, scale);
  }

  /** scale·x - mean for rows of a range. @param range with the last coordinate, from |c|² and mean·c */
  centre(
    X: Matrix,
    scales: Float64Array,
    { start, end, own: ownOf }: RowRange & { own: (squares: number, alongMean: number) => number },
  ): CentredRows {
    const d = this.#d;
    const out = new Float32Array((end - start) * (d + 1));
    const norms = new Float64Array(end - start);
    const own = new Float64Array(end - start);
    const place = { out: this.#centred, x: this.#rows };
    this.forEachRow(X, { start, end }, (row, at) => {
      const outStart = at * (d + 1);
      this.#kernels.centre32({ ...place, outStart, xStart: at * d }, scales[row]!, this.#mean, this.#sums);
      norms[row - start] = Math.sqrt(this.#sums[0]!);
      own[row - start] = this.#centred[outStart + d] = ownOf(this.#sums[0]!, this.#sums[1]!);
      const isLast = at === this.#capacity - 1 || row === end - 1;
      if (isLast) out.set(this.#centred.subarray(0, outStart + d + 1), (row - at - start) * (d + 1));
    });
    return { coordinates: matrix(out, end - start, d + 1), norms, own };
  }

  /** Keeps one row for what follows. */
  hold({ data }: Matrix, row: number): void {
    this.#held.set(data.subarray(row * this.#d, (row + 1) * this.#d));
  }

  dotWith({ data }: Matrix, row: number): number {
    this.#other.set(data.subarray(row * this.#d, (row + 1) * this.#d));
    return this.#kernels.dot32(this.#held, 0, this.#other, 0, this.#d);
  }

  squaredDistanceTo({ data }: Matrix, row: number): number {
    this.#other.set(data.subarray(row * this.#d, (row + 1) * this.#d));
    return this.#kernels.squaredDistance32(this.#held, this.#other);
  }
}

const largest = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
