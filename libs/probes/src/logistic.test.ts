import { InputError } from '@regatta/metrics';
import { Random, matrix, type Matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { goldenSet, readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import {
  LogisticRegression,
  ProbeEngine,
  chooseC,
  predictLogistic,
  prepareRows,
  type FeatureScaling,
  type LogisticFit,
} from './mod.ts';

const engine = new ProbeEngine({ threads: 2 });
afterAll(() => engine.close());

interface Fit {
  C: number;
  objective_sum: number;
  accuracy: { test: number };
  accuracy_test: number;
}

interface Sweep {
  C: number[];
  val_accuracy: number[];
  best_C: number;
  best_index: number;
  best_val_accuracy: number;
  test_accuracy_fit_on_train: number;
}

const a = goldenSet('a');
const regress = (
  train: Matrix,
  labels: ArrayLike<number>,
  { classes = 12, scaling = 'none' }: { classes?: number; scaling?: FeatureScaling } = {},
) => LogisticRegression.of({ train, labels, classes, scaling }, engine);
const predict = (fit: LogisticFit, X: Matrix) => predictLogistic(fit, prepareRows(fit.transform, X), { engine });
const share = (truth: ArrayLike<number>, prediction: Int32Array) =>
  prediction.filter((label, i) => label === truth[i]).length / prediction.length;

function expectMinimum(fit: LogisticFit, minimum: number): void {
  expect(fit.isConverged, `C = ${fit.c} converged`).toBe(true);
  expect((fit.objective - minimum) / minimum, `C = ${fit.c}`).toBeLessThan(1e-6);
  expect(fit.objective, `C = ${fit.c}`).toBeGreaterThan(minimum - 1e-9);
}

describe.each([
  ['raw', 'none'],
  ['l2', 'l2'],
] as const)('on set a, %s rows', (name, scaling) => {
  const { fits } = readGolden<{ fits: Fit[] }>(`logistic/a-${name}.json`);
  const probabilities = readGoldenArray(`logistic/a-${name}-probabilities.npy`);
  const predictions = readGoldenArray(`logistic/a-${name}-pred.npy`);
  const n = a.test.y.length;

  test.each(fits.map((fit, i) => [fit.C, i] as const))(
    'C = %s: objective, probabilities and predictions',
    async (c, i) => {
      const fit = await (await regress(a.train.X, a.train.y, { scaling })).fit(c);
      expectMinimum(fit, fits[i]!.objective_sum);
      const got = await predict(fit, a.test.X);
      const expected = probabilities.subarray(i * n * 12, (i + 1) * n * 12);
      expect(largestGap(got.probabilities, expected)).toBeLessThan(1e-4);
      for (let row = 0; row < n; row++) {
        const [first, second] = expected.slice(row * 12, row * 12 + 12).sort((p, q) => q - p);
        if (first! - second! > 1e-3) expect(got.prediction[row], `row ${row}`).toBe(predictions[i * n + row]);
      }
      expect(share(a.test.y, got.prediction)).toBeCloseTo(fits[i]!.accuracy.test, 12);
    },
  );

  test('a path with warm starts ends in the same minima', async () => {
    const cs = fits.map(({ C }) => C);
    let i = 0;
    for await (const fit of (await regress(a.train.X, a.train.y, { scaling })).path(cs.toReversed())) {
      expect(fit.c).toBe(cs[i]);
      expectMinimum(fit, fits[i++]!.objective_sum);
    }
    expect(i).toBe(6);
  });

  test('weights and intercept at C = 1, whose sums over classes are 0', async () => {
    const fit = await (await regress(a.train.X, a.train.y, { scaling })).fit(1);
    const d = 96;
    const W = readGoldenArray(`logistic/a-${name}-c1-weights.npy`);
    const bias = readGoldenArray(`logistic/a-${name}-c1-bias.npy`);
    const ours = Float64Array.from({ length: 12 * d }, (_, i) => fit.weights.data[(i % d) * 12 + Math.floor(i / d)]!);
    expect(largestGap(ours, W)).toBeLessThan(1e-3);
    // Ours is the intercept over rows without their mean.
    const own = Float64Array.from({ length: 12 }, (_, c) => {
      let sum = fit.bias[c]!;
      for (let j = 0; j < d; j++) sum -= fit.weights.data[j * 12 + c]! * fit.transform.shift[j]!;
      return sum;
    });
    expect(largestGap(own, bias)).toBeLessThan(2e-3);
    expect(Math.abs(own.reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-9);
  });
});

describe('on collapsed rows', () => {
  const b = goldenSet('b');
  const { fits } = readGolden<{ fits: Record<'raw' | 'z_scored', Fit> }>('logistic/b.json');

  test.each([
    ['none', fits.raw],
    ['standardize', fits.z_scored],
  ] as const)('scaling %s reaches the minimum and its accuracy', async (scaling, expected) => {
    const fit = await (await regress(b.train.X, b.train.y, { scaling })).fit(1);
    expectMinimum(fit, expected.objective_sum);
    expect(share(b.test.y, (await predict(fit, b.test.X)).prediction)).toBeCloseTo(expected.accuracy_test, 12);
  });
});

test('two classes are the sigmoid of scikit-learn with the same C', async () => {
  const { fits } = readGolden<{ fits: Fit[] }>('logistic/two-class.json');
  const [train, queries] = [onlyClasses(a.train, 2), onlyClasses(a.test, 2)];
  for (const { C, objective_sum, accuracy_test } of fits) {
    const fit = await (await regress(train.X, train.y)).fit(C);
    expectMinimum(fit, objective_sum);
    const { prediction, probabilities } = await predict(fit, queries.X);
    expect(share(queries.y, prediction)).toBeCloseTo(accuracy_test, 12);
    if (C !== 1) continue;
    const ofOne = Float64Array.from(prediction, (_, i) => probabilities[i * 12 + 1]!);
    expect(largestGap(ofOne, readGoldenArray('logistic/two-class-c1-probability.npy'))).toBeLessThan(1e-4);
  }
});

test('classes a straight line apart have finite weights, up to C = 1e8', async () => {
  const { x, y, fits } = readGolden<{ x: number[][]; y: number[]; fits: Fit[] }>('logistic/separable.json');
  for (const { C, objective_sum } of fits) {
    const fit = await (await regress(matrixOf(x), y, { classes: 3 })).fit(C);
    expectMinimum(fit, objective_sum);
    expect(share(y, (await predict(fit, matrixOf(x))).prediction)).toBe(1);
  }
});

test('a class without a training row has probability 0 and is never predicted', async () => {
  const golden = readGolden<{ fit: Fit; accuracy_test: number }>('logistic/absent.json');
  const keep = [...a.train.y.keys()].filter((i) => a.train.y[i] !== 7);
  const X = rowsOf(a.train.X, keep);
  const fit = await (
    await regress(
      X,
      keep.map((i) => a.train.y[i]!),
    )
  ).fit(1);
  expectMinimum(fit, golden.fit.objective_sum);
  const { prediction, probabilities } = await predict(fit, a.test.X);
  expect([...prediction]).toEqual([...readGoldenArray('logistic/absent-pred.npy')]);
  expect(probabilities.filter((_, i) => i % 12 === 7).every((p) => p === 0)).toBe(true);
  expect(share(a.test.y, prediction)).toBeCloseTo(golden.accuracy_test, 12);
});

describe.each([
  ['sweep-96', 'none'],
  ['sweep-45', 'l2'],
] as const)('%s', (name, scaling) => {
  const golden = readGolden<Sweep>(`logistic/${name}.json`);

  test('chooses C by validation as the reference: the smallest among equals', async () => {
    const regression = await regress(a.train.X, a.train.y, { scaling });
    const chosen = await chooseC(regression, { X: a.val.X, labels: a.val.y }, golden.C, { engine });
    chosen.tried.forEach(({ right, isConverged }, i) => {
      expect(Math.abs(right - 200 * golden.val_accuracy[i]!), `C = ${golden.C[i]}`).toBeLessThanOrEqual(1.001);
      expect(isConverged, `C = ${golden.C[i]}`).toBe(true);
    });
    expect(chosen.fit.c).toBe(golden.best_C);
    expect(chosen.right / 200).toBeCloseTo(golden.best_val_accuracy, 12);
    const { prediction } = await predict(chosen.fit, a.test.X);
    expect(share(a.test.y, prediction)).toBeCloseTo(golden.test_accuracy_fit_on_train, 12);
  });
});

describe('fewer rows than columns', () => {
  test('gives the same minimum through the row space as through the columns', async () => {
    const random = new Random('few');
    const [n, d] = [30, 400];
    const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
    const data = Float32Array.from({ length: n * d }, (_, i) => random.normal() + 0.3 * labels[Math.floor(i / d)]!);
    // Two equal rows and a zero column make the Gram matrix singular.
    data.copyWithin(3 * d, 0, d);
    for (let i = 0; i < n; i++) data[i * d] = 0;
    const few = await (await regress(matrix(data, n, d), labels, { classes: 3 })).fit(1);
    // Every row three times at a third of C: the same problem up to its scale, and with rows enough for columns.
    const times = 20;
    const many = Float32Array.from({ length: times * n * d }, (_, i) => data[i % (n * d)]!);
    const repeated = Int32Array.from({ length: times * n }, (_, i) => labels[i % n]!);
    const plain = await (await regress(matrix(many, times * n, d), repeated, { classes: 3 })).fit(1 / times);
    expect(few.objective).toBeCloseTo(plain.objective / times, 6);
    expect(largestGap(few.weights.data, plain.weights.data)).toBeLessThan(1e-4);
  });
});

test('a large problem ends in one minimum whichever way it came, with a class of three rows among others', async () => {
  const random = new Random('rare');
  const [n, d, classes] = [2000, 128, 8];
  const labels = Int32Array.from({ length: n }, (_, i) => (i < 3 ? 7 : i % 7));
  const data = Float32Array.from({ length: n * d }, (_, i) => {
    const [row, column] = [Math.floor(i / d), i % d];
    return random.normal() / Math.sqrt(1 + column) + (column === labels[row]! ? 1 : 0);
  });
  const task = { train: matrix(data, n, d), labels, classes, scaling: 'none' } as const;
  const direct = await (await LogisticRegression.of(task, engine)).fit(1);
  for await (const fit of (await LogisticRegression.of(task, engine)).path([1e-4, 1])) {
    expect(fit.isConverged).toBe(true);
    if (fit.c === 1) expect(Math.abs(fit.objective / direct.objective - 1)).toBeLessThan(1e-9);
  }
});

test('a fit that may not go on says that it has not converged', async () => {
  const fit = await (await regress(a.train.X, a.train.y)).fit(1e4, { iterationsMax: 5 });
  expect(fit.isConverged).toBe(false);
  expect(fit.iterations).toBe(5);
});

test('the same input gives the same bytes', async () => {
  const run = async () => (await (await regress(a.train.X, a.train.y)).fit(1)).weights.data;
  expect(await run()).toEqual(await run());
});

describe('bad input', () => {
  interface Case {
    function: string;
    input: { x: unknown[][]; y: number[]; C?: number };
    expected: string;
  }
  const cases = readGolden<{ cases: Case[] }>('bad-input.json').cases.filter(
    (c) => c.function === 'logistic-regression',
  );

  test.each(cases)('$expected ($input)', async ({ input: { x, y, C = 1 }, expected }) => {
    const call = async () => (await regress(matrixOf(x), y, { classes: 2 })).fit(C);
    await expect(call()).rejects.toThrow(InputError);
    await expect(call()).rejects.toMatchObject({ fault: expected });
  });

  test('a row without direction cannot be scaled to length 1', async () => {
    await expect(
      regress(
        matrixOf([
          [0, 1],
          [0, 0],
        ]),
        [0, 1],
        { classes: 2, scaling: 'l2' },
      ),
    ).rejects.toMatchObject({
      fault: 'zero-row',
    });
  });

  test('without validation rows no C can be chosen', async () => {
    const regression = await regress(a.train.X, a.train.y);
    const empty = { X: matrix(new Float32Array(0), 0, 96), labels: [] };
    await expect(chooseC(regression, empty, [1], { engine })).rejects.toMatchObject({ fault: 'empty' });
  });
});

function onlyClasses({ X, y }: { X: Matrix; y: Int32Array }, below: number): { X: Matrix; y: Int32Array } {
  const keep = [...y.keys()].filter((i) => y[i]! < below);
  return { X: rowsOf(X, keep), y: Int32Array.from(keep, (i) => y[i]!) };
}

function rowsOf({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  return matrix(
    Float32Array.from(rows.flatMap((row) => [...data.subarray(row * columns, (row + 1) * columns)])),
    rows.length,
    columns,
  );
}

function matrixOf(rows: readonly (readonly unknown[])[]): Matrix {
  return matrix(Float32Array.from(rows.flat(), Number), rows.length, rows[0]?.length ?? 0);
}

function largestGap(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let gap = 0;
  for (let i = 0; i < got.length; i++) gap = Math.max(gap, Math.abs(got[i]! - expected[i]!));
  return gap;
}
