import { parseModel } from '@regatta/onnx';
import { beforeAll, describe, expect, test } from 'vitest';
import * as oracles from '../../test/controlOracles.ts';
import { readBatch, type Batch } from '../../test/images.ts';
import { runModel, type Numbers } from '../../test/runModel.ts';
import { ENCODER_INPUT, buildEncoder } from '../buildEncoder.ts';
import { encoderRef } from '../spec.ts';
import { CONTROL_NAMES, buildControl, controlFacts, type Control, type ControlName } from './controls.ts';

const ORACLES = {
  'pixel-statistics': () => oracles.pixelStatistics,
  'color-histogram': () => oracles.colorHistogram,
  hog: () => oracles.hog,
  'random-vit': ({ weights }: Control) => oracles.randomVit(parseModel(weights)),
} satisfies Record<ControlName, (control: Control) => (pixels: Uint8Array, side: number) => number[]>;

const row = ({ data, shape }: Numbers, i: number) => data.subarray(i * shape[1]!, (i + 1) * shape[1]!);

describe.each(CONTROL_NAMES)('the control %s', (name) => {
  const control = buildControl(name);
  const { model } = buildEncoder(control.weights, control.spec);
  let batch: Batch;
  let features: Numbers;
  const run = (shape: readonly number[], data: Uint8Array) => runModel(model, { name: ENCODER_INPUT, shape, data });

  beforeAll(async () => {
    batch = await readBatch(control.spec.preprocessing);
    features = await run(batch.shape, batch.data);
  });

  test('computes what its definition says, on real images', () => {
    const oracle = ORACLES[name](control);
    // A second of plain loops per image is enough for the transformer.
    for (const [i, pixels] of (name === 'random-vit' ? batch.images.slice(0, 1) : batch.images).entries()) {
      const expected = oracle(pixels, batch.side);
      expect(features.shape[1]).toBe(controlFacts(name).dimension);
      expect(expected.length).toBe(features.shape[1]);
      const worst = row(features, i).reduce((max, value, j) => Math.max(max, Math.abs(value - expected[j]!)), 0);
      // float32 against float64; directions of the faintest gradients are the worst.
      expect(worst, `image ${i}`).toBeLessThan(5e-5);
    }
  });

  test('tells images apart, and every number is finite', () => {
    expect(features.data.every(Number.isFinite)).toBe(true);
    for (let i = 0; i < batch.images.length; i++) {
      expect(new Set(row(features, i)).size).toBeGreaterThan(5);
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(...row(features, i).map((value, k) => value - row(features, j)[k]!));
        expect(distance, `${i} and ${j}`).toBeGreaterThan(0.05);
      }
    }
  });

  test('gives an image the same features whatever lies beside it', async () => {
    for (const [i, pixels] of batch.images.entries()) {
      const alone = await run([1, batch.side, batch.side, 3], pixels);
      const worst = row(features, i).reduce((max, value, j) => Math.max(max, Math.abs(value - alone.data[j]!)), 0);
      expect(worst).toBeLessThan(2e-6);
    }
  });

  test('bears an image of one colour', async () => {
    const { data } = await run([1, batch.side, batch.side, 3], new Uint8Array(batch.side ** 2 * 3).fill(255));
    expect(data.every(Number.isFinite)).toBe(true);
  });

  test('is a control of standard operators, with the same bytes each time', () => {
    expect(control.spec.role).toBe('control');
    expect([...parseModel(control.weights).opsets.keys()]).toEqual(['']);
    expect(Buffer.compare(buildControl(name).weights, control.weights)).toBe(0);
  });
});

test('controls are the same encoders on every machine', () => {
  const hashes = CONTROL_NAMES.map((name) => [name, encoderRef(buildControl(name).spec).weights.slice(0, 16)]);
  expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
    {
      "color-histogram": "55ea233ac0397951",
      "hog": "05b0ca389821ec1b",
      "pixel-statistics": "fb77a1e163f4a4b9",
      "random-vit": "17704775f1b86cfa",
    }
  `);
});
