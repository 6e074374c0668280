import { Random } from '@regatta/tensor';
import { afterAll, expect, test } from 'vitest';
import { ProbeEngine } from './engine.ts';
import { matrix64, multiply64, transpose64, type Matrix64 } from './float64.ts';
import { spdInverse } from './spdInverse.ts';

const engine = new ProbeEngine({ threads: 2 });
afterAll(() => engine.close());

/** BᵀB + 1, of eigenvalues from 1. */
async function definite(n: number): Promise<Matrix64> {
  const random = new Random(`definite ${n}`);
  const B = matrix64(
    Float64Array.from({ length: n * n }, () => random.normal()),
    n,
    n,
  );
  const A = await multiply64(engine, transpose64(B), B);
  for (let i = 0; i < n; i++) A.data[i * n + i]! += 1;
  return A;
}

test.each([1, 7, 64, 65, 300])('the inverse of a matrix of %i rows gives the identity', async (n) => {
  const A = await definite(n);
  const product = await multiply64(engine, A, (await spdInverse(engine, A))!);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) expect(Math.abs(product.data[i * n + j]! - Number(i === j))).toBeLessThan(1e-8);
  }
});

test.each([3, 200])('a matrix of %i rows that is not definite has none', async (n) => {
  const A = await definite(n);
  const last = n * n - 1;
  A.data[last] = -1;
  expect(await spdInverse(engine, A)).toBeNull();
});
