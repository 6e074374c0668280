import { describe, expect, test } from 'vitest';
import { EncoderSpec, encoderRef } from './spec.ts';
import { STUDY_PREPROCESSING } from './study.ts';

const spec = EncoderSpec.parse({
  version: 1,
  name: 'dino-vit-b-16',
  role: 'pretrained',
  weights: 'ab'.repeat(32),
  input: { name: 'pixel_values' },
  preprocessing: {
    resize: { mode: 'shorter', size: 256, interpolation: 'bicubic' },
    crop: { size: 224 },
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  tap: { tensor: 'last_hidden_state', pooling: 'cls' },
  precision: 'fp32',
  licence: 'Apache-2.0',
});

describe('encoderRef', () => {
  test('says in words what the hash says in full', () => {
    expect(encoderRef(spec)).toMatchObject({
      name: 'dino-vit-b-16',
      tap: 'last_hidden_state:cls',
      preprocessing: 'shorter 256 bicubic, crop 224',
      precision: 'fp32',
      role: 'pretrained',
    });
    expect(encoderRef({ ...spec, preprocessing: STUDY_PREPROCESSING }).preprocessing).toBe('study');
  });

  test('is the same encoder under another name, licence, role or note', () => {
    const other = {
      ...spec,
      name: 'my-dino',
      licence: 'MIT',
      role: 'control',
      notes: 'copied',
      family: 'vit',
    } as const;
    expect(encoderRef(other).hash).toBe(encoderRef(spec).hash);
  });

  test('is another encoder when anything changes that decides a feature', () => {
    const { crop, ...geometry } = spec.preprocessing;
    const others: EncoderSpec[] = [
      { ...spec, weights: 'cd'.repeat(32) },
      { ...spec, input: { ...spec.input, name: 'image' } },
      { ...spec, input: { ...spec.input, layout: 'nhwc' } },
      { ...spec, tap: { ...spec.tap, pooling: 'mean' } },
      { ...spec, tap: { ...spec.tap, pooling: 'mean', skip: 1 } },
      { ...spec, preprocessing: { ...geometry, crop: { ...crop!, offset: 'floor' } } },
      { ...spec, preprocessing: { ...spec.preprocessing, mode: 'fast' } },
      { ...spec, preprocessing: { ...spec.preprocessing, orientation: 'exif' } },
      { ...spec, preprocessing: { ...spec.preprocessing, passOrder: 'pillow-13' } },
      { ...spec, precision: 'fp16' },
      { ...spec, preprocessing: { ...spec.preprocessing, mean: [0.5, 0.456, 0.406] } },
    ];
    expect(new Set([spec, ...others].map((each) => encoderRef(each).hash)).size).toBe(others.length + 1);
  });
});
