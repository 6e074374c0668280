import { describe, expect, test } from 'vitest';
import { readPreprocessorConfig } from './preprocessorConfig.ts';
import { RECIPES } from './recipes.ts';

/** As CLIP's repositories have it. */
const CLIP = {
  crop_size: { height: 224, width: 224 },
  do_center_crop: true,
  do_convert_rgb: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_processor_type: 'CLIPImageProcessor',
  image_std: [0.26862954, 0.26130258, 0.27577711],
  resample: 3,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 224 },
};
const SQUASH = {
  ...CLIP,
  image_processor_type: 'ViTImageProcessor',
  do_center_crop: false,
  resample: 2,
  size: { height: 224, width: 224 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
};

describe('readPreprocessorConfig', () => {
  test('gives the recipes of the processors that resize, crop and normalise', () => {
    expect(readPreprocessorConfig(CLIP).preprocessing).toEqual(RECIPES['clip-hf']);
    expect(readPreprocessorConfig(SQUASH).preprocessing).toEqual(RECIPES['vit-hf']);
    const dinov2 = {
      ...CLIP,
      image_processor_type: 'BitImageProcessor',
      size: { shortest_edge: 256 },
      image_mean: [0.485, 0.456, 0.406],
      image_std: [0.229, 0.224, 0.225],
    };
    expect(readPreprocessorConfig(dinov2).preprocessing).toEqual(RECIPES['dinov2']);
    // The older spelling of a crop.
    expect(readPreprocessorConfig({ ...CLIP, crop_size: 224 }).preprocessing).toEqual(RECIPES['clip-hf']);
  });

  test('takes steps that are off for what they are', () => {
    const raw = { ...SQUASH, do_rescale: false, do_normalize: false, image_mean: null, image_std: null };
    expect(readPreprocessorConfig(raw).preprocessing).toMatchObject({ rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] });
    expect(readPreprocessorConfig({ ...SQUASH, do_pad: false, crop_pct: null }).reason).toBeNull();
  });

  test.each([
    ['a number as size, which processors read in two ways', { ...CLIP, size: 224 }, 'size'],
    ['another filter', { ...CLIP, resample: 1 }, 'Expected 2 (bilinear) or 3 (bicubic)'],
    ['no resize', { ...CLIP, do_resize: false }, 'do_resize'],
    ['a rule of its own', { ...CLIP, image_processor_type: 'ConvNextImageProcessor' }, 'has rules of its own'],
    ['a step that is not known', { ...CLIP, do_flip_channel_order: true }, 'it says do_flip_channel_order: true'],
    ['no square', { ...SQUASH, size: { height: 224, width: 200 } }, 'Expected a square'],
    ['no numbers to normalise by', { ...CLIP, image_mean: null }, 'does not say by which numbers'],
    ['no crop where one is needed', { ...CLIP, do_center_crop: false }, 'Expected a crop after a resize'],
    ['something else entirely', [1, 2], 'expected object'],
  ])('leaves %s to a person', (_, config, reason) => {
    const read = readPreprocessorConfig(config);
    expect(read.preprocessing).toBeNull();
    expect(read.reason).toContain(reason);
  });
});
