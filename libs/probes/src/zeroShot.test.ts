import { InputError } from '@regatta/metrics';
import { matrix, type Matrix } from '@regatta/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { readGolden, readGoldenArray } from '../../../test/support/numericFixtures.ts';
import { ProbeEngine, classDirections, zeroShot } from './mod.ts';

const engine = new ProbeEngine({ threads: 2 });
afterAll(() => engine.close());

const about = readGolden<{ classes: number; templates: number; d: number; logit_scale: number; log_loss: number }>(
  'zero-shot/about.json',
);
const golden = (name: string, rows: number) =>
  matrix(readGoldenArray(`zero-shot/${name}.npy`) as Float32Array, rows, about.d);
const text = golden('text', about.classes * about.templates);
const images = golden('image', 240);

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('on CLIP-like features', () => {
  test('the direction of a class is the mean of its prompts, scaled before and after', () => {
    const { data } = classDirections(text, about.classes);
    expect(worst(data, readGoldenArray('zero-shot/class-weights.npy'))).toBeLessThan(1e-6);
  });

  test('classes and probabilities are the reference’s', async () => {
    const directions = classDirections(text, about.classes);
    const task = { images, directions, scale: about.logit_scale, bias: null };
    const { prediction, probabilities } = await zeroShot(task, engine);
    expect([...prediction]).toEqual([...readGoldenArray('zero-shot/pred.npy')]);
    const logits = readGoldenArray('zero-shot/logits.npy');
    const y = readGoldenArray('zero-shot/y.npy');
    const logLoss = Array.from(y, (label, i) => -Math.log(probabilities[i * about.classes + label]!));
    expect(logLoss.reduce((sum, loss) => sum + loss, 0) / y.length).toBeCloseTo(about.log_loss, 4);
    // Differences of log probabilities are those of logits, within 1e-3.
    for (let i = 0; i < images.rows; i++) {
      const [own, wanted] = [probabilities, logits].map((all) =>
        all.subarray(i * about.classes, (i + 1) * about.classes),
      ) as [Float64Array, Float32Array];
      const first = Math.log(own[0]!);
      const gaps = Array.from(own, (p) => Math.log(p) - first);
      expect(
        worst(
          gaps,
          Array.from(wanted, (z) => z - wanted[0]!),
        ),
      ).toBeLessThan(1e-3);
    }
  });

  test('a scale or bias moves probabilities and no class', async () => {
    const directions = classDirections(text, about.classes);
    const softmax = await zeroShot({ images, directions, scale: 10, bias: null }, engine);
    const sigmoid = await zeroShot({ images, directions, scale: 10, bias: -3 }, engine);
    expect(sigmoid.prediction).toEqual(softmax.prediction);
    const cosines = readGoldenArray('zero-shot/logits.npy').map((z) => z / about.logit_scale);
    const wanted = Array.from(cosines, (cosine) => 1 / (1 + Math.exp(-(10 * cosine - 3))));
    expect(worst(sigmoid.probabilities, wanted)).toBeLessThan(1e-5);
  });
});

describe('what cannot be', () => {
  const directions = classDirections(matrix(Float32Array.of(1, 0, 0, 1), 2, 2), 2);
  const classify = (X: Matrix) => zeroShot({ images: X, directions, scale: 100, bias: null }, engine);
  const faultOf = (error: unknown) => (error instanceof InputError ? error.fault : error);

  test('is refused by its cause', async () => {
    await expect(classify(matrix(Float32Array.of(1, NaN), 1, 2)).catch(faultOf)).resolves.toBe('not-finite');
    await expect(classify(matrix(Float32Array.of(0, 0), 1, 2)).catch(faultOf)).resolves.toBe('zero-row');
    await expect(classify(matrix(Float32Array.of(1, 2, 3), 1, 3)).catch(faultOf)).resolves.toBe('dimension-mismatch');
    expect(() => classDirections(matrix(Float32Array.of(1, 2, 3), 3, 1), 2)).toThrow(/as many prompts of each/);
    // Two prompts that point away from each other have no mean direction.
    expect(() => classDirections(matrix(Float32Array.of(1, 0, -1, 0), 2, 2), 1)).toThrow(
      /mean of the prompts of class 0/,
    );
  });

  test('equal cosines give the lower class', async () => {
    const { prediction } = await classify(matrix(Float32Array.of(3, 3, 0, 2), 2, 2));
    expect([...prediction]).toEqual([0, 1]);
  });
});
