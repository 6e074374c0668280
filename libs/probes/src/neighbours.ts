/**
 * @file The k nearest training rows of each query, exactly: float32 products through ONNX Runtime find candidates, and
 * float64 decides among all that the rounding of a product could hide.
 *
 * Order: nearer first, of equals the lower row. Near duplicates, collapsed features and ties are decided as exact
 * arithmetic would: a candidate is left out only when even the largest possible error could not bring it into the k.
 *
 * Memory stays bounded: queries go by blocks whose scores take at most 128 MiB. Many sets of one training matrix (budgets,
 * draws) share each product, see partition.ts.
 */
import { InputError } from '@regatta/metrics';
import { Tensor } from '@regatta/onnx';
import { takeRows, type Matrix } from '@regatta/tensor';
import { expectRows, expectWidth } from './checkTask.ts';
import { holdBreath, OPERATIONS_PER_RUN_MAX, type Breathe, type ProbeEngine } from './engine.ts';
import { NearnessSpace, type NeighbourMetric } from './nearnessSpace.ts';
import { partition, type Part, type SearchedSet } from './partition.ts';

export interface NeighbourTask {
  readonly train: Matrix;
  readonly queries: Matrix;
  readonly metric: NeighbourMetric;
  readonly sets: readonly SearchedSet[];
}

/** Neighbours of queries `start` to `start + count` in one set. */
export interface NeighbourBlock {
  /** Position in `sets`. */
  readonly set: number;
  readonly start: number;
  readonly count: number;
  /** Rows of the training matrix, shape [count, k], nearest first. */
  readonly rows: Int32Array;
  /** Cosine, or -|x-x'|²/2; shape [count, k], descending. */
  readonly similarities: Float64Array;
}

const SCORE_BYTES_MAX = 2 ** 27;
/** Above this many parts, sets are searched in two halves: a part costs a run. */
const PARTS_MAX = 64;
/** Candidates beyond the likely ones, so that a few that rounding could hide, or chance has put here, cost no second look. */
const spare = (k: number) => 4 + Math.ceil(k / 8);

/** Yields the blocks of every set, queries ascending. @throws {InputError} */
export async function* searchNeighbours(
  task: NeighbourTask,
  engine: ProbeEngine,
  breathe: Breathe = holdBreath,
): AsyncGenerator<NeighbourBlock> {
  expectTask(task);
  const space = new NearnessSpace(task.train, task.queries, task.metric);
  yield* searchSets(task, space, { first: 0, sets: task.sets }, { engine, breathe });
}

interface Machinery {
  readonly engine: ProbeEngine;
  readonly breathe: Breathe;
}

async function* searchSets(
  task: NeighbourTask,
  space: NearnessSpace,
  { first, sets }: { first: number; sets: readonly SearchedSet[] },
  machinery: Machinery,
): AsyncGenerator<NeighbourBlock> {
  const parts = partition(sets, task.train.rows);
  if (parts.length > PARTS_MAX && sets.length > 1) {
    const half = sets.length >> 1;
    yield* searchSets(task, space, { first, sets: sets.slice(0, half) }, machinery);
    yield* searchSets(task, space, { first: first + half, sets: sets.slice(half) }, machinery);
    return;
  }
  const sources = parts.map((part) => new PartSource(part, space.train, machinery));
  const step = queriesPerRun(Math.max(...parts.map(({ rows }) => rows.length)), space.train.columns);
  for (let start = 0; start < task.queries.rows; start += step) {
    const count = Math.min(step, task.queries.rows - start);
    const { coordinates, errorBounds } = space.queries(start, start + count);
    for (const source of sources) await source.load(coordinates);
    for (const [i, { k }] of sets.entries()) {
      const own = sources.filter(({ part }) => part.sets.includes(i));
      const choices = await chooseCandidates(own, { k, count, errorBounds });
      yield { set: first + i, start, ...decide(choices, { k, start, space }) };
    }
  }
}

function expectTask({ train, queries, sets }: NeighbourTask): void {
  expectRows('training rows', train);
  expectRows('query rows', queries);
  expectWidth('query rows', queries, train.columns);
  for (const { rows, k } of sets) {
    if (rows.length === 0) throw new InputError('empty', 'Expected at least one training row to search, got none.');
    if (!Number.isInteger(k) || k < 1 || k > rows.length) {
      throw new InputError(
        'parameter-out-of-range',
        `Expected k to be a whole number from 1 to the ${rows.length} training rows, got ${k}.`,
      );
    }
  }
}

function queriesPerRun(rows: number, width: number): number {
  const byOperations = OPERATIONS_PER_RUN_MAX / (2 * rows * width);
  const byMemory = SCORE_BYTES_MAX / (Float32Array.BYTES_PER_ELEMENT * rows);
  return Math.max(1, Math.floor(Math.min(byOperations, byMemory)));
}

/** The best rows of one part for a block of queries, by float32 products. */
class PartSource {
  readonly part: Part;
  readonly #coordinates: Matrix;
  readonly #machinery: Machinery;
  #queries: Matrix | null = null;
  #values: Float32Array = new Float32Array(0);
  #rows: Int32Array = new Int32Array(0);
  /** Entries per query. */
  width = 0;

  constructor(part: Part, train: Matrix, machinery: Machinery) {
    this.part = part;
    // Parts that are the whole matrix need no copy.
    this.#coordinates = part.rows.length === train.rows ? train : takeRows(train, part.rows);
    this.#machinery = machinery;
  }

  /** True when the entries are all rows that there are. */
  get isWhole(): boolean {
    return this.width === this.part.rows.length;
  }

  async load(queries: Matrix): Promise<void> {
    this.#queries = queries;
    this.width = Math.min(this.part.rows.length, this.part.kLikely + spare(this.part.kLikely));
    const feeds = { queries: toTensor(queries), train: toTensor(this.#coordinates), k: int64(this.width) };
    const { values, rows } = await this.#machinery.engine.run('nearest', feeds);
    await this.#machinery.breathe();
    this.#values = values!.data as Float32Array;
    this.#rows = rows!.data as Int32Array;
  }

  /** Product of the query's best row but `rank`; -Infinity behind the last. */
  value(query: number, rank: number): number {
    return rank < this.width ? this.#values[query * this.width + rank]! : -Infinity;
  }

  /** The row of the training matrix. */
  row(query: number, rank: number): number {
    return this.part.rows[this.#rows[query * this.width + rank]!]!;
  }

  /** All rows whose product with the query reaches a threshold: what `load` cut off as well. */
  async rowsFrom(queries: readonly number[], thresholds: Float64Array): Promise<Int32Array[]> {
    const { engine, breathe } = this.#machinery;
    const feeds = { queries: toTensor(takeRows(this.#queries!, queries)), train: toTensor(this.#coordinates) };
    const scores = (await engine.run('scores', feeds))['scores']!.data as Float32Array;
    await breathe();
    const n = this.part.rows.length;
    return queries.map((query, i) => this.part.rows.filter((_, row) => scores[i * n + row]! >= thresholds[query]!));
  }
}

interface Choice {
  readonly k: number;
  readonly count: number;
  readonly errorBounds: Float64Array;
}

/** Per query, every row that may be among the k nearest, the likeliest first. */
async function chooseCandidates(
  sources: readonly PartSource[],
  { k, count, errorBounds }: Choice,
): Promise<number[][]> {
  const thresholds = new Float64Array(count);
  const chosen: number[][] = [];
  for (let query = 0; query < count; query++) {
    const { rows, threshold } = mergeBest(sources, query, { k, errorBound: errorBounds[query]! });
    chosen.push(rows);
    thresholds[query] = threshold;
  }
  for (const source of sources) {
    if (source.isWhole) continue;
    const cut = chosen.flatMap((_, query) =>
      source.value(query, source.width - 1) >= thresholds[query]! ? [query] : [],
    );
    if (cut.length === 0) continue;
    const all = await source.rowsFrom(cut, thresholds);
    cut.forEach((query, i) => (chosen[query] = union(chosen[query]!, all[i]!)));
  }
  return chosen;
}

/** Rows of all parts from the best product down to the k-th less what rounding may hide on both sides. */
function mergeBest(
  sources: readonly PartSource[],
  query: number,
  { k, errorBound }: { k: number; errorBound: number },
): { rows: number[]; threshold: number } {
  const rows: number[] = [];
  const ranks = new Int32Array(sources.length);
  let threshold = -Infinity;
  for (;;) {
    let best = 0;
    let value = -Infinity;
    for (let i = 0; i < sources.length; i++) {
      const head = sources[i]!.value(query, ranks[i]!);
      if (head > value) [best, value] = [i, head];
    }
    if (value === -Infinity || value < threshold) return { rows, threshold };
    rows.push(sources[best]!.row(query, ranks[best]!++));
    if (rows.length === k) threshold = value - 2 * errorBound;
  }
}

function union(known: readonly number[], more: Int32Array): number[] {
  return [...new Set([...known, ...more])];
}

/** The k nearest of the candidates of each query, in float64. */
function decide(
  candidates: readonly (readonly number[])[],
  { k, start, space }: { k: number; start: number; space: NearnessSpace },
): Pick<NeighbourBlock, 'count' | 'rows' | 'similarities'> {
  const count = candidates.length;
  const rows = new Int32Array(count * k);
  const similarities = new Float64Array(count * k);
  for (const [query, own] of candidates.entries()) {
    const found = space.similarities(start + query, own);
    const order = orderOf(own, found);
    for (let i = 0; i < k; i++) {
      rows[query * k + i] = own[order[i]!]!;
      similarities[query * k + i] = found[order[i]!]!;
    }
  }
  return { count, rows, similarities };
}

/** Up to here insertion is faster: candidates come nearly in order. */
const INSERTION_MAX = 64;

/** Positions by descending similarity, of equals by ascending row. */
function orderOf(rows: readonly number[], similarities: Float64Array): Int32Array {
  const order = Int32Array.from(rows.keys());
  const compare = (a: number, b: number) => similarities[b]! - similarities[a]! || rows[a]! - rows[b]!;
  if (rows.length > INSERTION_MAX) return order.sort(compare);
  for (let i = 1; i < order.length; i++) {
    const own = order[i]!;
    let at = i;
    for (; at > 0 && compare(order[at - 1]!, own) > 0; at--) order[at] = order[at - 1]!;
    order[at] = own;
  }
  return order;
}

function toTensor({ data, rows, columns }: Matrix): Tensor {
  return Tensor.of('float32', [rows, columns], data);
}

function int64(value: number): Tensor {
  return Tensor.of('int64', [1], BigInt64Array.of(BigInt(value)));
}
