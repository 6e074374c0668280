import { describe, expect, test } from 'vitest';
import { keptWindow, resizedSize } from './geometry.ts';

const shorter = (size: number) => ({ mode: 'shorter' as const, size, interpolation: 'bilinear' as const });

describe('resizedSize', () => {
  test.each([
    [{ width: 640, height: 480 }, 224, { width: 298, height: 224 }],
    [{ width: 211, height: 283 }, 256, { width: 256, height: 343 }],
    [{ width: 224, height: 224 }, 224, { width: 224, height: 224 }],
    [{ width: 1, height: 9 }, 2, { width: 2, height: 18 }],
  ])('of %o with a shorter side of %i cuts the long side down to a whole pixel', (size, side, expected) => {
    expect(resizedSize(size, shorter(side))).toEqual(expected);
  });
});

describe('keptWindow', () => {
  const windowOf = (surplus: number, offset: 'half-even' | 'floor') =>
    keptWindow({ width: 10 + surplus, height: 10 }, { size: 10, offset });

  test.each([
    [0, 0, 0],
    [1, 0, 0],
    [2, 1, 1],
    [3, 2, 1],
    [5, 2, 2],
    [71, 36, 35],
  ])('puts a surplus of %i pixels %i to the left as Python rounds, %i as floor', (surplus, halfEven, floor) => {
    expect(windowOf(surplus, 'half-even')).toEqual({ left: halfEven, top: 0, width: 10, height: 10 });
    expect(windowOf(surplus, 'floor').left).toBe(floor);
  });

  test('is the whole image without a crop', () => {
    expect(keptWindow({ width: 7, height: 5 }, null)).toEqual({ left: 0, top: 0, width: 7, height: 5 });
  });
});
