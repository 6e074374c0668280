/** @file The whole way of an image: bytes in, the square of pixels that an encoder takes out. */
import { decode, openImage, readMetadata, readRgb } from './decode.ts';
import { keptWindow, resizedSize, type Size } from './geometry.ts';
import { reducedSize, resamplePlainJpeg, type Reduction } from './jpegDecoder.ts';
import { readJpegHeader } from './jpegHeader.ts';
import { openKernels } from './kernels.ts';
import { PIXELS_MAX } from './limits.ts';
import type { Interpolation, Preprocessing } from './preprocessing.ts';
import { resample } from './resample.ts';
import { resamplePlan, type ResamplePlan } from './resamplePlan.ts';
import { resampleSimd } from './resampleSimd.ts';
import { sniffFormat } from './sniffFormat.ts';

/** From this reduction on, reading a JPEG at half its size saves much, and from twice that on at a quarter. */
const FAST_REDUCTION_MIN = 4;
const SHARP_KERNELS = { bilinear: 'linear', bicubic: 'cubic' } as const satisfies Record<Interpolation, string>;

const kernels = openKernels();

/**
 * Decodes, resizes and crops. With `mode: exact` the result equals Pillow's to the bit, whatever sharp's version.
 * @returns uint8 RGB, shape [side, side, 3], side = `outputSide(preprocessing)`; its buffer belongs to the caller
 * @throws {ImageError} the bytes are no image that can be used
 */
export async function decodeAndPrepare(bytes: Uint8Array, preprocessing: Preprocessing): Promise<Uint8Array> {
  const direct = preparePlainJpeg(bytes, preprocessing);
  if (direct !== null) return direct;
  const reduced = preprocessing.mode === 'fast' ? await reduceJpeg(bytes, preprocessing) : null;
  if (reduced !== null) return reduced;
  const image = await decode(bytes, preprocessing.orientation);
  const plan = planFor(image, preprocessing, resizedSize(image, preprocessing.resize));
  return kernels === null ? resample(image, plan) : resampleSimd(kernels, image, plan);
}

function planFor({ width, height }: Size, { resize, crop, passOrder }: Preprocessing, target: Size): ResamplePlan {
  return resamplePlan({
    source: { width, height },
    target,
    window: keptWindow(target, crop),
    interpolation: resize.interpolation,
    passOrder,
  });
}

/** The same square by our own decoder, which is faster; null where it is not for that file. */
function preparePlainJpeg(bytes: Uint8Array, preprocessing: Preprocessing): Uint8Array | null {
  if (kernels === null || sniffFormat(bytes) !== 'jpeg') return null;
  const header = readJpegHeader(bytes);
  if (header === null || header.width * header.height > PIXELS_MAX) return null;
  if (header.hasExif && preprocessing.orientation === 'exif') return null;
  const target = resizedSize(header, preprocessing.resize);
  const reduction = preprocessing.mode === 'fast' ? fastReduction(header, target) : 1;
  const plan = planFor(reducedSize(header, reduction), preprocessing, target);
  return resamplePlainJpeg(kernels, bytes, { header, plan, reduction });
}

/** What leaves at least half of the whole reduction to the resize, so that its filter decides. */
function fastReduction(source: Size, target: Size): Reduction {
  const whole = reductionOf(source, target);
  if (whole >= 2 * FAST_REDUCTION_MIN) return 4;
  return whole >= FAST_REDUCTION_MIN ? 2 : 1;
}

function reductionOf(source: Size, target: Size): number {
  return Math.min(source.width / target.width, source.height / target.height);
}

/**
 * The same square by sharp's resize, which reads a large JPEG at half its size or less: for those that our own decoder does
 * not take. Null where it does not pay or would not be near: sharp's enlarging is displaced by half a pixel, and CMYK has a
 * path of its own.
 */
async function reduceJpeg(bytes: Uint8Array, { resize, crop, orientation }: Preprocessing): Promise<Uint8Array | null> {
  if (sniffFormat(bytes) !== 'jpeg') return null;
  const { space, width, height, autoOrient } = await readMetadata(bytes);
  if (space === 'cmyk') return null;
  const source = orientation === 'exif' ? autoOrient : { width, height };
  const target = resizedSize(source, resize);
  if (reductionOf(source, target) < FAST_REDUCTION_MIN) return null;
  const image = openImage(bytes, orientation).resize(target.width, target.height, {
    fit: 'fill',
    kernel: SHARP_KERNELS[resize.interpolation],
    fastShrinkOnLoad: false,
  });
  const { data } = await readRgb(image.extract(keptWindow(target, crop)));
  return new Uint8Array(data);
}
