/** @file Does an embedding show rows as neighbours that are none? */
import type { Matrix } from '@regatta/tensor';
import { expectParameter, expectSameLength } from './check.ts';
import { euclideanDistances } from './silhouette.ts';

/**
 * 1 - 2 / (n k (2n - 3k - 1)) Σ max(0, r - k), over the k nearest rows of each row in the embedding; r is the rank that
 * such a row has among all, by distance before the embedding. 1: every neighbour is one; chance gives about 0.5. Compares
 * all pairs.
 * @throws {InputError} k is not below half of the rows
 * Source: Venna and Kaski, Neighborhood preservation in nonlinear projection methods (2001). Equals scikit-learn's.
 */
export function trustworthiness(X: Matrix, embedding: Matrix, k: number): number {
  const n = X.rows;
  expectSameLength('rows and embedded rows', { length: n }, { length: embedding.rows });
  expectParameter(
    Number.isInteger(k) && k >= 1 && 2 * k < n,
    'k',
    `a whole number from 1 to below half of ${n} rows`,
    k,
  );
  const [before, after] = [euclideanDistances(X), euclideanDistances(embedding)];
  const [far, near] = [new Float64Array(n), new Float64Array(n)];
  let excess = 0;
  for (let i = 0; i < n; i++) {
    before.write(i, far);
    after.write(i, near);
    for (const j of nearest(near, i, k)) excess += Math.max(0, rankOf(far, i, j) - k);
  }
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * excess;
}

/** The k nearest of a row, without itself; of equals the lower. */
function nearest(distances: Float64Array, own: number, k: number): number[] {
  const found: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (j === own || (found.length === k && distances[j]! >= distances[found[k - 1]!]!)) continue;
    let at = Math.min(found.length, k - 1);
    for (; at > 0 && distances[found[at - 1]!]! > distances[j]!; at--) found[at] = found[at - 1]!;
    found[at] = j;
  }
  return found;
}

/** 1 for the nearest other row. */
function rankOf(distances: Float64Array, own: number, j: number): number {
  let rank = 1;
  for (let other = 0; other < distances.length; other++) {
    if (other === own || other === j) continue;
    if (distances[other]! < distances[j]! || (distances[other] === distances[j] && other < j)) rank++;
  }
  return rank;
}
