import { describe, expect, test } from 'vitest';
import { golden } from '../test/golden.ts';
import { Preprocessing, outputSide } from './preprocessing.ts';

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

describe('Preprocessing', () => {
  test('fills in what nearly every recipe leaves out', () => {
    const recipe = Preprocessing.parse({ resize: { mode: 'exact', size: 224, interpolation: 'bicubic' }, ...IMAGENET });
    expect(recipe).toMatchObject({
      crop: null,
      rescale: 1 / 255,
      mode: 'exact',
      orientation: 'as-stored',
      passOrder: 'horizontal-first',
    });
    expect(outputSide(recipe)).toBe(224);
  });

  test('refuses a shorter-side resize without a crop, and a crop larger than what it cuts', () => {
    const shorter = { mode: 'shorter', size: 224, interpolation: 'bilinear' };
    expect(Preprocessing.safeParse({ resize: shorter, ...IMAGENET }).error?.message).toContain('Add crop: {size: N}');
    const larger = Preprocessing.safeParse({ resize: shorter, crop: { size: 256 }, ...IMAGENET });
    expect(larger.error?.message).toContain('at most the resized 224 pixels, got 256');
  });

  test('refuses a key that it does not know, so that no misspelt option is silently a default', () => {
    const resize = { mode: 'exact', size: 224, interpolation: 'bicubic', antialias: false };
    expect(Preprocessing.safeParse({ resize, ...IMAGENET }).success).toBe(false);
  });

  test.each(Object.keys(golden.recipes))('holds the recipe %s', (name) => {
    expect(Preprocessing.parse(golden.recipes[name])).toEqual(golden.recipes[name]);
  });
});
