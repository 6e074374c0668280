import { InputError } from '@regatta/metrics';
import { Random, matrix, stackRows, type Matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { goldenSet, readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import { ProbeEngine, knn, searchNeighbours, type KnnVote, type NeighbourMetric } from './mod.ts';

const engine = new ProbeEngine({ threads: 2 });
afterAll(() => engine.close());

const all = ({ rows }: Matrix) => Int32Array.from({ length: rows }, (_, i) => i);
const uniform = (k: number): KnnVote => ({ k, weighting: 'uniform', temperature: null });
const weighted = (k: number, temperature = 0.07): KnnVote => ({ k, weighting: 'temperature', temperature });

interface About {
  ks: number[];
  temperature: number;
}

interface Ties {
  train: number[][];
  labels: number[];
  queries: number[][];
  ks: number[];
  neighbours: number[][];
  weighted: Record<string, { scores: number[][]; pred: number[] }>;
  uniform_euclidean_pred: Record<string, number[]>;
}

const about = readGolden<About>('knn/about.json');

/** Neighbours of all queries in one set of all rows. */
async function neighboursOf(train: Matrix, queries: Matrix, metric: NeighbourMetric, k: number): Promise<number[][]> {
  const found: number[][] = [];
  for await (const block of searchNeighbours({ train, queries, metric, sets: [{ rows: all(train), k }] }, engine)) {
    for (let i = 0; i < block.count; i++) found.push([...block.rows.subarray(i * k, (i + 1) * k)]);
  }
  return found;
}

test('finds all near rows where a set holds more of them than chance would put there', async () => {
  const random = new Random('clumped');
  const [n, near, d, k] = [2000, 40, 8, 30];
  const data = Float32Array.from({ length: n * d }, (_, i) => random.normal() + (i < near * d ? 50 : 0));
  const train = matrix(data, n, d);
  const queries = matrix(
    Float32Array.from({ length: 5 * d }, () => random.normal() + 50),
    5,
    d,
  );
  const sets = [all(train), all(train).subarray(0, near), all(train).subarray(near / 2)].map((rows) => ({ rows, k }));
  const found = new Map<number, number[]>();
  for await (const block of searchNeighbours({ train, queries, metric: 'euclidean', sets }, engine))
    found.set(block.set, [...block.rows]);
  for (const [set, own] of sets.entries()) {
    const alone: number[] = [];
    for await (const block of searchNeighbours({ train, queries, metric: 'euclidean', sets: [own] }, engine))
      alone.push(...block.rows);
    expect(found.get(set)).toEqual(alone);
  }
});

describe.each(['a', 'b'] as const)('on feature set %s', (name) => {
  const { train, test: queries, classes } = goldenSet(name);
  const run = (metric: NeighbourMetric, votes: readonly KnnVote[]) =>
    knn(
      {
        train: train.X,
        labels: train.y,
        classes,
        queries: queries.X,
        metric,
        sets: [{ rows: all(train.X), votes }],
        keepScores: true,
      },
      engine,
    );

  test('cosine neighbours equal float64, near copies among them', async () => {
    const expected = readGoldenArray(`knn/${name}-neighbours.npy`);
    expect((await neighboursOf(train.X, queries.X, 'cosine', 20)).flat()).toEqual([...expected]);
  });

  test('temperature-weighted predictions and scores equal the reference for six k in one pass', async () => {
    const [results] = await run(
      'cosine',
      about.ks.map((k) => weighted(k, about.temperature)),
    );
    const predictions = readGoldenArray(`knn/${name}-weighted-pred.npy`);
    const scores = readGoldenArray(`knn/${name}-weighted-scores.npy`);
    const n = queries.X.rows;
    results!.forEach(({ prediction, scores: own }, i) => {
      expect([...prediction], `k = ${about.ks[i]}`).toEqual([...predictions.subarray(i * n, (i + 1) * n)]);
      expect(largestGap(own!, scores.subarray(i * n * classes, (i + 1) * n * classes))).toBeLessThan(1e-6);
    });
  });

  test('five uniform votes by euclidean distance equal scikit-learn, on raw rows and on unit rows', async () => {
    // On unit rows the nearest by distance are the nearest by cosine.
    for (const [variant, metric] of [
      ['raw', 'euclidean'],
      ['l2', 'cosine'],
    ] as const) {
      const neighbours = readGoldenArray(`knn/${name}-uniform5-${variant}-neighbours.npy`);
      expect((await neighboursOf(train.X, queries.X, metric, 5)).flat(), variant).toEqual([...neighbours]);
      const [results] = await run(metric, [uniform(5)]);
      expect([...results![0]!.prediction]).toEqual([...readGoldenArray(`knn/${name}-uniform5-${variant}-pred.npy`)]);
    }
  });
});

describe('ties', () => {
  const golden = readGolden<Ties>('knn/ties.json');
  const train = matrixOf(golden.train);
  const queries = matrixOf(golden.queries);

  test('are decided for the lower row', async () => {
    expect(await neighboursOf(train, queries, 'cosine', 12)).toEqual(golden.neighbours);
  });

  test('of scores are decided for the lower class', async () => {
    const task = { train, labels: golden.labels, classes: 4, queries, keepScores: true };
    const sets = [{ rows: all(train), votes: golden.ks.map((k) => weighted(k)) }];
    const [results] = await knn({ ...task, metric: 'cosine', sets }, engine);
    golden.ks.forEach((k, i) => {
      const { scores, pred } = golden.weighted[k]!;
      expect([...results![i]!.prediction], `k = ${k}`).toEqual(pred);
      expect(largestGap(results![i]!.scores!, scores.flat())).toBeLessThan(1e-12);
    });
    const plain = [{ rows: all(train), votes: golden.ks.map(uniform) }];
    const [votes] = await knn({ ...task, metric: 'euclidean', sets: plain }, engine);
    golden.ks.forEach((k, i) => expect([...votes![i]!.prediction]).toEqual(golden.uniform_euclidean_pred[k]));
  });
});

describe('many sets in one pass', () => {
  test('give what each set gives alone, however they overlap', async () => {
    const { train, test: queries, classes } = goldenSet('b');
    const random = new Random('sets');
    const sets = Array.from({ length: 9 }, (_, i) => ({
      rows: random
        .permutation(train.X.rows)
        .slice(0, [12, 60, 300][i % 3])
        .sort(),
      votes: [weighted(1), weighted(10), uniform(5)],
    })).map(({ rows, votes }) => ({ rows: Int32Array.from(rows), votes }));
    const task = { train: train.X, labels: train.y, classes, queries: queries.X, metric: 'cosine' as const };
    const together = await knn({ ...task, sets }, engine);
    for (const [i, set] of sets.entries()) {
      const [alone] = await knn({ ...task, sets: [set] }, engine);
      expect(together[i], `set ${i}`).toEqual(alone);
    }
  });
});

describe('hard rows', () => {
  test('a thousand copies of one row are told apart by their numbers alone', async () => {
    const random = new Random('copies');
    const copies = stackRows(Array.from({ length: 1000 }, () => matrix(Float32Array.of(3, 1, 2), 1, 3)));
    const others = gaussian(random, 50, 3);
    const train = stackRows([others, copies]);
    const [nearest] = await neighboursOf(train, matrix(Float32Array.of(3, 1, 2), 1, 3), 'euclidean', 7);
    expect(nearest).toEqual([50, 51, 52, 53, 54, 55, 56]);
  });

  test('equal float64 on rows far from the origin, where |a|² + |b|² - 2ab in float32 fails', async () => {
    const random = new Random('far');
    const train = gaussian(random, 300, 32, 1000);
    const queries = gaussian(random, 40, 32, 1000);
    const expected = Array.from({ length: 40 }, (_, q) => nearestByDistance(train, queries, q).slice(0, 10));
    expect(await neighboursOf(train, queries, 'euclidean', 10)).toEqual(expected);
  });

  test('one row far away from all others does not blur the rest', async () => {
    const random = new Random('outlier');
    const train = stackRows([gaussian(random, 200, 16), matrix(new Float32Array(16).fill(1e6), 1, 16)]);
    const queries = gaussian(random, 20, 16);
    const expected = Array.from({ length: 20 }, (_, q) => nearestByDistance(train, queries, q).slice(0, 5));
    expect(await neighboursOf(train, queries, 'euclidean', 5)).toEqual(expected);
  });
});

describe('bad input', () => {
  interface Case {
    function: string;
    input: { x: unknown[][]; y: number[]; query?: unknown[][]; k: number; temperature?: number; classes?: number };
    expected: string;
  }
  const cases = readGolden<{ cases: Case[] }>('bad-input.json').cases.filter((entry) =>
    entry.function.startsWith('knn'),
  );

  test.each(cases)('$function: $expected ($input)', async ({ function: name, input, expected }) => {
    const { x, y, query = x, k, temperature, classes = 2 } = input;
    const train = matrixOf(x);
    const vote = temperature === undefined ? uniform(k) : weighted(k, temperature);
    const metric = name === 'knn, cosine' ? 'cosine' : 'euclidean';
    const task = { train, labels: y, classes, queries: matrixOf(query), metric } as const;
    const call = knn({ ...task, sets: [{ rows: all(train), votes: [vote] }] }, engine);
    await expect(call).rejects.toThrow(InputError);
    await expect(call).rejects.toMatchObject({ fault: expected });
  });

  test('names row and column of a number that is not finite', async () => {
    const train = matrixOf([
      [0, 1],
      [1, NaN],
    ]);
    const task = { train, labels: [0, 1], classes: 2, queries: train, metric: 'cosine' as const };
    await expect(knn({ ...task, sets: [{ rows: all(train), votes: [uniform(1)] }] }, engine)).rejects.toThrow(
      'Expected finite training rows, got NaN in row 1, column 1.',
    );
  });
});

test('a stop is heard between native calls', async () => {
  const { train, test: queries, classes } = goldenSet('a');
  const sets = [{ rows: all(train.X), votes: [uniform(1)] }];
  const task = { train: train.X, labels: train.y, classes, queries: queries.X, metric: 'cosine' as const, sets };
  await expect(knn(task, engine, () => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
});

function matrixOf(rows: readonly (readonly unknown[])[]): Matrix {
  return matrix(Float32Array.from(rows.flat(), Number), rows.length, rows[0]?.length ?? 0);
}

function gaussian(random: Random, rows: number, columns: number, mean = 0): Matrix {
  return matrix(
    Float32Array.from({ length: rows * columns }, () => mean + random.normal()),
    rows,
    columns,
  );
}

/** All training rows by float64 distance, then row. */
function nearestByDistance(train: Matrix, queries: Matrix, query: number): number[] {
  const distance = (row: number) => {
    let sum = 0;
    for (let j = 0; j < train.columns; j++)
      sum += (train.data[row * train.columns + j]! - queries.data[query * train.columns + j]!) ** 2;
    return sum;
  };
  const distances = Array.from({ length: train.rows }, (_, row) => distance(row));
  return [...distances.keys()].sort((a, b) => distances[a]! - distances[b]! || a - b);
}

function largestGap(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let gap = 0;
  for (let i = 0; i < got.length; i++) gap = Math.max(gap, Math.abs(got[i]! - expected[i]!));
  return gap;
}
