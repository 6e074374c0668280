import { InputError } from '@regatta/metrics';
import { Random, matrix, row, type Matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { ProbeEngine, chooseTipAdapter, classDirections, tipAdapter, zeroShot } from '../mod.ts';

const CLASSES = 4;
const D = 16;
const engine = new ProbeEngine({ threads: 1 });
afterAll(() => engine.close());

const random = new Random('tip-adapter');
const centres = Array.from({ length: CLASSES }, () => Float64Array.from({ length: D }, () => random.normal()));

function rowsOf(count: number, { noise, shift }: { noise: number; shift: number }): Matrix {
  const data = Float32Array.from({ length: count * D }, (_, at) => {
    const [i, j] = [Math.floor(at / D), at % D];
    return 3 * (centres[i % CLASSES]![j]! + shift * centres[(i + 1) % CLASSES]![j]! + noise * random.normal());
  });
  return matrix(data, count, D);
}

const labelsOf = (count: number) => Int32Array.from({ length: count }, (_, i) => i % CLASSES);
/** Words that are half of the next class: the labelled images know better. */
const directions = classDirections(rowsOf(CLASSES, { noise: 0.3, shift: 0.9 }), CLASSES);
const task = { train: rowsOf(23, { noise: 1, shift: 0 }), labels: labelsOf(23), directions, scale: 20 };
const queries = rowsOf(60, { noise: 1, shift: 0 });

/** The definition, in float64 and plain loops. */
function logits(alpha: number, beta: number): number[][] {
  const unit = (values: ArrayLike<number>) => {
    const own = Array.from(values);
    const length = Math.hypot(...own);
    return own.map((value) => value / length);
  };
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
  return Array.from({ length: queries.rows }, (_, i) => {
    const x = unit(row(queries, i));
    const z = Array.from({ length: CLASSES }, (_unused, c) => task.scale * dot(x, unit(row(directions, c))));
    for (let j = 0; j < task.train.rows; j++)
      z[task.labels[j]!]! += alpha * Math.exp(-beta * (1 - dot(x, unit(row(task.train, j)))));
    return z;
  });
}

describe('Tip-Adapter', () => {
  test.each([
    [1, 5.5],
    [3, 0.1],
    [0.2, 7],
  ])('answers as its definition with alpha %d and beta %d', async (alpha, beta) => {
    const { prediction, probabilities } = await tipAdapter({ ...task, queries, alpha, beta }, { engine });
    for (const [i, z] of logits(alpha, beta).entries()) {
      const total = z.reduce((sum, own) => sum + Math.exp(own), 0);
      z.forEach((own, c) => expect(probabilities[i * CLASSES + c]).toBeCloseTo(Math.exp(own) / total, 5));
      expect(prediction[i]).toBe(z.indexOf(Math.max(...z)));
    }
  });

  test('is zero-shot where the cache has next to no say, and better where words mislead', async () => {
    const words = await zeroShot({ images: queries, directions, scale: 20, bias: null }, engine);
    const silent = await tipAdapter({ ...task, queries, alpha: 1e-9, beta: 5.5 }, { engine });
    expect(silent.prediction).toEqual(words.prediction);
    const loud = await tipAdapter({ ...task, queries, alpha: 3, beta: 2 }, { engine });
    const right = (prediction: Int32Array) => prediction.filter((c, i) => c === i % CLASSES).length;
    expect(right(loud.prediction)).toBeGreaterThan(right(words.prediction) + 5);
  });

  test('chooses the pair that does best on validation rows, of equals the smallest beta, then alpha', async () => {
    const [X, y] = [queries, labelsOf(queries.rows)];
    const [alphas, betas] = [
      [0.1, 1, 3, 10],
      [0.5, 2, 7],
    ];
    const best = await chooseTipAdapter(task, { X, y, alphas, betas }, { engine });
    const counts = betas.flatMap((beta) =>
      alphas.map((alpha) => {
        const right = logits(alpha, beta).filter((z, i) => z.indexOf(Math.max(...z)) === y[i]).length;
        return { alpha, beta, right };
      }),
    );
    const most = Math.max(...counts.map(({ right }) => right));
    expect(best).toEqual(counts.find(({ right }) => right === most));
  });

  test('answers classes without a labelled image by their words', async () => {
    const kept = [0, 1, 4, 5];
    const train = matrix(Float32Array.from(kept.flatMap((i) => [...row(task.train, i)])), kept.length, D);
    const labels = kept.map((i) => task.labels[i]!);
    const { prediction } = await tipAdapter({ ...task, train, labels, queries, alpha: 1, beta: 5.5 }, { engine });
    expect(new Set(prediction)).toContain(3);
  });

  test('refuses what cannot be, by its cause', async () => {
    const faultOf = (changes: object) =>
      tipAdapter({ ...task, queries, alpha: 1, beta: 1, ...changes }, { engine }).catch((error: unknown) =>
        error instanceof InputError ? error.fault : error,
      );
    const one = (...values: number[]) => matrix(Float32Array.from(values), 1, values.length);
    expect(await faultOf({ train: one(...new Array<number>(D).fill(NaN)), labels: [0] })).toBe('not-finite');
    expect(await faultOf({ train: one(...new Array<number>(D).fill(0)), labels: [0] })).toBe('zero-row');
    expect(await faultOf({ train: one(1, 2), labels: [0] })).toBe('dimension-mismatch');
    expect(await faultOf({ labels: [...task.labels].fill(4) })).toBe('label-out-of-range');
    expect(await faultOf({ labels: [0] })).toBe('length-mismatch');
    expect(await faultOf({ train: matrix(new Float32Array(0), 0, D), labels: [] })).toBe('empty');
  });
});
