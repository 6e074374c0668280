/** @file The whole way of an image: bytes in, the square of pixels that an encoder takes out. */
import { decode, openImage, readMetadata, readRgb } from './decode.ts';
import { keptWindow, resizedSize, type Size } from './geometry.ts';
import { resamplePlainJpeg } from './jpegDecoder.ts';
import { readJpegHeader } from './jpegHeader.ts';
import { openKernels } from './kernels.ts';
import { PIXELS_MAX } from './limits.ts';
import type { Interpolation, Preprocessing } from './preprocessing.ts';
import { resample } from './resample.ts';
import { resamplePlan, type ResamplePlan } from './resamplePlan.ts';
import { resampleSimd } from './resampleSimd.ts';
import { sniffFormat } from './sniffFormat.ts';

/** From this reduction on, sharp's own resize of a JPEG saves half of the work or more. */
const FAST_REDUCTION_MIN = 4;
const SHARP_KERNELS = { bilinear: 'linear', bicubic: 'cubic' } as const satisfies Record<Interpolation, string>;

const kernels = openKernels();

/**
 * Decodes, resizes and crops. With `mode: exact` the result equals Pillow's to the bit, whatever sharp's version.
 * @returns uint8 RGB, shape [side, side, 3], side = `outputSide(preprocessing)`; its buffer belongs to the caller
 * @throws {ImageError} the bytes are no image that can be used
 */
export async function decodeAndPrepare(bytes: Uint8Array, preprocessing: Preprocessing): Promise<Uint8Array> {
  const reduced = preprocessing.mode === 'fast' ? await reduceJpeg(bytes, preprocessing) : null;
  if (reduced !== null) return reduced;
  const direct = preparePlainJpeg(bytes, preprocessing);
  if (direct !== null) return direct;
  const image = await decode(bytes, preprocessing.orientation);
  const plan = planFor(image, preprocessing);
  return kernels === null ? resample(image, plan) : resampleSimd(kernels, image, plan);
}

function planFor({ width, height }: Size, { resize, crop, passOrder }: Preprocessing): ResamplePlan {
  const target = resizedSize({ width, height }, resize);
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
  return resamplePlainJpeg(kernels, bytes, { header, plan: planFor(header, preprocessing) });
}

/**
 * The same square by sharp's resize, which reads a large JPEG at half its size or less; null where it does not pay or
 * would not be near: sharp's enlarging is displaced by half a pixel, and CMYK has a path of its own.
 */
async function reduceJpeg(bytes: Uint8Array, { resize, crop, orientation }: Preprocessing): Promise<Uint8Array | null> {
  if (sniffFormat(bytes) !== 'jpeg') return null;
  const { space, width, height, autoOrient } = await readMetadata(bytes);
  if (space === 'cmyk') return null;
  const source = orientation === 'exif' ? autoOrient : { width, height };
  const target = resizedSize(source, resize);
  if (Math.min(source.width / target.width, source.height / target.height) < FAST_REDUCTION_MIN) return null;
  const image = openImage(bytes, orientation).resize(target.width, target.height, {
    fit: 'fill',
    kernel: SHARP_KERNELS[resize.interpolation],
    fastShrinkOnLoad: false,
  });
  const { data } = await readRgb(image.extract(keptWindow(target, crop)));
  return new Uint8Array(data);
}
