import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EncoderManifest } from './manifest.ts';
import { STUDY_PREPROCESSING } from './study.ts';

const SHORT = {
  name: 'mobilenet-v2',
  weights: 'mobilenet-v2.onnx',
  input: { name: 'pixel_values' },
  preprocessing: 'study',
  tap: 'embedding',
  licence: 'Apache-2.0',
};

const faults = (manifest: unknown) => {
  const { error } = EncoderManifest.safeParse(manifest);
  return error ? z.prettifyError(error) : '';
};

describe('EncoderManifest', () => {
  test('writes short spellings out', () => {
    expect(EncoderManifest.parse(SHORT)).toEqual({
      ...SHORT,
      weights: { file: 'mobilenet-v2.onnx' },
      input: { name: 'pixel_values', layout: 'nchw' },
      preprocessing: STUDY_PREPROCESSING,
      tap: { tensor: 'embedding', pooling: 'none', skip: 0 },
      taps: {},
      precision: 'fp32',
      role: 'pretrained',
    });
    const remote = EncoderManifest.parse({ ...SHORT, weights: 'https://example.org/model.onnx' });
    expect(remote.weights).toEqual({ url: 'https://example.org/model.onnx' });
  });

  test('reports every fault where it is', () => {
    const text = faults({
      ...SHORT,
      name: 'no spaces please',
      weights: { file: 'a.onnx', url: 'https://example.org/a.onnx' },
      preprocessing: { resize: { mode: 'shorter', size: 256, interpolation: 'cubic' }, mean: [0, 0, 0], std: [1, 1] },
      tap: { tensor: 'tokens', pooling: 'max' },
      license: 'MIT',
    });
    expect(text).toContain('→ at name');
    expect(text).toContain('Expected either file or url');
    expect(text).toContain('→ at preprocessing.resize.interpolation');
    expect(text).toContain('→ at preprocessing.std');
    expect(text).toContain('→ at tap.pooling');
    expect(text).toContain('Unrecognized key: "license"');
  });

  test('refuses tokens to skip where there are none', () => {
    expect(faults({ ...SHORT, tap: { tensor: 'tokens', pooling: 'cls', skip: 1 } })).toContain(
      'only with pooling: mean',
    );
  });
});
