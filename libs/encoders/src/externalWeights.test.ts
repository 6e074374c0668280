import { GraphBuilder, Tensor, externalizeTensors, parseModel, serializeModel } from '@regatta/onnx';
import { describe, expect, test } from 'vitest';
import { runModel } from '../test/runModel.ts';
import { readNetwork } from './buildEncoder.ts';
import { EncoderError } from './errors.ts';
import { externalFilesOf, joinExternalData } from './externalWeights.ts';

/** y = x * weight, the weight in a second file. */
function network(location = 'model.onnx_data'): { onnx: Uint8Array; data: Uint8Array; whole: Uint8Array } {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [1, 512]);
  const values = Float32Array.from({ length: 512 }, (_, i) => i);
  graph.nodes('Mul', [x, graph.initializer('weight', Tensor.of('float32', [512], values))], ['y']);
  graph.output('y', 'float32', [1, 512]);
  const model = graph.build();
  const { model: outside, chunks } = externalizeTensors(model, { location });
  return { onnx: serializeModel(outside), data: Buffer.concat(chunks), whole: serializeModel(model) };
}

describe('weights in a second file', () => {
  test('are named by the network, and joined with it they run as if they had always been in it', async () => {
    const { onnx, data } = network();
    expect(externalFilesOf(onnx, 'tiny')).toEqual(['model.onnx_data']);
    const joined = joinExternalData(onnx, { files: new Map([['model.onnx_data', data]]), name: 'tiny' });
    expect(externalFilesOf(joined, 'tiny')).toEqual([]);
    const x = new Float32Array(512).fill(2);
    const { data: y } = await runModel(parseModel(joined), { name: 'x', shape: [1, 512], data: x });
    expect(y).toEqual(Float32Array.from({ length: 512 }, (_, i) => 2 * i));
  });

  test('give the same bytes on every join, as the hash wants', () => {
    const { onnx, data } = network();
    const join = () => joinExternalData(onnx, { files: new Map([['model.onnx_data', data]]), name: 'tiny' });
    expect(join()).toEqual(join());
  });

  test('that are missing or cut off are refused by name', () => {
    const { onnx, data } = network();
    const join = (files: Map<string, Uint8Array>) => () => joinExternalData(onnx, { files, name: 'tiny' });
    expect(join(new Map())).toThrow('lie in a second file, "model.onnx_data", which is missing');
    const cut = new Map([['model.onnx_data', data.subarray(0, 100)]]);
    expect(join(cut)).toThrow('has 100 bytes, expected at least 2048: it is cut off');
    expect(() => readNetwork(onnx, 'tiny')).toThrow('keeps its weights in a second file, "model.onnx_data"');
  });

  test.each(['../secret', '/etc/passwd', 'a/../../b', 'C:\\weights', '..\\weights'])(
    'must lie in the folder of the network, not at %s',
    (location) => {
      expect(() => externalFilesOf(network(location).onnx, 'tiny')).toThrow('outside of its own folder');
    },
  );

  test('of what is no network are refused as such', () => {
    expect(() => externalFilesOf(new TextEncoder().encode('<html>'), 'tiny')).toThrow(EncoderError);
  });
});
