import { describe, expect, test } from 'vitest';
import { GraphBuilder, validateModel } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { classifier } from '../test/classifier.ts';
import { fullFixtures, goldenFixtures, type EncoderFixture } from '../test/encoderFixtures.ts';
import { backpropagate } from './mod.ts';
import { unitGradient } from './crossEntropy.ts';

async function gradientsOf(fixture: EncoderFixture) {
  const { model, loss, weights, carried } = classifier(fixture);
  const wanted = ['pixel_values', ...[...weights.keys()].filter((name) => !carried.has(name))];
  const seeded = GraphBuilder.extend(model);
  const upstream = new Map([[loss, unitGradient(seeded)]]);
  const made = backpropagate(seeded.build(), { upstream, wanted });
  const graph = GraphBuilder.extend(made.model);
  for (const name of new Set(made.gradients.values())) graph.output(name);
  const built = graph.build();
  validateModel(built);
  const session = await createSession(built, { threads: 1 });
  const { images, labels } = fixture.batches.a;
  const results = await session.run({ ...Object.fromEntries(weights), pixel_values: images, labels });
  await session.close();
  const gradients = new Map([...made.gradients].map(([name, gradient]) => [name, results[gradient]!]));
  return { loss: results[loss]!.numbers()[0]!, gradients };
}

/** Gradients may differ from those of float64 by this share of the largest element of their tensor. */
const TOLERANCE = 5e-5;
/** Where the gradient is exactly zero, only rounding is left. */
const ROUNDING = 1e-5;

async function compare(fixture: EncoderFixture): Promise<void> {
  const { loss, gradients } = await gradientsOf(fixture);
  expect(Math.abs(loss - fixture.loss), 'loss').toBeLessThan(2e-5);
  const scaleOf = (data: ArrayLike<number>) =>
    Array.from(data).reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const others = [
    { initialiser: 'head.weight', ...fixture.ofHead.weight },
    { initialiser: 'head.bias', ...fixture.ofHead.bias },
    ...(fixture.ofImages ? [{ initialiser: 'pixel_values', ...fixture.ofImages }] : []),
  ].map((each) => ({ ...each, scale: scaleOf(each.data) }));
  expect(fixture.expected.length).toBeGreaterThan(10);
  for (const { initialiser, shape, data, scale } of [...fixture.expected, ...others]) {
    const got = gradients.get(initialiser);
    expect(got?.shape, initialiser).toEqual(shape);
    const error = scaleOf(got!.numbers().map((x, i) => x - data[i]!));
    expect(error, `gradient of ${initialiser}`).toBeLessThan(scale === 0 ? ROUNDING : TOLERANCE * scale);
  }
}

describe('gradients of whole encoders equal those of PyTorch', () => {
  test.each(goldenFixtures)('$title', (fixture) => compare(fixture));

  const full = fullFixtures();
  if (full === null) {
    test('every encoder of the full fixtures', (context) =>
      context.skip('the full fixtures do not lie beside this clone'));
  }
  test.each(full ?? [])('full fixtures: $title', (fixture) => compare(fixture));
});
