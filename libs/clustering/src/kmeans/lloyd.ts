/**
 * @file Lloyd's algorithm with Hamerly's bounds: a row whose nearest centre cannot have changed is not looked at, the
 * others go through one product with all centres.
 *
 * Products are float32 and only propose: where rounding could hide the nearest centre, float64 decides. Labels are those of
 * exact arithmetic, of equal distances the lower centre, and do not depend on threads.
 * Source: Lloyd (1982); Hamerly, Making k-means even faster (2010).
 */
import { takeRows } from '@regatta/tensor';
import { addRow, normaliseRows, squaredDistance } from '../vectors.ts';
import { centreCentres, productBlocks, type KMeansProblem } from './problem.ts';

export interface LloydOptions {
  readonly iterationsMax: number;
  /** Stops when the centres' squared shift is at most this share of the mean variance of a column; 0: labels stay. */
  readonly tolerance: number;
}

export interface LloydResult {
  /** Cluster of each row. */
  readonly labels: Int32Array;
  /** Shape [k, d]. */
  readonly centres: Float64Array;
  /** Σ |x - c|² in float64. */
  readonly inertia: number;
  readonly iterations: number;
  readonly isConverged: boolean;
}

/** @param centres shape [k, d]; taken over */
export async function lloyd(
  problem: KMeansProblem,
  centres: Float64Array,
  { iterationsMax, tolerance }: LloydOptions,
): Promise<LloydResult> {
  const run = new LloydRun(problem, centres);
  const { squares } = problem.centred;
  const variance = squares.reduce((sum, value) => sum + value, 0) / problem.X.data.length;
  let iterations = 0;
  let isConverged = false;
  while (!isConverged && iterations < iterationsMax) {
    iterations++;
    const changed = await run.assign();
    if (changed === 0) isConverged = true;
    else isConverged = run.update() <= tolerance * variance && tolerance > 0;
  }
  // The last centres may be newer than the labels.
  await run.assign();
  return { labels: run.labels, centres, inertia: run.inertia(), iterations, isConverged };
}

class LloydRun {
  readonly labels: Int32Array;
  readonly #problem: KMeansProblem;
  readonly #centres: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  /** At least the distance to the own centre, at most that to any other. */
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;

  constructor(problem: KMeansProblem, centres: Float64Array) {
    const { X, k } = problem;
    this.#problem = problem;
    this.#centres = centres;
    this.labels = new Int32Array(X.rows).fill(-1);
    this.#sums = new Float64Array(k * X.columns);
    this.#counts = new Int32Array(k);
    this.#upper = new Float64Array(X.rows).fill(Infinity);
    this.#lower = new Float64Array(X.rows);
  }

  /** Gives every row its nearest centre. @returns how many rows changed */
  async assign(): Promise<number> {
    const undecided = this.#undecided();
    const { centred } = this.#problem;
    const right = centreCentres(this.#problem, this.#centres);
    const errors = errorFactors(right.squares, centred.rows.columns);
    let changed = 0;
    for await (const block of productBlocks(this.#problem, undecided, right.rows)) {
      for (let i = 0; i < block.count; i++) {
        const row = undecided[block.start + i]!;
        if (this.#decide(row, block.products, { from: i * right.squares.length, squares: right.squares, errors }))
          changed++;
      }
    }
    return changed;
  }

  /** Moves centres to the means of their rows. @returns the squared shift of all of them */
  update(): number {
    this.#fillEmpty();
    const { X, k, isSpherical } = this.#problem;
    const d = X.columns;
    const before = this.#centres.slice();
    for (let j = 0; j < k; j++) {
      const count = this.#counts[j]!;
      if (count === 0) continue;
      for (let at = j * d; at < (j + 1) * d; at++) this.#centres[at] = this.#sums[at]! / count;
    }
    if (isSpherical) normaliseRows(this.#centres, d);
    const shifts = Float64Array.from({ length: k }, (_, j) =>
      Math.sqrt(squaredDistance(before, j, { C: this.#centres, j, width: d })),
    );
    loosen(this.labels, this.#upper, this.#lower, shifts);
    return shifts.reduce((sum, shift) => sum + shift * shift, 0);
  }

  inertia(): number {
    return this.labels.reduce((sum, label, i) => sum + this.#squaredDistance(i, label), 0);
  }

  /** Rows whose nearest centre is not certain. */
  #undecided(): Int32Array {
    const rows = new Int32Array(this.labels.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) if (this.#upper[i]! >= this.#lower[i]!) rows[count++] = i;
    return rows.subarray(0, count);
  }

  /** @returns whether the row has changed its cluster */
  #decide(row: number, products: Float32Array, centres: CentresOfBlock): boolean {
    const squares = this.#problem.centred.squares[row]!;
    nearestTwo(products, centres, found);
    const error =
      Math.sqrt(squares) * centres.errors.perNorm + squares * centres.errors.relative + centres.errors.constant;
    let best = found.best;
    let [own, next] = [squares + found.value, squares + found.next];
    if (found.next - found.value <= 2 * error) {
      const limit = found.value + 2 * error;
      [best, own, next] = this.#decideExactly(row, products, { centres, limit, squares, error });
    }
    this.#upper[row] = Math.sqrt(Math.max(0, own + error));
    this.#lower[row] = Math.sqrt(Math.max(0, next - error));
    const before = this.labels[row]!;
    if (before === best) return false;
    this.#move(row, best);
    return true;
  }

  /** The nearest of all centres that rounding could have put first; what it leaves out lies behind the limit. */
  #decideExactly(
    row: number,
    products: Float32Array,
    { centres, limit, squares }: { centres: CentresOfBlock; limit: number; squares: number; error: number },
  ): [best: number, own: number, next: number] {
    let [best, own, next] = [-1, Infinity, Infinity];
    for (let j = 0; j < centres.squares.length; j++) {
      const value = centres.squares[j]! - 2 * products[centres.from + j]!;
      const distance = value <= limit ? this.#squaredDistance(row, j) : squares + value;
      if (value <= limit && distance < own) [best, own, next] = [j, distance, own];
      else if (distance < next) next = distance;
    }
    return [best, own, next];
  }

  #move(row: number, to: number): void {
    const { X } = this.#problem;
    const from = this.labels[row]!;
    if (from >= 0) {
      addRow(this.#sums, from, { X, i: row, sign: -1 });
      this.#counts[from]!--;
    }
    addRow(this.#sums, to, { X, i: row, sign: 1 });
    this.#counts[to]!++;
    this.labels[row] = to;
  }

  /** A cluster without rows takes the row that lies farthest from its own centre, as in scikit-learn. */
  #fillEmpty(): void {
    const empty = [...this.#counts.keys()].filter((j) => this.#counts[j] === 0);
    if (empty.length === 0) return;
    const distances = Float64Array.from(this.labels, (label, i) => this.#squaredDistance(i, label));
    const farthest = [...distances.keys()].sort((a, b) => distances[b]! - distances[a]! || a - b);
    for (const [position, cluster] of empty.entries()) {
      const row = farthest[position]!;
      // Every row lies on a centre: there are fewer distinct rows than clusters.
      if (distances[row] === 0) return;
      this.#move(row, cluster);
      this.#upper[row] = Infinity;
    }
  }

  #squaredDistance(row: number, centre: number): number {
    const { X } = this.#problem;
    return squaredDistance(X.data, row, { C: this.#centres, j: centre, width: X.columns });
  }
}

interface ErrorFactors {
  readonly perNorm: number;
  readonly relative: number;
  readonly constant: number;
}

interface CentresOfBlock {
  /** Where the row's products start. */
  readonly from: number;
  /** |c|² of each centre. */
  readonly squares: Float64Array;
  readonly errors: ErrorFactors;
}

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * What |c|² - 2x·c of rounded x and c can be wrong by: 2 (d + 1) u |x||c| from the product, and from rounding both sides
 * to float32 once, u(|x| + |c|) of their difference each.
 */
function errorFactors(squares: Float64Array, d: number): ErrorFactors {
  const norm = Math.sqrt(squares.reduce((max, value) => Math.max(max, value), 0));
  return {
    perNorm: 2 * (d + 5) * ROUNDOFF * norm,
    relative: 4 * ROUNDOFF,
    constant: 4 * ROUNDOFF * norm * norm,
  };
}

/** Reused: a pair of numbers per row and iteration would be garbage by the million. */
const found = { best: 0, value: 0, next: 0 };

/** The least and second least |c|² - 2x·c. */
function nearestTwo(products: Float32Array, { from, squares }: CentresOfBlock, out: typeof found): void {
  let [best, value, next] = [0, Infinity, Infinity];
  for (let j = 0; j < squares.length; j++) {
    const own = squares[j]! - 2 * products[from + j]!;
    if (own < value) {
      next = value;
      value = own;
      best = j;
    } else if (own < next) next = own;
  }
  out.best = best;
  out.value = value;
  out.next = next;
}

/** Centres have moved: the own one may be farther now, any other nearer. */
function loosen(labels: Int32Array, upper: Float64Array, lower: Float64Array, shifts: Float64Array): void {
  const [first, second] = shifts.toSorted((a, b) => b - a);
  const farthest = shifts.indexOf(first!);
  for (let i = 0; i < labels.length; i++) {
    const own = labels[i]!;
    upper[i]! += shifts[own]!;
    lower[i]! -= own === farthest ? (second ?? 0) : first!;
  }
}

/** Start centres from rows. */
export function centresOf({ X }: KMeansProblem, rows: Int32Array): Float64Array {
  return Float64Array.from(takeRows(X, rows).data);
}
