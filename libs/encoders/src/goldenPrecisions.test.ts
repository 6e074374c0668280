/** @file Real fp16 and int8 files, made by the tools of model hubs, against the float64 features of the same network. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceInput, selectOutputs, type Model } from '@regatta/onnx';
import { Preprocessing } from '@regatta/vision';
import { describe, expect, test } from 'vitest';
import { goldenEncoders, type GoldenEncoder } from '../../../test/support/goldenEncoders.ts';
import { runModel } from '../test/runModel.ts';
import { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, readNetwork } from './buildEncoder.ts';
import { layerInput } from './layerInput.ts';
import { poolTap } from './poolTap.ts';
import { relativeDifference } from './relativeDifference.ts';
import { Tap } from './tap.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/encoders');
/** Largest difference, of the largest number: half precision has three digits; a tensor of int8 has 256 steps. */
const TOLERANCE = { fp16: 5e-3, int8: 0.1 };
const SIDE = 32;
const IMAGE = 3 * SIDE * SIDE;

const preprocessing = Preprocessing.parse({
  resize: { mode: 'exact', size: SIDE, interpolation: 'bicubic' },
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
});
const spec = (name: string, input: string, tensor: string) => ({
  name,
  input: { name: input, layout: 'nchw' as const },
  preprocessing,
  tap: Tap.parse({ tensor }),
});

const files = goldenEncoders()
  .filter(
    ({ title, architecture }) => title.endsWith('legacy.onnx') && existsSync(join(GOLDEN, architecture, 'fp16.onnx')),
  )
  .flatMap((encoder) => (['fp16', 'int8'] as const).map((precision) => ({ ...encoder, precision })));
const weightsOf = ({ architecture, precision }: (typeof files)[number]) =>
  readFileSync(join(GOLDEN, architecture, `${precision}.onnx`));

/** A tensor for the golden input, image by image, as an int8 file must be run. */
async function tapped(network: Model, tensor: string, { architecture, input }: GoldenEncoder): Promise<number[]> {
  const cut = poolTap(selectOutputs(network, [tensor]), spec(architecture, input.name, tensor), ENCODER_OUTPUT);
  const type = cut.graph.inputs[0]!.type;
  const isHalf = type?.kind === 'tensor' && type.dtype === 'float16';
  const model = replaceInput(cut, input.name, (graph) => {
    const floats = graph.input('floats', 'float32', ['batch', 3, SIDE, SIDE]);
    return isHalf ? graph.node('Cast', [floats], { to: 10 }) : graph.node('Identity', [floats]);
  });
  const rows: number[] = [];
  for (const image of [0, 1]) {
    const data = (input.data as Float32Array).subarray(image * IMAGE, (image + 1) * IMAGE);
    rows.push(...(await runModel(model, { name: 'floats', shape: [1, 3, SIDE, SIDE], data })).data);
  }
  return rows;
}

describe.each(files.map((file) => [`${file.architecture}/${file.precision}.onnx`, file] as const))(
  '%s',
  (title, file) => {
    test('gives every tap within what its precision allows', async () => {
      const network = readNetwork(weightsOf(file), title);
      for (const [tensor, expected] of file.taps) {
        expect(relativeDifference(expected, await tapped(network, tensor, file)), tensor).toBeLessThan(
          TOLERANCE[file.precision],
        );
      }
    });

    test('gives an image the same features whatever lies beside it', async () => {
      const { model } = buildEncoder(weightsOf(file), spec(title, file.input.name, file.mainTap));
      const pixels = Uint8Array.from({ length: 3 * IMAGE }, (_, i) => (i * i * 31 + i * 7) % (i < IMAGE ? 40 : 256));
      const run = (from: number, to: number) =>
        runModel(model, {
          name: ENCODER_INPUT,
          shape: [to - from, SIDE, SIDE, 3],
          data: pixels.subarray(from * IMAGE, to * IMAGE),
        });
      const [all, alone] = [await run(0, 3), await run(1, 2)];
      const d = all.shape[1]!;
      const difference = relativeDifference(alone.data, all.data.subarray(d, 2 * d));
      // One image at a time is the same run; a batch of half precision may sum in another order.
      if (file.precision === 'int8') expect(difference).toBe(0);
      else expect(difference).toBeLessThan(TOLERANCE.fp16);
    });
  },
);

test.each(['fp16', 'int8'] as const)(
  'CLIP’s features before the projection are found in %s, too',
  async (precision) => {
    const file = files.find((each) => each.architecture === 'clip-vision' && each.precision === precision)!;
    const network = selectOutputs(readNetwork(weightsOf(file), precision), [file.mainTap]);
    const tensor = layerInput(network, file.mainTap);
    expect(relativeDifference(file.taps.get('pooled')!, await tapped(network, tensor!, file))).toBeLessThan(
      TOLERANCE[precision],
    );
  },
);
