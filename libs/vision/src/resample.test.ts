import { Random } from '@regatta/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assembleKernel } from '../test/assembleKernels.ts';
import type { Size, Window } from './geometry.ts';
import { INTERPOLATIONS, type Preprocessing } from './preprocessing.ts';
import { resample } from './resample.ts';
import { RESAMPLE_MODULE_BASE64 } from './resampleModule.ts';
import { resamplePlan, type ResamplePlan } from './resamplePlan.ts';
import { openKernels } from './kernels.ts';
import { resampleSimd } from './resampleSimd.ts';
import type { RgbImage } from './rgbImage.ts';

const PASS_ORDERS = ['horizontal-first', 'pillow-13'] as const;
const whole = ({ width, height }: Size): Window => ({ left: 0, top: 0, width, height });

function noise({ width, height }: Size, seed: number): RgbImage {
  const random = new Random(seed);
  // Hard edges overshoot with bicubic weights, so that clamping is met too.
  const data = Uint8Array.from({ length: width * height * 3 }, () => (random.next() < 0.5 ? 0 : random.integer(256)));
  return { data, width, height };
}

const size = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) });
const cases = fc
  .record({
    source: size,
    target: size,
    interpolation: fc.constantFrom(...INTERPOLATIONS),
    passOrder: fc.constantFrom<Preprocessing['passOrder']>(...PASS_ORDERS),
    cut: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    seed: fc.integer(),
  })
  .map(({ cut: [x, y], ...rest }) => {
    const left = Math.floor(x * (rest.target.width - 1));
    const top = Math.floor(y * (rest.target.height - 1));
    const width = Math.max(1, rest.target.width - 2 * left);
    const height = Math.max(1, rest.target.height - 2 * top);
    return { ...rest, window: { left, top, width, height } };
  });

describe('resample', () => {
  test('keeps an image of one colour as it is, at any size', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 255 }), ({ source, ...rest }, value) => {
        const image = { ...source, data: new Uint8Array(source.width * source.height * 3).fill(value) };
        const out = resample(image, resamplePlan({ source, ...rest }));
        expect(out.every((byte) => byte === value)).toBe(true);
      }),
    );
  });

  test('computes in a window what it would compute there in the whole picture', () => {
    fc.assert(
      fc.property(cases, ({ source, target, window, seed, ...rest }) => {
        const image = noise(source, seed);
        const all = resample(image, resamplePlan({ source, target, window: whole(target), ...rest }));
        const part = resample(image, resamplePlan({ source, target, window, ...rest }));
        for (let y = 0; y < window.height; y++) {
          const start = ((window.top + y) * target.width + window.left) * 3;
          const row = part.subarray(y * window.width * 3, (y + 1) * window.width * 3);
          expect(row).toEqual(all.subarray(start, start + window.width * 3));
        }
      }),
    );
  });

  test('puts samples of an enlarged ramp where Pillow puts them: at x / 2 - 1 / 4', () => {
    const image = { width: 16, height: 1, data: Uint8Array.from({ length: 48 }, (_, i) => Math.floor(i / 3) * 16) };
    const target = { width: 32, height: 1 };
    const plan = resamplePlan({
      source: { width: 16, height: 1 },
      target,
      window: whole(target),
      interpolation: 'bilinear',
      passOrder: 'horizontal-first',
    });
    const reds = Array.from({ length: 8 }, (_, x) => resample(image, plan)[x * 3]);
    expect(reds).toEqual([0, 4, 12, 20, 28, 36, 44, 52]);
  });
});

describe('the SIMD resampler', () => {
  const kernels = openKernels()!;
  const simd = (image: RgbImage, plan: ResamplePlan) => resampleSimd(kernels, image, plan);

  test('gives the same bytes as the plain one', () => {
    fc.assert(
      fc.property(cases, ({ source, seed, ...rest }) => {
        const image = noise(source, seed);
        const plan = resamplePlan({ source, ...rest });
        expect(simd(image, plan)).toEqual(resample(image, plan));
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same bytes where the source passes through its window in many parts', () => {
    const source = { width: 3000, height: 301 };
    const target = { width: 37, height: 50 };
    const plan = resamplePlan({
      source,
      target,
      window: whole(target),
      interpolation: 'bicubic',
      passOrder: 'horizontal-first',
    });
    const image = noise(source, 7);
    expect(Buffer.compare(simd(image, plan), resample(image, plan))).toBe(0);
  });

  test('is the module that resample.wat assembles to', async () => {
    expect(Buffer.from(await assembleKernel('resample')).toString('base64')).toBe(RESAMPLE_MODULE_BASE64);
  });
});
