/** @file Cosines of rows with directions: lengths are float64, products float32, memory bounded by blocks of rows. */
import { InputError } from '@regatta/metrics';
import { Tensor } from '@regatta/onnx';
import { matrix, row, type Matrix } from '@regatta/tensor';
import { expectFeatures, expectWidth } from './checkTask.ts';
import type { Breathe, ProbeEngine } from './engine.ts';

export interface CosineBlock {
  /** First row of the block, and how many it has. */
  readonly start: number;
  readonly count: number;
  /** Shape [count, directions]. */
  readonly cosines: Float32Array;
}

/** Numbers of one run at most, in features and in cosines. */
const NUMBERS_PER_RUN_MAX = 2 ** 24;

/**
 * Blocks of rows, in their order.
 * @param directions rows of length 1, shape [c, d]
 * @throws {InputError} rows that are not finite, have no direction, or are of another width than the directions
 */
export async function* cosineBlocks(
  X: Matrix,
  directions: Matrix,
  { engine, breathe }: { engine: ProbeEngine; breathe: Breathe },
): AsyncGenerator<CosineBlock> {
  expectFeatures('image features', X);
  expectWidth('image features', X, directions.columns);
  const { columns: d, rows: n } = X;
  const { rows: c } = directions;
  const train = Tensor.of('float32', [c, d], new Float32Array(directions.data));
  const step = Math.max(1, Math.floor(NUMBERS_PER_RUN_MAX / Math.max(d, c)));
  for (let start = 0; start < n; start += step) {
    const count = Math.min(step, n - start);
    const unit = unitRows({ data: X.data.subarray(start * d, (start + count) * d), rows: count, columns: d }, start);
    const queries = Tensor.of('float32', [count, d], unit.data as Float32Array<ArrayBuffer>);
    const cosines = (await engine.run('scores', { queries, train }))['scores']!.data as Float32Array;
    await breathe();
    yield { start, count, cosines };
  }
}

/** Each row scaled to length 1. @param first number of the first row, for messages @throws {InputError} one has none */
export function unitRows(X: Matrix, first = 0): Matrix {
  const out = matrix(new Float32Array(X.rows * X.columns), X.rows, X.columns);
  const unit = new Float64Array(X.columns);
  for (let i = 0; i < X.rows; i++) {
    unit.fill(0);
    addUnit(unit, row(X, i), `image feature ${first + i}`);
    row(out, i).set(unit);
  }
  return out;
}

/** Adds a vector scaled to length 1. @throws {InputError} it has no direction */
export function addUnit(sum: Float64Array, vector: ArrayLike<number>, what: string): void {
  let squares = 0;
  for (let j = 0; j < vector.length; j++) squares += vector[j]! ** 2;
  if (squares === 0) throw new InputError('zero-row', `Expected ${what} to have a direction, got length 0.`);
  const scale = 1 / Math.sqrt(squares);
  for (let j = 0; j < vector.length; j++) sum[j]! += vector[j]! * scale;
}
