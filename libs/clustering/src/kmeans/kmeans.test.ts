import type { InputError } from '@regatta/metrics';
import { createMatrixProduct, type MatrixProduct } from '@regatta/runtime';
import { Random, matrix, takeRows, type Matrix } from '@regatta/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clusteringSet,
  goldenMatrix,
  rawFeatures,
  readClusteringArray,
  readClusteringJson,
} from '../../../../test/support/clusteringFixtures.ts';
import { kMeans, kMeansFrom, type KMeansTask } from '../mod.ts';

interface Spread {
  min: number;
  median: number;
  max: number;
}

interface Golden {
  best_known_inertia: number;
  inertia_n_init_1: Spread;
  inertia_n_init_10: Spread;
  lloyd_from_fixed_start: { start_rows: number[]; final_inertia: number };
}

const golden = readClusteringJson<Record<string, Golden>>('kmeans.json');
const { x, start, labels } = readClusteringJson<{
  empty_cluster: { x: number[][]; start: number[][]; labels: number[] };
}>('kmeans.json').empty_cluster;
const sets: readonly (readonly [string, Matrix, Golden])[] = [
  ['a-raw', rawFeatures(), golden['a_raw']!],
  ['a-l2', clusteringSet('a').X, golden['a_l2']!],
  ['a-embedding-2d', goldenMatrix('a-embedding.npy'), golden['a_embedding_2d']!],
];
const exhaustive = { tolerance: 0, iterationsMax: 1000 };
const toMatrix = (rows: number[][]) => matrix(Float32Array.from(rows.flat()), rows.length, rows[0]!.length);

let product: MatrixProduct;
beforeAll(async () => {
  product = await createMatrixProduct({ provider: 'cpu', threads: 2 });
});
afterAll(() => product.close());

describe.each(sets)('k-means on %s', (name, X, expected) => {
  test('goes from given centres where scikit-learn goes', async () => {
    const { start_rows, final_inertia } = expected.lloyd_from_fixed_start;
    const centres = Float64Array.from(takeRows(X, start_rows).data);
    const result = await kMeansFrom({ X, k: 12 }, centres, product, exhaustive);
    expect([...result.labels]).toEqual([...readClusteringArray(`${name}-fixed-start-labels.npy`)]);
    expect(Math.abs(result.inertia / final_inertia - 1)).toBeLessThan(1e-6);
    expect(result.isConverged).toBe(true);
  });

  test('finds with ten starts what scikit-learn finds with ten', async () => {
    const { inertia } = await kMeans({ X, k: 12 }, new Random('ten'), product, exhaustive);
    expect(inertia).toBeLessThanOrEqual(1.005 * expected.inertia_n_init_10.max);
    expect(inertia).toBeGreaterThanOrEqual(expected.best_known_inertia * (1 - 1e-6));
  });

  test('finds with one start what scikit-learn finds with one', async () => {
    const { inertia } = await kMeans({ X, k: 12 }, new Random('one'), product, { ...exhaustive, starts: 1 });
    expect(inertia).toBeGreaterThanOrEqual(0.98 * expected.inertia_n_init_1.min);
    expect(inertia).toBeLessThanOrEqual(1.02 * expected.inertia_n_init_1.max);
  });
});

describe('k-means', () => {
  const X = clusteringSet('a').X;

  test('gives the same bytes for the same seed, others for another, and the same on one thread', async () => {
    const one = await createMatrixProduct({ provider: 'cpu', threads: 1 });
    const first = await kMeans({ X, k: 7 }, new Random(3), product, { starts: 2 });
    const second = await kMeans({ X, k: 7 }, new Random(3), one, { starts: 2 });
    const other = await kMeans({ X, k: 7 }, new Random(4), product, { starts: 2 });
    await one.close();
    expect(second).toEqual(first);
    expect(other.labels).not.toEqual(first.labels);
  });

  test('gives an empty cluster the row farthest from its centre', async () => {
    const result = await kMeansFrom({ X: toMatrix(x), k: 3 }, Float64Array.from(start.flat()), product, exhaustive);
    expect([...result.labels]).toEqual(labels);
  });

  test('leaves clusters empty when there are fewer distinct rows', async () => {
    const rows = [0, 1, 5].flatMap((value) => Array.from({ length: 4 }, () => [value, value]));
    const result = await kMeans({ X: toMatrix(rows), k: 5 }, new Random(0), product);
    expect(result.inertia).toBe(0);
    expect(new Set(result.labels).size).toBe(3);
  });

  test('clusters equal rows into one cluster', async () => {
    const result = await kMeans({ X: matrix(new Float32Array(40).fill(3), 20, 2), k: 4 }, new Random(0), product);
    expect(result.inertia).toBe(0);
    expect(new Set(result.labels).size).toBe(1);
  });

  test('tells rows apart that lie close together far from 0', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [1000 + (i % 3) * 0.01, 1000 - (i % 3) * 0.01]);
    const result = await kMeans({ X: toMatrix(rows), k: 3 }, new Random(0), product);
    expect(new Set(result.labels.map((label, i) => 10 * label + (i % 3))).size).toBe(3);
  });

  test('never raises the inertia from one iteration to the next', async () => {
    const centres = Float64Array.from(takeRows(X, [1, 2, 3, 4, 5, 6, 7, 8]).data);
    let before = Infinity;
    for (let iterationsMax = 1; iterationsMax <= 12; iterationsMax++) {
      const { inertia } = await kMeansFrom({ X, k: 8 }, centres, product, { tolerance: 0, iterationsMax });
      expect(inertia).toBeLessThanOrEqual(before);
      before = inertia;
    }
  });

  test('does not see the lengths of rows when spherical', async () => {
    const scaled = matrix(
      X.data.map((value, at) => value * 2 ** (Math.floor(at / X.columns) % 5)),
      X.rows,
      X.columns,
    );
    const task = { k: 6, metric: 'cosine' } as const;
    const plain = await kMeans({ X, ...task }, new Random(1), product, { starts: 2 });
    const result = await kMeans({ X: scaled, ...task }, new Random(1), product, { starts: 2 });
    expect(result.labels).toEqual(plain.labels);
    for (let j = 0; j < 6; j++) {
      const centre = result.centres.subarray(j * X.columns, (j + 1) * X.columns);
      expect(centre.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
    }
  });

  test.each([
    [
      'k above the rows',
      {
        X: toMatrix([
          [0, 1],
          [1, 0],
        ]),
        k: 3,
      },
      'parameter-out-of-range',
    ],
    [
      'k = 0',
      {
        X: toMatrix([
          [0, 1],
          [1, 0],
        ]),
        k: 0,
      },
      'parameter-out-of-range',
    ],
    [
      'NaN',
      {
        X: toMatrix([
          [0, 1],
          [1, NaN],
        ]),
        k: 1,
      },
      'not-finite',
    ],
    ['no rows', { X: matrix(new Float32Array(0), 0, 2), k: 1 }, 'empty'],
    [
      'a row without direction',
      {
        X: toMatrix([
          [0, 1],
          [0, 0],
        ]),
        k: 1,
        metric: 'cosine',
      },
      'zero-row',
    ],
  ] as [string, KMeansTask, string][])('refuses %s', async (_, task, fault) => {
    await expect(kMeans(task, new Random(0), product)).rejects.toSatisfy((error: InputError) => error.fault === fault);
  });
});
