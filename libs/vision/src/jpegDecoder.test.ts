import { Random } from '@regatta/tensor';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { assembleKernel } from '../test/assembleKernels.ts';
import { golden, readBad, readImage } from '../test/golden.ts';
import { randomJpeg, type RandomJpeg } from '../test/randomJpeg.ts';
import { decode } from './decode.ts';
import { keptWindow, type Size } from './geometry.ts';
import { reducedSize, resamplePlainJpeg } from './jpegDecoder.ts';
import { readJpegHeader } from './jpegHeader.ts';
import { JPEG_MODULE_BASE64 } from './jpegModule.ts';
import { openKernels } from './kernels.ts';
import { INTERPOLATIONS, type Interpolation } from './preprocessing.ts';
import { resample } from './resample.ts';
import { resamplePlan, type ResamplePlan } from './resamplePlan.ts';
import type { RgbImage } from './rgbImage.ts';

const kernels = openKernels()!;

const jpegs = fc.record<RandomJpeg>({
  width: fc.integer({ min: 5, max: 90 }),
  height: fc.integer({ min: 1, max: 90 }),
  sampling: fc.constantFrom('gray', '4:4:4', '4:2:2', '4:2:0'),
  restartInterval: fc.constantFrom(0, 0, 1, 3, 10),
  density: fc.constantFrom(0, 0.02, 0.2, 0.9),
});
interface Crop {
  readonly target: number;
  /** Of each side: blocks at the edges are left out. */
  readonly share: number;
  readonly isWhole: boolean;
  readonly interpolation: Interpolation;
}
const crops = fc.record<Crop>({
  target: fc.integer({ min: 4, max: 60 }),
  share: fc.double({ min: 0.1, max: 1, noNaN: true }),
  isWhole: fc.boolean(),
  interpolation: fc.constantFrom(...INTERPOLATIONS),
});

function planFor(source: Size, { target, share, isWhole, interpolation }: Crop): ResamplePlan {
  const size = isWhole ? source : { width: target, height: target };
  const crop = Math.max(1, Math.floor(share * Math.min(size.width, size.height)));
  const window = keptWindow(size, { size: crop, offset: 'floor' });
  return resamplePlan({ source, target: size, window, interpolation, passOrder: 'horizontal-first' });
}

function decodeOurselves(bytes: Uint8Array, plan: ResamplePlan): Uint8Array | null {
  const header = readJpegHeader(bytes);
  return header && resamplePlainJpeg(kernels, bytes, { header, plan });
}

function meanGreen(
  { data, width }: RgbImage,
  { x, y, reduction }: { x: number; y: number; reduction: number },
): number {
  let sum = 0;
  for (let i = 0; i < reduction ** 2; i++) {
    const [column, row] = [x * reduction + (i % reduction), y * reduction + Math.floor(i / reduction)];
    sum += data[(row * width + column) * 3 + 1]!;
  }
  return sum / reduction ** 2;
}

describe('the JPEG decoder', () => {
  test('gives the pixels of libjpeg-turbo for random coefficients, samplings, sizes, restarts and crops', async () => {
    await fc.assert(
      fc.asyncProperty(jpegs, crops, fc.integer(), async (jpeg, crop, seed) => {
        const bytes = randomJpeg(jpeg, new Random(seed));
        const plan = planFor(jpeg, crop);
        expect(decodeOurselves(bytes, plan)).toEqual(resample(await decode(bytes, 'as-stored'), plan));
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  test('gives the pixels of libjpeg-turbo for photos of every quality', async () => {
    const photo = readImage('jpeg-big-1600x1200.jpg');
    for (const quality of [1, 10, 30, 60, 75, 90, 95, 100]) {
      for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
        const bytes = await sharp(photo).resize(333, 251).jpeg({ quality, chromaSubsampling }).toBuffer();
        const source = { width: 333, height: 251 };
        const plan = planFor(source, { target: 100, share: 0.9, isWhole: false, interpolation: 'bicubic' });
        const expected = resample(await decode(bytes, 'as-stored'), plan);
        expect(Buffer.compare(decodeOurselves(bytes, plan)!, expected), `${quality} ${chromaSubsampling}`).toBe(0);
      }
    }
  }, 60_000);

  test.each(['jpeg-gray.jpg', 'jpeg-444.jpg', 'jpeg-422.jpg', 'jpeg-420-odd.jpg'])(
    'reduces %s to means of its samples',
    async (name) => {
      const bytes = readImage(name);
      const header = readJpegHeader(bytes)!;
      const whole = await decode(bytes, 'as-stored');
      for (const reduction of [2, 4] as const) {
        const size = reducedSize(header, reduction);
        const plan = resamplePlan({
          ...{ source: size, target: size, window: { left: 0, top: 0, ...size } },
          ...{ interpolation: 'bilinear', passOrder: 'horizontal-first' },
        });
        const reduced = resamplePlainJpeg(kernels, bytes, { header, plan, reduction })!;
        let [sum, most] = [0, 0];
        const [across, down] = [Math.floor(header.width / reduction), Math.floor(header.height / reduction)];
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            // Green, which is nearly luma.
            const off = Math.abs(reduced[(y * size.width + x) * 3 + 1]! - meanGreen(whole, { x, y, reduction }));
            sum += off;
            most = Math.max(most, off);
          }
        }
        // Samples are rounded after the mean here, and before it there; chroma is not smoothed between blocks.
        expect(sum / (across * down), `${name} by ${reduction}`).toBeLessThan(0.8);
        expect(most, `${name} by ${reduction}`).toBeLessThan(16);
      }
    },
  );

  test('takes the plain files, and leaves CMYK and progressive ones to sharp', () => {
    const plan = (name: string) => readJpegHeader(readImage(name));
    for (const name of ['jpeg-420-odd.jpg', 'jpeg-422.jpg', 'jpeg-444.jpg', 'jpeg-gray.jpg', 'jpeg-exif6.jpg']) {
      expect(plan(name), name).not.toBeNull();
    }
    expect(plan('jpeg-cmyk.jpg')).toBeNull();
    expect(plan('jpeg-progressive.jpg')).toBeNull();
  });

  test('takes no file that is cut off, wherever', () => {
    const bytes = randomJpeg(
      { width: 40, height: 40, sampling: '4:2:0', restartInterval: 2, density: 0.2 },
      new Random(1),
    );
    const plan = planFor(
      { width: 40, height: 40 },
      { target: 20, share: 1, isWhole: false, interpolation: 'bilinear' },
    );
    expect(decodeOurselves(bytes, plan)).not.toBeNull();
    for (let length = 2; length < bytes.length; length++) {
      expect(decodeOurselves(bytes.subarray(0, length), plan), `${length} bytes`).toBeNull();
    }
  });

  test('takes no bad file of the golden ones but those that every decoder reads', () => {
    const taken = Object.keys(golden.bad).filter((name) => {
      const header = readJpegHeader(readBad(name));
      if (header === null) return false;
      const plan = planFor(header, { target: 32, share: 1, isWhole: false, interpolation: 'bilinear' });
      return decodeOurselves(readBad(name), plan) !== null;
    });
    expect(taken.filter((name) => golden.bad[name]!.expect === 'error')).toEqual([]);
  });

  test('survives any bytes', () => {
    const source = { width: 64, height: 48 };
    const plan = planFor(source, { target: 20, share: 1, isWhole: false, interpolation: 'bilinear' });
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(jpegs, changes, fc.integer(), (jpeg, changed, seed) => {
        const bytes = randomJpeg({ ...jpeg, ...source }, new Random(seed));
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        const header = readJpegHeader(bytes);
        // A file that says another size would be given another plan.
        if (header === null || header.width !== source.width || header.height !== source.height) return;
        resamplePlainJpeg(kernels, bytes, { header, plan });
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test('is the module that jpeg.wat assembles to', async () => {
    expect(Buffer.from(await assembleKernel('jpeg')).toString('base64')).toBe(JPEG_MODULE_BASE64);
  });
});
