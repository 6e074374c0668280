/** @file What all starts of one k-means share: the rows, a centred copy for products, and the product itself. */
import assert from 'node:assert/strict';
import type { MatrixProduct } from '@regatta/runtime';
import { matrix, type Matrix } from '@regatta/tensor';
import { centreRows, normaliseRows, subtractMean, type CentredRows } from '../vectors.ts';

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

function unitRows({ data, rows, columns }: Matrix): Matrix {
  const unit = data.slice();
  normaliseRows(unit, columns);
  return matrix(unit, rows, columns);
}

/** Rows of one product: its result stays near the cache, and small beside the features. */
const ROWS_PER_PRODUCT = 4096;

export interface ProductBlock {
  /** First row of the left side. */
  readonly start: number;
  readonly count: number;
  /** Shape [count, k]. */
  readonly products: Float32Array;
}

/** x·c for rows of the left and all centres, by blocks of rows. */
export async function* productBlocks(
  { product, breathe }: KMeansProblem,
  left: Matrix,
  centres: Matrix,
): AsyncGenerator<ProductBlock> {
  const d = left.columns;
  for (let start = 0; start < left.rows; start += ROWS_PER_PRODUCT) {
    const count = Math.min(ROWS_PER_PRODUCT, left.rows - start);
    const block = matrix(left.data.subarray(start * d, (start + count) * d), count, d);
    const { data } = await product.multiply(block, centres, { transposeB: true });
    await breathe();
    yield { start, count, products: data };
  }
}

/** Centres in the coordinates of the centred rows. */
export function centreCentres(
  { centred, k }: KMeansProblem,
  centres: Float64Array,
): Pick<CentredRows, 'rows' | 'squares'> {
  return subtractMean(centres, centred.mean, k);
}
