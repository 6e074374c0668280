import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random, matrix, type Matrix } from '@regatta/tensor';
import { createMatrixProduct, type MatrixProduct, type ProductOptions } from './mod.ts';

let product: MatrixProduct;
beforeAll(async () => {
  product = await createMatrixProduct({ provider: 'cpu', threads: 2 });
});
afterAll(() => product.close());

function normal(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return matrix(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    rows,
    columns,
  );
}

function whole(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return matrix(
    Float32Array.from({ length: rows * columns }, () => random.integer(9) - 4),
    rows,
    columns,
  );
}

function transposed({ data, rows, columns }: Matrix): Matrix {
  return matrix(
    Float32Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!),
    columns,
    rows,
  );
}

/** Entry (i, j) of a·b in double precision. */
function entry(a: Matrix, b: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
  return sum;
}

/** a·b from arguments stored as the options say. */
const stored = (a: Matrix, b: Matrix, { transposeA, transposeB }: Required<ProductOptions>, by = product) =>
  by.multiply(transposeA ? transposed(a) : a, transposeB ? transposed(b) : b, { transposeA, transposeB });

const CASES = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

describe('createMatrixProduct', () => {
  test.each(CASES)('multiplies, transposed a: %s, b: %s', async (transposeA, transposeB) => {
    const [a, b] = [normal(5, 7, 1), normal(7, 3, 2)];
    const out = await stored(a, b, { transposeA, transposeB });
    expect([out.rows, out.columns]).toEqual([5, 3]);
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 3; j++) expect(out.data[i * 3 + j]).toBeCloseTo(entry(a, b, i, j), 5);
  });

  test.each(CASES)('is the same cut into blocks, transposed a: %s, b: %s', async (transposeA, transposeB) => {
    // Small whole numbers: every sum is exact, in whatever order.
    const [a, b] = [whole(17, 23, 1), whole(23, 11, 2)];
    const cut = await createMatrixProduct({ provider: 'cpu', threads: 1, operationsPerRunMax: 1000 });
    const out = await stored(a, b, { transposeA, transposeB }, cut);
    await cut.close();
    expect(out).toEqual(await stored(a, b, { transposeA, transposeB }));
    expect(out.data[3 * 11 + 7]).toBe(entry(a, b, 3, 7));
  });

  test('the same arguments give the same bits', async () => {
    const [a, b] = [normal(64, 512, 5), normal(300, 512, 6)];
    const first = await product.multiply(a, b, { transposeB: true });
    expect((await product.multiply(a, b, { transposeB: true })).data).toEqual(first.data);
  });

  test('products of nothing are empty or zero', async () => {
    expect(await product.multiply(matrix(new Float32Array(0), 0, 4), normal(4, 2, 1))).toMatchObject({
      rows: 0,
      columns: 2,
    });
    const zero = await product.multiply(matrix(new Float32Array(0), 2, 0), matrix(new Float32Array(0), 0, 3));
    expect([...zero.data]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('refuses shapes that do not fit', async () => {
    await expect(product.multiply(normal(2, 3, 1), normal(2, 3, 1))).rejects.toThrow(
      'Expected [2, k] x [k, 3], got an inner dimension of 3 and of 2.',
    );
  });
});
