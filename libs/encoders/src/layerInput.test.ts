import { GraphBuilder, Tensor, selectOutputs, serializeModel } from '@regatta/onnx';
import { Preprocessing } from '@regatta/vision';
import { describe, expect, test } from 'vitest';
import { goldenEncoders } from '../../../test/support/goldenEncoders.ts';
import { runModel, type Feed } from '../test/runModel.ts';
import { tinyNetwork } from '../test/tinyNetwork.ts';
import { buildEncoder, readNetwork } from './buildEncoder.ts';
import { EncoderError } from './errors.ts';
import { layerInput } from './layerInput.ts';
import { relativeDifference } from './relativeDifference.ts';
import { Tap, parseTapLabel, tapLabel } from './tap.ts';

describe('CLIP’s features before the projection', () => {
  const towers = goldenEncoders().filter(({ architecture }) => /^clip-/.test(architecture));

  test.each(towers.map((tower) => [tower.title, tower] as const))(
    '%s: are found where the projected ones are the only output',
    async (title, { weights, input, mainTap, taps }) => {
      // As the hub's exports are.
      const network = selectOutputs(readNetwork(weights, title), [mainTap]);
      const tensor = layerInput(network, mainTap)!;
      const { data } = await runModel(selectOutputs(network, [tensor]), input as Feed);
      expect(relativeDifference(taps.get('pooled')!, data)).toBeLessThan(1e-5);
    },
  );

  test('are found through normalisation to length 1 and a cast', () => {
    const graph = new GraphBuilder();
    const pooled = graph.input('pooled', 'float32', ['batch', 4]);
    const weight = graph.initializer('weight', Tensor.of('float32', [4, 2], new Float32Array(8)));
    const half = graph.node('Cast', [graph.node('MatMul', [pooled, weight])], { to: 10 });
    const length = graph.node('ReduceL2', [half, graph.constant(Tensor.of('int64', [1], [1]))]);
    graph.nodes('Div', [half, length], ['image_embeds']);
    graph.output('image_embeds', 'float16', ['batch', 2]);
    expect(layerInput(graph.build(), 'image_embeds')).toBe('pooled');
  });
});

test('the features before a classifier are those that its layer reads, as floats where it computes in integers', () => {
  expect(layerInput(readNetwork(tinyNetwork(), 'tiny'), 'logits')).toBe('pooled');
  const graph = new GraphBuilder();
  const pooled = graph.input('pooled', 'float32', ['batch', 4]);
  const [bytes, scale, zero] = graph.nodes('DynamicQuantizeLinear', [pooled], 3);
  const weight = graph.initializer('weight', Tensor.of('int8', [4, 2], new Int8Array(8)));
  const sums = graph.node('Cast', [graph.node('MatMulInteger', [bytes!, weight, zero!])], { to: 1 });
  const ownScale = graph.initializer('scale', Tensor.of('float32', [1], [0.5]));
  const product = graph.node('Mul', [sums, graph.node('Mul', [scale!, ownScale])]);
  graph.nodes('Add', [graph.initializer('bias', Tensor.of('float32', [2], [1, 2])), product], ['logits']);
  graph.output('logits', 'float32', ['batch', 2]);
  expect(layerInput(graph.build(), 'logits')).toBe('pooled');
});

describe('a tap before a layer', () => {
  const recipe = { resize: { mode: 'exact', size: 4, interpolation: 'bicubic' }, mean: [0, 0, 0], std: [1, 1, 1] };
  const built = (tap: object, weights = tinyNetwork()) =>
    buildEncoder(weights, {
      name: 'tiny',
      input: { name: 'pixel_values', layout: 'nchw' },
      preprocessing: Preprocessing.parse(recipe),
      tap: Tap.parse(tap),
    });

  test('cuts the layer off', () => {
    const { model, parameters } = built({ tensor: 'logits', before: 'layer' });
    expect(model.graph.nodes.map(({ op }) => op)).not.toContain('Gemm');
    expect(parameters).toBe(6);
  });

  test('is refused where the tensor is no layer’s, with the tensors there are', () => {
    // Two values are added: neither is what the last layer reads.
    const graph = new GraphBuilder();
    const x = graph.input('pixel_values', 'float32', ['batch', 3, 4, 4]);
    graph.nodes('Add', [x, x], ['sum']);
    graph.output('sum', 'float32', ['batch', 3, 4, 4]);
    const refusal = () => built({ tensor: 'sum', before: 'layer' }, serializeModel(graph.build()));
    expect(refusal).toThrow(EncoderError);
    expect(refusal).toThrow('The tensor "sum" of encoder "tiny" is not made by a layer alone');
    expect(refusal).toThrow('Its outputs: sum [batch, 3, 4, 4].');
  });

  test('has a label that says so, and is found by it', () => {
    const taps = ['image_embeds', 'image_embeds:before-layer', 'features:0', 'tokens:before-layer:cls-mean-1'];
    for (const label of taps) expect(tapLabel(parseTapLabel(label))).toBe(label);
    expect(parseTapLabel('image_embeds:before-layer')).toMatchObject({ tensor: 'image_embeds', before: 'layer' });
  });
});
