/** @file What all starts of one k-means share: the rows, a centred copy for products, and the product itself. */
import assert from 'node:assert/strict';
import type { MatrixProduct } from '@regatta/runtime';
import { matrix, type Matrix } from '@regatta/tensor';
import { centreRows, subtractMean, unitRows, type CentredRows } from '../vectors.ts';

/** Called between native calls: a caller lets messages be heard there, and throws to stop. */
export type Breathe = () => Promise<void>;

export interface KMeansProblem {
  /** The rows that are clustered; of unit length for spherical k-means. */
  readonly X: Matrix;
  readonly k: number;
  /** Are centres directions? */
  readonly isSpherical: boolean;
  readonly centred: CentredRows;
  readonly product: MatrixProduct;
  readonly breathe: Breathe;
}

export function kMeansProblem(
  { X, k, isSpherical }: { X: Matrix; k: number; isSpherical: boolean },
  product: MatrixProduct,
  breathe: Breathe,
): KMeansProblem {
  // The bound on the error of a product holds for IEEE float32, which a GPU's TF32 is not.
  assert.equal(product.provider, 'cpu', `Expected a product on the CPU, got one on ${product.provider}.`);
  const rows = isSpherical ? unitRows(X) : X;
  return { X: rows, k, isSpherical, centred: centreRows(rows), product, breathe };
}

/** Rows of one product: its result stays near the cache, and small beside the features. */
const ROWS_PER_PRODUCT = 4096;

export interface ProductBlock {
  /** Position of the first row among those asked for. */
  readonly start: number;
  readonly count: number;
  /** Shape [count, k]. */
  readonly products: Float32Array;
}

/** x·c for some of the centred rows, ascending, and all centres, by blocks of rows. */
export async function* productBlocks(
  { centred, product, breathe }: KMeansProblem,
  rows: Int32Array,
  centres: Matrix,
): AsyncGenerator<ProductBlock> {
  const gathered = new Float32Array(Math.min(ROWS_PER_PRODUCT, rows.length) * centred.rows.columns);
  for (let start = 0; start < rows.length; start += ROWS_PER_PRODUCT) {
    const block = blockOf(centred.rows, rows.subarray(start, start + ROWS_PER_PRODUCT), gathered);
    const { data } = await product.multiply(block, centres, { transposeB: true });
    await breathe();
    yield { start, count: block.rows, products: data };
  }
}

/** Rows that lie together as a view; others are copied into memory that is used again and again. */
function blockOf({ data, columns: d }: Matrix, rows: Int32Array, gathered: Float32Array): Matrix {
  const [first, count] = [rows[0]!, rows.length];
  if (rows[count - 1]! - first === count - 1) return matrix(data.subarray(first * d, (first + count) * d), count, d);
  for (let i = 0; i < count; i++) gathered.set(data.subarray(rows[i]! * d, (rows[i]! + 1) * d), i * d);
  return matrix(gathered.subarray(0, count * d), count, d);
}

/** Centres in the coordinates of the centred rows. */
export function centreCentres(
  { centred, k }: KMeansProblem,
  centres: Float64Array,
): Pick<CentredRows, 'rows' | 'squares'> {
  return subtractMean(centres, centred.mean, k);
}
