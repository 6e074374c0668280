import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';
import { Preprocessing } from '@regatta/vision';
import { describe, expect, test } from 'vitest';
import { runModel } from '../test/runModel.ts';
import { ENCODER_INPUT, buildEncoder } from './buildEncoder.ts';
import { Tap } from './tap.ts';

const SIDE = 4;
const preprocessing = Preprocessing.parse({
  resize: { mode: 'exact', size: SIDE, interpolation: 'bicubic' },
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
});
/** A dark image and a bright one: what quantises over both at once treats them differently from each alone. */
const IMAGES = Uint8Array.from({ length: 2 * SIDE * SIDE * 3 }, (_, i) =>
  i < SIDE * SIDE * 3 ? 120 + (i % 9) : i % 256,
);
const ONE = IMAGES.subarray(0, SIDE * SIDE * 3);

const build = (weights: Uint8Array, tap: object) =>
  buildEncoder(weights, {
    name: 'tiny',
    input: { name: 'pixel_values', layout: 'nchw' },
    preprocessing,
    tap: Tap.parse(tap),
  });
const run = (weights: Uint8Array, tap: object, pixels = IMAGES) => {
  const { model } = build(weights, tap);
  return runModel(model, { name: ENCODER_INPUT, shape: [pixels.length / 48, SIDE, SIDE, 3], data: pixels });
};
/** Mean of each channel of each image, after normalisation. */
const means = (pixels = IMAGES) =>
  Array.from({ length: pixels.length / 48 }, (_, image) =>
    [0, 1, 2].map((channel) => {
      const values = Array.from({ length: 16 }, (__, i) => pixels[(image * 16 + i) * 3 + channel]! / 127.5 - 1);
      return values.reduce((sum, value) => sum + value, 0) / 16;
    }),
  ).flat();

/** As an fp16 export: numbers, input and output in half precision. Planes [batch, 3, 4, 4] are the input times 1. */
function halfNetwork(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('pixel_values', 'float16', ['batch', 3, SIDE, SIDE]);
  // 0x3c00 is 1 in half precision.
  const one = graph.initializer('weight', Tensor.fromBytes('float16', [1], new Uint8Array([0x00, 0x3c])));
  graph.nodes('Mul', [x, one], ['planes']);
  graph.output('planes', 'float16', ['batch', 3, SIDE, SIDE]);
  return serializeModel(graph.build());
}

/** [batch, 48] -> [batch, 3]: the weights that make channel means of a flattened image. */
const averaging = Array.from({ length: 48 * 3 }, (_, i) => (Math.floor(Math.floor(i / 3) / 16) === i % 3 ? 1 : 0));

/** As a dynamic int8 export: activations are quantised as the graph runs, over all that is there. */
function dynamicNetwork(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('pixel_values', 'float32', ['batch', 3, SIDE, SIDE]);
  const flat = graph.node('Flatten', [x]);
  const [quantised, scale, zero] = graph.nodes('DynamicQuantizeLinear', [flat], 3);
  const weight = graph.initializer('weight', Tensor.of('int8', [48, 3], Int8Array.from(averaging)));
  const sums = graph.node('MatMulInteger', [quantised!, weight, zero!]);
  const share = graph.node('Mul', [scale!, graph.constant(Tensor.scalar('float32', 1 / 16))]);
  graph.nodes('Mul', [graph.node('Cast', [sums], { to: 1 }), share], ['features']);
  graph.output('features', 'float32', ['batch', 3]);
  return serializeModel(graph.build());
}

/** As a static int8 export (QDQ): weights are int8, and are made floats where they are used. */
function staticNetwork(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('pixel_values', 'float32', ['batch', 3, SIDE, SIDE]);
  const stored = graph.initializer('weight', Tensor.of('int8', [48, 3], Int8Array.from(averaging)));
  const scale = graph.constant(Tensor.scalar('float32', 1 / 16));
  const weight = graph.node('DequantizeLinear', [stored, scale]);
  graph.nodes('MatMul', [graph.node('Flatten', [x]), weight], ['features']);
  graph.output('features', 'float32', ['batch', 3]);
  return serializeModel(graph.build());
}

describe('a network in fp16', () => {
  test('takes half precision, and its features are float32 and pooled in float32', async () => {
    const { shape, data } = await run(halfNetwork(), { tensor: 'planes', pooling: 'average' });
    expect(shape).toEqual([2, 3]);
    expect(data).toBeInstanceOf(Float32Array);
    for (const [i, value] of means().entries()) expect(data[i]).toBeCloseTo(value, 3);
    expect(build(halfNetwork(), { tensor: 'planes', pooling: 'average' }).parameters).toBe(1);
  });
});

describe('a network in int8', () => {
  test('that quantises as it runs gives an image the same features beside any other', async () => {
    const both = await run(dynamicNetwork(), { tensor: 'features' });
    const alone = await run(dynamicNetwork(), { tensor: 'features' }, ONE);
    expect(both.shape).toEqual([2, 3]);
    expect([...both.data.subarray(0, 3)]).toEqual([...alone.data]);
    for (const [i, value] of means().entries()) expect(both.data[i]).toBeCloseTo(value, 2);
  });

  test('that was quantised before runs all images at once', async () => {
    const { model, parameters } = build(staticNetwork(), { tensor: 'features' });
    expect(model.graph.nodes.map(({ op }) => op)).not.toContain('Scan');
    expect(parameters).toBe(144);
    const { data } = await run(staticNetwork(), { tensor: 'features' });
    const alone = await run(staticNetwork(), { tensor: 'features' }, ONE);
    expect([...data.subarray(0, 3)]).toEqual([...alone.data]);
    // The runtime may round activations, too.
    for (const [i, value] of means().entries()) expect(data[i]).toBeCloseTo(value, 3);
  });
});
