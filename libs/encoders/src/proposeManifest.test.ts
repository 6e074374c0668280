import { GraphBuilder, parseModel } from '@regatta/onnx';
import { describe, expect, test } from 'vitest';
import { tinyNetwork } from '../test/tinyNetwork.ts';
import { proposeManifest } from './proposeManifest.ts';

const SOURCE = { name: 'tiny', file: 'tiny.onnx' };
/** A network with these outputs, of these shapes. */
function network(outputs: Record<string, (number | string)[]>, { isUint8 = false } = {}) {
  const graph = new GraphBuilder();
  const image = isUint8
    ? graph.input('image', 'uint8', ['batch', 32, 32, 3])
    : graph.input('image', 'float32', ['batch', 3, 'height', 'width']);
  for (const [name, shape] of Object.entries(outputs)) {
    graph.nodes('Cast', [image], [name], { to: 1 });
    graph.output(name, 'float32', shape);
  }
  return graph.build();
}

describe('proposeManifest', () => {
  test('reads input, layout and side from the graph, and asks for the normalisation that it cannot know', () => {
    const { yaml, questions } = proposeManifest(parseModel(tinyNetwork()), SOURCE);
    expect(yaml).toBe(
      [
        'name: tiny',
        'weights: "tiny.onnx"',
        'input: {name: "pixel_values", layout: nchw}',
        'preprocessing: # CHECK: as the network was trained',
        '  resize: {mode: shorter, size: 4, interpolation: bicubic}',
        '  crop: {size: 4, offset: half-even}',
        '  mean: [0.485, 0.456, 0.406]',
        '  std: [0.229, 0.224, 0.225]',
        'tap: "pooled" # [batch, 2]',
        'licence: unknown',
        '',
      ].join('\n'),
    );
    expect(questions).toEqual([expect.stringMatching(/^preprocessing: the resize, mean and std/)]);
  });

  test('asks nothing about a network that takes pixels as they are and has one row per image', () => {
    const { yaml, questions } = proposeManifest(network({ features: ['batch', 8] }, { isUint8: true }), SOURCE);
    expect(questions).toEqual([]);
    expect(yaml).toContain('layout: nhwc');
    expect(yaml).toContain('rescale: 1');
    expect(yaml).toContain('tap: "features" # [batch, 8]');
  });

  test('asks for the size where the network takes any, and for one of several outputs', () => {
    const { questions } = proposeManifest(network({ a: ['batch', 8], b: ['batch', 9] }), SOURCE);
    expect(questions).toContain('tap: which of a, b is the feature?');
    expect(questions).toContain('preprocessing: the network takes any size; 224 is usual. What was it trained on?');
  });

  test('takes the preprocessing of a hub’s file beside the network, where that says all and fits', () => {
    const config = {
      image_processor_type: 'CLIPImageProcessor',
      size: { shortest_edge: 4 },
      do_center_crop: true,
      crop_size: { height: 4, width: 4 },
      resample: 3,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.25, 0.25, 0.25],
    };
    const { yaml, questions } = proposeManifest(parseModel(tinyNetwork()), { ...SOURCE, config });
    expect(questions).toEqual([]);
    expect(yaml).toContain('"std":[0.25,0.25,0.25]');
    const other = { ...config, size: { shortest_edge: 8 }, crop_size: 8 };
    expect(proposeManifest(parseModel(tinyNetwork()), { ...SOURCE, config: other }).questions).toEqual([
      'preprocessing: preprocessor_config.json could not be taken over: it gives 8 x 8 pixels, and the network takes 4 x 4.',
      expect.stringMatching(/^preprocessing: the resize, mean and std/),
    ]);
  });

  test('taps what stands before the answers of a classifier', () => {
    const classifier = parseModel(tinyNetwork());
    const [logits] = classifier.graph.outputs.filter(({ name }) => name === 'logits');
    const only = { ...classifier, graph: { ...classifier.graph, outputs: [logits!] } };
    const { yaml, questions } = proposeManifest(only, SOURCE);
    expect(yaml).toContain('tap: "pooled" # CHECK');
    expect(questions.join()).toContain('"logits" is called like the answers of a classifier');
  });

  test('pools tokens and planes', () => {
    expect(proposeManifest(network({ last_hidden_state: ['batch', 5, 8] }), SOURCE).yaml).toContain(
      'tap: {tensor: "last_hidden_state", pooling: cls} # CHECK [batch, 5, 8]',
    );
    expect(proposeManifest(network({ planes: ['batch', 8, 2, 2] }), SOURCE).yaml).toContain(
      'tap: {tensor: "planes", pooling: average} # [batch, 8, 2, 2]',
    );
  });

  test('refuses what has no image to look at', () => {
    const graph = new GraphBuilder();
    graph.input('input_ids', 'float32', ['batch', 8]);
    graph.nodes('Relu', ['input_ids'], ['out']);
    graph.output('out', 'float32', ['batch', 8]);
    expect(() => proposeManifest(graph.build(), SOURCE)).toThrow('no input of four dimensions for images: input_ids');
  });
});
