import { describe, expect, test } from 'vitest';
import {
  GraphBuilder,
  initializersToInputs,
  mapNodes,
  parseModel,
  selectOutputs,
  setInputShape,
  validateModel,
  type Attribute,
  Tensor,
  type Model,
} from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { fullFixtures, goldenFixtures, type EncoderFixture } from '../test/encoderFixtures.ts';
import { backpropagate } from './mod.ts';

const ONE = Tensor.scalar('float32', 1);

/** The encoder with its batch fixed and its weights as inputs, a classifier and the loss behind it. */
function classifier(fixture: EncoderFixture): { model: Model; weights: ReadonlyMap<string, Tensor> } {
  const { bytes, tap, images, labels, expected, usesBatchStatistics } = fixture;
  const parsed = selectOutputs(parseModel(bytes), [tap]);
  const encoder = usesBatchStatistics ? withBatchStatistics(parsed) : parsed;
  const names = expected.map(({ initialiser }) => initialiser);
  const open = initializersToInputs(setInputShape(encoder, 'pixel_values', images.shape), names);
  const graph = GraphBuilder.extend({ ...open, graph: { ...open.graph, outputs: [] } });
  graph.input('head.weight', 'float32', fixture.head.weight.shape);
  graph.input('head.bias', 'float32', fixture.head.bias.shape);
  graph.input('labels', 'int64', labels.shape);
  graph.input('one', 'float32', []);
  graph.nodes('Gemm', [tap, 'head.weight', 'head.bias'], ['logits'], { transB: 1 });
  graph.nodes('SoftmaxCrossEntropyLoss', ['logits', 'labels'], ['loss']);
  graph.output('loss', 'float32', []);
  return { model: graph.build(), weights: new Map(names.map((name) => [name, encoder.graph.initializers.get(name)!])) };
}

function withBatchStatistics(model: Model): Model {
  const on: Attribute = { kind: 'int', value: 1 };
  return mapNodes(model, (node) => {
    if (node.op !== 'BatchNormalization') return [node];
    const [Y] = node.outputs;
    return [
      {
        ...node,
        outputs: [Y!, `${Y}/mean`, `${Y}/variance`],
        attributes: new Map([...node.attributes, ['training_mode', on]]),
      },
    ];
  });
}

async function gradientsOf(fixture: EncoderFixture) {
  const { model, weights } = classifier(fixture);
  const wanted = [...weights.keys(), 'head.weight', 'head.bias', 'pixel_values'];
  const made = backpropagate(model, { upstream: new Map([['loss', 'one']]), wanted });
  const graph = GraphBuilder.extend(made.model);
  for (const name of new Set(made.gradients.values())) graph.output(name);
  const built = graph.build();
  validateModel(built);
  const session = await createSession(built, { threads: 1 });
  const results = await session.run({
    ...Object.fromEntries(weights),
    'head.weight': fixture.head.weight,
    'head.bias': fixture.head.bias,
    pixel_values: fixture.images,
    labels: fixture.labels,
    one: ONE,
  });
  await session.close();
  const gradients = new Map([...made.gradients].map(([name, gradient]) => [name, results[gradient]!]));
  return { loss: results['loss']!.numbers()[0]!, gradients };
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
