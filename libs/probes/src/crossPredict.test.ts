import { InputError } from '@regatta/metrics';
import { Random, matrix, takeRows, type Matrix } from '@regatta/tensor';
import { afterAll, expect, test } from 'vitest';
import { LogisticRegression, ProbeEngine, crossPredict, predictLogistic, prepareRows } from './mod.ts';

const engine = new ProbeEngine({ threads: 1 });
afterAll(() => engine.close());

const [N, D, CLASSES, FOLDS] = [120, 6, 3, 4];

function clusters(seed: string): { X: Matrix; labels: Int32Array } {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: N }, (_, i) => i % CLASSES);
  const data = Float32Array.from({ length: N * D }, (_, i) => {
    const [row, column] = [Math.floor(i / D), i % D];
    return random.normal() + (column === labels[row]! ? 2 : 0);
  });
  return { X: matrix(data, N, D), labels };
}

const folds = Int32Array.from({ length: N }, (_, i) => Math.floor(i / CLASSES) % FOLDS);

test('each row has the probabilities of a fit to the other folds', async () => {
  const { X, labels } = clusters('a');
  const task = { X, labels, classes: CLASSES, folds, scaling: 'none', grid: [1] } as const;
  const { probabilities, unseen, c, right } = await crossPredict(task, { engine });
  expect([unseen, c]).toEqual([[], 1]);
  expect(right).toBeGreaterThan(0.7 * N);
  const held = Int32Array.from(folds.keys()).filter((row) => folds[row] === 2);
  const others = Int32Array.from(folds.keys()).filter((row) => folds[row] !== 2);
  const train = { train: takeRows(X, others), labels: others.map((row) => labels[row]!), classes: CLASSES };
  const fit = await (await LogisticRegression.of({ ...train, scaling: 'none' }, engine)).fit(1);
  const expected = await predictLogistic(fit, prepareRows(fit.transform, takeRows(X, held)), { engine });
  for (const [i, row] of held.entries())
    for (let k = 0; k < CLASSES; k++)
      expect(probabilities[row * CLASSES + k]).toBeCloseTo(expected.probabilities[i * CLASSES + k]!, 5);
});

test('C is the one with the least loss on the first fold, and serves all of them', async () => {
  const { X, labels } = clusters('b');
  const grid = [100, 1e-3, 0.1];
  const predict = async (cs: readonly number[]) =>
    crossPredict({ X, labels, classes: CLASSES, folds, scaling: 'none', grid: cs }, { engine });
  const alone = await Promise.all(grid.map(async (c) => predict([c])));
  const lossOnFirst = ({ probabilities }: { probabilities: Float64Array }) =>
    labels.reduce((sum, label, i) => (folds[i] === 0 ? sum - Math.log(probabilities[i * CLASSES + label]!) : sum), 0);
  const best = alone.toSorted((p, q) => lossOnFirst(p) - lossOnFirst(q))[0]!;
  const chosen = await predict(grid);
  expect(chosen.c).toBe(best.c);
  expect(chosen.logLoss).toBeCloseTo(best.logLoss, 4);
  expect(chosen.right).toBe(best.right);
});

test('rows of a class that the other folds lack are named', async () => {
  const { X, labels } = clusters('c');
  const rare = labels.map((label, row) => (row === 5 || row === 3 ? 3 : label));
  const both = folds.map((fold, row) => (row === 5 || row === 3 ? 1 : fold));
  const task = { X, labels: rare, classes: 4, folds: both, scaling: 'standardize', grid: [1] } as const;
  const { unseen, probabilities } = await crossPredict(task, { engine });
  expect(unseen).toEqual([3, 5]);
  expect(probabilities[5 * 4 + 3]).toBe(0);
});

test('one fold, and no C, are refused', async () => {
  const { X, labels } = clusters('d');
  const task = { X, labels, classes: CLASSES, folds, scaling: 'none', grid: [1] } as const;
  await expect(crossPredict({ ...task, folds: folds.map(() => 0) }, { engine })).rejects.toThrow(
    /Expected a fold for each of 120 rows, of at least two folds, got 120 of 1/,
  );
  await expect(crossPredict({ ...task, grid: [] }, { engine })).rejects.toThrow(InputError);
});
