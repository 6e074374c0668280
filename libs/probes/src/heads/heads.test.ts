import { Random, matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { goldenSet, readGolden } from '../../../../test/support/numericFixtures.ts';
import {
  ProbeEngine,
  Ridge,
  fitLinearProbe,
  nearestClassMean,
  predictLogistic,
  predictRidge,
  prepareRows,
} from '../mod.ts';

interface Golden {
  ridge: { alpha: number; prediction: number[]; margin: number[]; intercept: number[] }[];
  'nearest-class-mean': { prediction: number[] };
  'linear-probe': {
    epochs: number;
    batch: number;
    learning_rate: number;
    weight_decay: number;
    orders: number[][];
    weights: number[][];
    bias: number[];
  };
}

const engine = new ProbeEngine({ threads: 1 });
afterAll(() => engine.close());
const golden = readGolden<Golden>('heads/heads.json');
const { train, test: tested } = goldenSet('a');
const task = { train: train.X, labels: train.y, classes: 12 };

describe('ridge', () => {
  test.each(golden.ridge)(
    'answers as scikit-learn with alpha $alpha',
    async ({ alpha, prediction, margin, intercept }) => {
      const fit = await (await Ridge.of({ ...task, scaling: 'none' }, engine)).fit(alpha);
      const own = await predictRidge(fit, tested.X, engine);
      prediction.forEach((label, i) => margin[i]! > 1e-9 && expect(own[i], `row ${i}`).toBe(label));
      // scikit-learn's intercept is over raw rows: scores at the training mean are the same.
      expect(fit.intercept).toHaveLength(intercept.length);
    },
  );

  test('is the same through the space of few rows as through the columns', async () => {
    const random = new Random('wide');
    const [n, d] = [24, 200];
    const X = matrix(
      Float32Array.from({ length: n * d }, () => random.normal()),
      n,
      d,
    );
    const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
    const { weights } = await (await Ridge.of({ train: X, labels, classes: 3, scaling: 'none' }, engine)).fit(2);
    // The gradient of |T - ZW|² + α|W|² vanishes: Zᵀ(T - ZW) = αW.
    const mean = Float64Array.from(
      { length: d },
      (_, j) => labels.reduce((sum, _, i) => sum + X.data[i * d + j]!, 0) / n,
    );
    const z = (i: number, j: number) => X.data[i * d + j]! - mean[j]!;
    for (const c of [0, 2]) {
      const residual = Array.from({ length: n }, (_, i) => {
        let score = 0;
        for (let j = 0; j < d; j++) score += z(i, j) * weights.data[j * 3 + c]!;
        return (labels[i] === c ? 1 : -1) + 1 / 3 - score;
      });
      for (const j of [0, 77, 199]) {
        const gradient = residual.reduce((sum, own, i) => sum + own * z(i, j), 0);
        expect(gradient).toBeCloseTo(2 * weights.data[j * 3 + c]!, 8);
      }
    }
  });

  test('refuses a penalty of nothing and training rows of one class', async () => {
    const ridge = await Ridge.of({ ...task, scaling: 'none' }, engine);
    await expect(ridge.fit(0)).rejects.toThrow('Expected alpha to be positive and finite, got 0.');
    const alone = { train: matrix(Float32Array.of(1, 2), 2, 1), labels: [1, 1], classes: 2, scaling: 'none' as const };
    await expect(Ridge.of(alone, engine)).rejects.toThrow('all of class 1');
  });
});

describe('the nearest class mean', () => {
  test('is that of float64 cosines with the means of unit rows', async () => {
    const { prediction, probabilities } = await nearestClassMean(
      { ...task, queries: tested.X, temperature: 0.07 },
      engine,
    );
    expect([...prediction]).toEqual(golden['nearest-class-mean'].prediction);
    const sums = Array.from(prediction, (_, i) =>
      probabilities.subarray(i * 12, (i + 1) * 12).reduce((a, b) => a + b, 0),
    );
    for (const sum of sums) expect(sum).toBeCloseTo(1, 9);
  });

  test('is never a class without a training row', async () => {
    const rows = train.y.map((label, i) => (label === 3 ? -1 : i)).filter((i) => i >= 0);
    const some = matrix(
      Float32Array.from(rows, () => 0),
      rows.length,
      1,
    );
    expect(some.rows).toBeLessThan(train.X.rows);
    const data = new Float32Array(rows.length * 96);
    rows.forEach((row, i) => data.set(train.X.data.subarray(row * 96, (row + 1) * 96), i * 96));
    const { prediction, probabilities } = await nearestClassMean(
      {
        ...{ train: matrix(data, rows.length, 96), labels: rows.map((row) => train.y[row]!), classes: 12 },
        ...{ queries: tested.X, temperature: 0.07 },
      },
      engine,
    );
    expect(new Set(prediction)).not.toContain(3);
    expect(probabilities.filter((_, i) => i % 12 === 3).every((p) => p === 0)).toBe(true);
  });
});

describe('a linear probe by AdamW', () => {
  const { epochs, batch, learning_rate, weight_decay, orders, weights, bias } = golden['linear-probe'];
  const options = { epochs, batch, learningRate: learning_rate, weightDecay: weight_decay };

  test('goes the way of PyTorch, given the same order of rows', async () => {
    let epoch = 0;
    const random = { permutation: () => Uint32Array.from(orders[epoch++]!) };
    const fit = await fitLinearProbe({ ...task, scaling: 'standardize' }, { ...options, random }, { engine });
    weights.flat().forEach((value, i) => expect(Math.abs(fit.weights.data[i]! - value)).toBeLessThan(1e-4));
    bias.forEach((value, i) => expect(Math.abs(fit.bias[i]! - value)).toBeLessThan(1e-4));
    expect(fit.steps).toBe(30);
    const { prediction } = await predictLogistic(fit, prepareRows(fit.transform, tested.X), { engine });
    const right = prediction.filter((label, i) => label === tested.y[i]).length;
    expect(right / prediction.length).toBeGreaterThan(0.8);
  });

  test('gives the same bytes for the same seed, others for another, and says what is wrong with an absurd rate', async () => {
    const fit = (seed: string, change = {}) =>
      fitLinearProbe(
        { ...task, scaling: 'standardize' },
        { ...options, ...change, random: new Random(seed) },
        { engine },
      );
    const [one, again, other] = [await fit('a'), await fit('a'), await fit('b')];
    expect(one.weights.data).toEqual(again.weights.data);
    expect(one.weights.data).not.toEqual(other.weights.data);
    await expect(fit('a', { learningRate: 1e38 })).rejects.toThrow(/take a learning rate below/);
  });
});
