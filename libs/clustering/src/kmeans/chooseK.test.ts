import type { InputError } from '@regatta/metrics';
import { createMatrixProduct, type MatrixProduct } from '@regatta/runtime';
import { Random, matrix } from '@regatta/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseK } from '../mod.ts';

let product: MatrixProduct;
beforeAll(async () => {
  product = await createMatrixProduct({ provider: 'cpu', threads: 2 });
});
afterAll(() => product.close());

/** Five round groups in five of eight directions. */
function fiveGroups() {
  const random = new Random('groups');
  const data = Float32Array.from({ length: 300 * 8 }, (_, at) => {
    const [row, column] = [Math.floor(at / 8), at % 8];
    return (column === row % 5 ? 9 : 0) + random.normal();
  });
  return matrix(data, 300, 8);
}

describe('chooseK', () => {
  const X = fiveGroups();

  test.each(['silhouette', 'stability', 'cosine'] as const)('finds how many groups there are by %s', async (by) => {
    const [task, options] = by === 'cosine' ? [{ X, metric: by } as const, {}] : [{ X }, { by }];
    const { k, tried, isAtEdge } = await chooseK(
      task,
      [8, 2, 3, 4, 5, 6, 5],
      { random: new Random(1), product },
      options,
    );
    expect(k).toBe(5);
    expect(isAtEdge).toBe(false);
    expect(tried.map((own) => own.k)).toEqual([2, 3, 4, 5, 6, 8]);
    expect(tried.find((own) => own.k === 5)!.stability).toBeGreaterThan(0.99);
  });

  test('says when the best is the last that was tried', async () => {
    const { k, isAtEdge } = await chooseK({ X }, [3, 4, 5], { random: new Random(1), product }, { sample: 100 });
    expect(k).toBe(5);
    expect(isAtEdge).toBe(true);
  });

  test.each([[[]], [[1, 2]], [[2, 241]], [[2.5]]])('refuses to try %j on 300 rows', async (ks) => {
    await expect(chooseK({ X }, ks, { random: new Random(1), product })).rejects.toSatisfy(
      (error: InputError) => error.fault === 'parameter-out-of-range',
    );
  });
});
