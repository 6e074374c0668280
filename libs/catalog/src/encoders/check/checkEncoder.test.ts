import { createHash } from 'node:crypto';
import { buildControl, CONTROL_NAMES, EncoderSpec } from '@regatta/encoders';
import { expect, test } from 'vitest';
import { goldenEncoders } from '../../../../../test/support/goldenEncoders.ts';
import { tinyNetwork, type TinyOptions } from '../../../test/tinyEncoder.ts';
import { checkEncoder } from './checkEncoder.ts';

const QUICK = { threads: 1, measureMs: 0 };
const spec = (weights: Uint8Array) =>
  EncoderSpec.parse({
    version: 1,
    name: 'tiny',
    role: 'pretrained',
    weights: createHash('sha256').update(weights).digest('hex'),
    input: { name: 'pixel_values' },
    preprocessing: {
      resize: { mode: 'exact', size: 4, interpolation: 'bilinear' },
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    tap: { tensor: 'embedding' },
    precision: 'fp32',
    licence: 'CC0-1.0',
  });
const failed = async (options: TinyOptions) => {
  const weights = tinyNetwork(options);
  const { findings } = await checkEncoder(weights, spec(weights), QUICK);
  return findings.filter(({ isOk }) => !isOk).map(({ check }) => check);
};

test.each(CONTROL_NAMES)('finds nothing wrong with the control %s, and says how fast it is', async (name) => {
  const { weights, spec: own } = buildControl(name);
  const { findings, ...rest } = await checkEncoder(weights, own, QUICK);
  expect(findings.filter(({ isOk }) => !isOk)).toEqual([]);
  expect(findings).toHaveLength(5);
  expect(rest).toMatchObject({ provider: 'cpu', fallback: null, batch: 16 });
  expect(rest.latencyMs).toBeGreaterThan(0);
  expect(rest.imagesPerSecond).toBeGreaterThan(0);
});

const exported = goldenEncoders().filter(({ architecture }) => architecture !== 'clip-text');

test.each(exported.map((encoder) => [encoder.title, encoder] as const))(
  'finds nothing wrong with the export %s',
  async (_, { weights, input, mainTap }) => {
    const size = input.shape[2]!;
    const resize = { mode: 'exact' as const, size, interpolation: 'bicubic' as const };
    const sane = { ...spec(weights), tap: { ...spec(weights).tap, tensor: mainTap } };
    const preprocessing = { ...sane.preprocessing, resize };
    const { findings } = await checkEncoder(weights, { ...sane, preprocessing }, QUICK);
    expect(findings.filter(({ isOk }) => !isOk)).toEqual([]);
  },
);

test('finds nothing wrong with a small network that is sane', async () => {
  expect(await failed({})).toEqual([]);
});

test('finds a network whose features depend on the neighbours', async () => {
  expect(await failed({ fault: 'mixed' })).toEqual(['gives an image the same features whatever lies beside it']);
});

test('finds a network that does not look at the image', async () => {
  expect(await failed({ fault: 'flat' })).toEqual(['reacts to the image', 'is not collapsed']);
});

test('finds a network whose numbers overflow', async () => {
  expect(await failed({ factor: 3.4e38 })).toContain('gives finite numbers');
});

test('finds a network that sees brightness alone', async () => {
  expect(await failed({ fault: 'collapsed' })).toContain('is not collapsed');
});
