/** @file The committed exports of PyTorch, tapped by our graph surgery, against what PyTorch computes. */
import { selectOutputs } from '@regatta/onnx';
import { Preprocessing } from '@regatta/vision';
import { expect, test } from 'vitest';
import { goldenEncoders } from '../../../test/support/goldenEncoders.ts';
import { runModel, type Feed } from '../test/runModel.ts';
import { ENCODER_OUTPUT, readNetwork } from './buildEncoder.ts';
import { poolTap } from './poolTap.ts';
import { relativeDifference } from './relativeDifference.ts';
import { Tap } from './tap.ts';

const preprocessing = Preprocessing.parse({
  resize: { mode: 'exact', size: 32, interpolation: 'bicubic' },
  mean: [0, 0, 0],
  std: [1, 1, 1],
});
const encoders = goldenEncoders();

test('there are thirteen architectures by two exporters', () => {
  expect(encoders).toHaveLength(26);
  expect(new Set(encoders.map(({ architecture }) => architecture)).size).toBe(13);
});

test.each(encoders.map((encoder) => [encoder.title, encoder] as const))(
  '%s: every tap is what PyTorch computes',
  async (name, { weights, input, taps }) => {
    const network = readNetwork(weights, name);
    for (const [tensor, expected] of taps) {
      const spec = { name, input: { name: input.name, layout: 'nchw' as const }, preprocessing };
      const tapped = poolTap(selectOutputs(network, [tensor]), { ...spec, tap: Tap.parse({ tensor }) }, ENCODER_OUTPUT);
      const { shape, data } = await runModel(tapped, input as Feed);
      expect(shape).toEqual([2, expected.length / 2]);
      expect(relativeDifference(expected, data), tensor).toBeLessThan(1e-5);
    }
  },
);
