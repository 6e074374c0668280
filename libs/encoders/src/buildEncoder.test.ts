import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder, Tensor, selectOutputs, serializeModel } from '@regatta/onnx';
import { decodeNpy } from '@regatta/tensor';
import { Preprocessing } from '@regatta/vision';
import { describe, expect, test } from 'vitest';
import { hasReferenceEncoders, referenceEncoders } from '../test/referenceEncoders.ts';
import { runModel } from '../test/runModel.ts';
import { tinyNetwork } from '../test/tinyNetwork.ts';
import { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, readNetwork } from './buildEncoder.ts';
import { EncoderError } from './errors.ts';
import { poolTap } from './poolTap.ts';
import { relativeDifference } from './relativeDifference.ts';
import type { GraphSpec } from './spec.ts';
import { Tap } from './tap.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/vision');
const AS_THEY_ARE = { rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] };
const recipe = (numbers: object = AS_THEY_ARE, size = 4) =>
  Preprocessing.parse({ resize: { mode: 'exact', size, interpolation: 'bicubic' }, ...numbers });

function spec(tap: object, change: Partial<GraphSpec> = {}): GraphSpec {
  const input = { name: 'pixel_values', layout: 'nchw' as const };
  return { name: 'tiny', input, preprocessing: recipe(), tap: Tap.parse(tap), ...change };
}

/** Two images of 4 x 4: numbers that differ in every pixel and channel. */
const BYTES = Uint8Array.from({ length: 2 * 48 }, (_, i) => (i * 37) % 256);
const runTiny = async (tap: object, change: Partial<GraphSpec> = {}, weights = tinyNetwork()) => {
  const { model } = buildEncoder(weights, spec(tap, change));
  return runModel(model, { name: ENCODER_INPUT, shape: [2, 4, 4, 3], data: BYTES });
};
/** [red - blue, green] of a pixel. */
const token = (image: number, pixel: number) => {
  const [r, g, b] = BYTES.subarray((image * 16 + pixel) * 3);
  return [r! - b!, g!];
};
const meanOf = (image: number, from = 0) => {
  const tokens = Array.from({ length: 16 - from }, (_, i) => token(image, from + i));
  return [0, 1].map((d) => tokens.reduce((sum, each) => sum + each[d]!, 0) / tokens.length);
};
const refusal = (weights: Uint8Array, wanted: GraphSpec): string => {
  try {
    buildEncoder(weights, wanted);
  } catch (error) {
    if (error instanceof EncoderError) return error.message;
    throw error;
  }
  return '';
};

describe('the tap of an encoder', () => {
  test.each([
    ['none', { tensor: 'pooled' }, [0, 1].map((image) => meanOf(image))],
    ['cls', { tensor: 'tokens', pooling: 'cls' }, [0, 1].map((image) => token(image, 0))],
    ['mean', { tensor: 'tokens', pooling: 'mean' }, [0, 1].map((image) => meanOf(image))],
    ['mean without the first', { tensor: 'tokens', pooling: 'mean', skip: 5 }, [0, 1].map((image) => meanOf(image, 5))],
    [
      'cls-mean',
      { tensor: 'tokens', pooling: 'cls-mean', skip: 1 },
      [0, 1].map((image) => [...token(image, 0), ...meanOf(image, 1)]),
    ],
    ['average', { tensor: 'planes', pooling: 'average' }, [0, 1].map((image) => meanOf(image))],
  ])('is one row per image by pooling: %s', async (_, tap, expected) => {
    for (const opset of [13, 18]) {
      const { shape, data } = await runTiny(tap, {}, tinyNetwork({ opset }));
      expect(shape).toEqual([2, expected[0]!.length]);
      for (const [i, value] of expected.flat().entries()) expect(data[i]).toBeCloseTo(value, 4);
    }
  });

  test('cuts off what follows it', () => {
    const { model, side, parameters } = buildEncoder(tinyNetwork(), spec({ tensor: 'planes', pooling: 'average' }));
    expect([...model.graph.initializers.keys()]).not.toContain('head');
    expect(model.graph.nodes.map(({ op }) => op)).not.toContain('Gemm');
    expect(model.graph.outputs.map(({ name }) => name)).toEqual([ENCODER_OUTPUT]);
    expect({ side, parameters }).toEqual({ side: 4, parameters: 6 });
  });

  test('that does not exist is refused with those that do', () => {
    const message = refusal(tinyNetwork(), spec({ tensor: 'embedding' }));
    expect(message).toContain('The network of encoder "tiny" has no tensor "embedding" to tap.');
    expect(message).toContain('Its outputs: planes [batch, 2, 4, 4], tokens [batch, 16, 2], pooled [batch, 2]');
  });

  test('of another rank than its pooling takes is refused with the pooling that fits', () => {
    expect(refusal(tinyNetwork(), spec({ tensor: 'tokens' }))).toContain('Set pooling: cls (first token) or mean');
    expect(refusal(tinyNetwork(), spec({ tensor: 'planes', pooling: 'cls' }))).toContain('Set pooling: average.');
  });
});

describe('the input of an encoder', () => {
  test('is normalised in the graph as torchvision normalises, to the last bit', async () => {
    const { recipes } = JSON.parse(readFileSync(join(GOLDEN, 'golden.json'), 'utf8')) as {
      recipes: Record<string, Pick<Preprocessing, 'rescale' | 'mean' | 'std'>>;
    };
    for (const name of ['clip', 'beit', 'study', 'dinov2']) {
      const { rescale, mean, std } = recipes[name]!;
      const table = decodeNpy(readFileSync(join(GOLDEN, `tensors/table__${name}.npy`)));
      const graph = new GraphBuilder();
      graph.input('pixel_values', 'float32', ['batch', 3, 16, 16]);
      graph.nodes('Flatten', ['pixel_values'], ['flat']);
      graph.output('flat', 'float32', ['batch', 768]);
      const preprocessing = recipe({ rescale, mean, std }, 16);
      const { model } = buildEncoder(serializeModel(graph.build()), spec({ tensor: 'flat' }, { preprocessing }));
      const data = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
      const planes = await runModel(model, { name: ENCODER_INPUT, shape: [1, 16, 16, 3], data });
      // The table is [byte, channel], the planes [channel, byte].
      const expected = Float32Array.from({ length: 768 }, (_, i) =>
        Number(table.data[(i % 256) * 3 + Math.floor(i / 256)]),
      );
      expect(planes.data, name).toEqual(expected);
    }
  });

  test('may be uint8 and channels last: then pixels go in as they are', async () => {
    const graph = new GraphBuilder();
    graph.input('image', 'uint8', ['batch', 4, 4, 3]);
    graph.nodes('Flatten', [graph.node('Cast', ['image'], { to: 1 })], ['features']);
    graph.output('features', 'float32', ['batch', 48]);
    const weights = serializeModel(graph.build());
    const input = { name: 'image', layout: 'nhwc' as const };
    // Its names are those that a built encoder uses itself.
    const { data } = await runTiny({ tensor: 'features' }, { input }, weights);
    expect([...data]).toEqual([...BYTES]);
    const twice = spec({ tensor: 'features' }, { input, preprocessing: recipe({ mean: [0, 0, 0], std: [1, 1, 1] }) });
    expect(refusal(weights, twice)).toContain('is uint8, so the network normalises by itself: expected rescale: 1');
  });

  test('may want blue first', async () => {
    const input = { name: 'pixel_values', layout: 'nchw' as const, channels: 'bgr' as const };
    const { data } = await runTiny({ tensor: 'tokens', pooling: 'cls' }, { input });
    // The network takes the difference of its first and its last channel.
    expect([...data]).toEqual([0, 1].flatMap((image) => [-token(image, 0)[0]!, token(image, 0)[1]!]));
  });

  test('may be of half precision', async () => {
    const { data } = await runTiny({ tensor: 'pooled' }, {}, tinyNetwork({ dtype: 'float16' }));
    expect(data[0]).toBeCloseTo(meanOf(0)[0]!, 3);
  });

  test('of a network that was exported for one image takes any number of them', async () => {
    const { data, shape } = await runTiny({ tensor: 'pooled' }, {}, tinyNetwork({ shape: [1, 3, 4, 4] }));
    expect(shape).toEqual([2, 2]);
    expect(data[3]).toBeCloseTo(meanOf(1)[1]!, 3);
  });

  test('that does not fit is refused with what would', () => {
    const tap = { tensor: 'pooled' };
    expect(refusal(tinyNetwork(), spec(tap, { input: { name: 'image', layout: 'nchw' } }))).toContain(
      'has no input "image". Its inputs: pixel_values.',
    );
    expect(refusal(tinyNetwork(), spec(tap, { input: { name: 'pixel_values', layout: 'nhwc' } }))).toContain(
      'is [batch, 3, 4, 4], expected [batch, height, width, 3] for the layout nhwc',
    );
    expect(refusal(tinyNetwork(), spec(tap, { preprocessing: recipe(AS_THEY_ARE, 8) }))).toContain(
      'takes images of 4 x 4, its preprocessing gives 8 x 8',
    );
    expect(refusal(new TextEncoder().encode('<html>404</html>'), spec(tap))).toContain('are no ONNX network');
  });

  test('must be all that the tap needs', () => {
    const graph = new GraphBuilder();
    const image = graph.input('pixel_values', 'float32', ['batch', 3, 4, 4]);
    const text = graph.input('input_ids', 'int64', ['batch', 8]);
    graph.nodes('ReduceSum', [text, graph.constant(Tensor.of('int64', [1], [1]))], ['text']);
    graph.nodes('Flatten', [image], ['flat']);
    graph.nodes('Add', ['flat', graph.node('Cast', ['text'], { to: 1 })], ['both']);
    graph.output('both', 'float32', ['batch', 48]);
    const weights = serializeModel(graph.build());
    expect(refusal(weights, spec({ tensor: 'both' }))).toContain('needs inputs other than the image: "input_ids"');
    expect(refusal(weights, spec({ tensor: 'text' }))).toContain('does not depend on the input "pixel_values"');
    expect(refusal(weights, spec({ tensor: 'flat' }))).toBe('');
  });
});

describe.runIf(hasReferenceEncoders)('reference encoders of PyTorch', () => {
  const encoders = hasReferenceEncoders ? referenceEncoders() : [];

  test.each(encoders.map((encoder) => [encoder.title, encoder] as const))('%s: its taps', async (_, encoder) => {
    const network = readNetwork(encoder.weights, encoder.title);
    for (const [tensor, expected] of encoder.taps) {
      const tapped = poolTap(selectOutputs(network, [tensor]), spec({ tensor }), ENCODER_OUTPUT);
      const { data } = await runModel(tapped, encoder.input);
      expect(data.length).toBe(expected.length);
      expect(relativeDifference(expected, data), tensor).toBeLessThan(1e-5);
    }
  });

  test.each(encoders.map((encoder) => [encoder.title, encoder] as const))('%s: from pixels', async (_, encoder) => {
    const [count, , side] = encoder.input.shape as [number, number, number];
    const pixels = Uint8Array.from({ length: count * side * side * 3 }, (_unused, i) => (i * i * 31 + i * 7) % 256);
    const { mean, std } = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const input = { name: encoder.input.name, layout: 'nchw' as const };
    const wanted = spec({ tensor: encoder.mainTap }, { input, preprocessing: recipe({ mean, std }, side) });
    const built = await runModel(buildEncoder(encoder.weights, wanted).model, {
      name: ENCODER_INPUT,
      shape: [count, side, side, 3],
      data: pixels,
    });
    // The same network, fed with what our own loop makes of the pixels.
    const planes = Float32Array.from({ length: pixels.length }, (_unused, i) => {
      const [image, channel, at] = [
        Math.floor(i / (3 * side * side)),
        Math.floor(i / (side * side)) % 3,
        i % (side * side),
      ];
      return (pixels[(image * side * side + at) * 3 + channel]! / 255 - mean[channel]!) / std[channel]!;
    });
    const network = selectOutputs(readNetwork(encoder.weights, encoder.title), [encoder.mainTap]);
    const plain = await runModel(network, { ...encoder.input, data: planes });
    const scale = plain.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(built.shape).toEqual(plain.shape);
    for (const [i, value] of plain.data.entries()) expect(Math.abs(built.data[i]! - value) / scale).toBeLessThan(1e-5);
  });
});

test('reference encoders are here', (context) => {
  if (!hasReferenceEncoders) context.skip('the full fixtures do not lie beside this clone');
});
