/**
 * @file From a file's bytes to RGB pixels that equal Pillow's `Image.open(file).convert('RGB')`: sharp decodes, colour
 * profiles are ignored, alpha is dropped and not blended, CMYK follows Pillow's formula, the first frame is taken.
 *
 * Differs from Pillow: 16-bit gray keeps its high byte, where Pillow's conversion clips at 255 and gives white pictures.
 * AVIF is read, but converted from YUV by another formula (about 2 steps of 255 on average).
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { decodeBmp } from './decodeBmp.ts';
import { ImageError } from './errors.ts';
import { jpegComponents } from './jpegComponents.ts';
import { PIXELS_MAX, checkSize, tooLarge } from './limits.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { RgbImage } from './rgbImage.ts';
import { sniffFormat } from './sniffFormat.ts';

// Callers decode on as many threads as they have cores, and no image twice.
sharp.concurrency(1);
sharp.cache(false);

/** @throws {ImageError} the bytes are no image that can be used. */
export async function decode(bytes: Uint8Array, orientation: Preprocessing['orientation']): Promise<RgbImage> {
  const format = sniffFormat(bytes);
  if (format === 'bmp') return decodeBmp(bytes);
  const isCmyk =
    (format === 'jpeg' && jpegComponents(bytes) === 4) ||
    (format === 'tiff' && (await readMetadata(bytes)).space === 'cmyk');
  const image = openImage(bytes, orientation);
  if (!isCmyk) return readRgb(image);
  const { data, width, height } = await readPixels(image.pipelineColourspace('cmyk').toColourspace('cmyk'));
  return { data: cmykToRgb(data), width, height };
}

/** The bytes as sharp opens them everywhere here; `autoOrient` turns the image as its EXIF tag says. */
export function openImage(bytes: Uint8Array, orientation: Preprocessing['orientation']): Sharp {
  const image = sharp(bytes, { ignoreIcc: true, failOn: 'truncated', limitInputPixels: PIXELS_MAX });
  return orientation === 'exif' ? image.autoOrient() : image;
}

/** Runs a pipeline that ends in RGB. @throws {ImageError} */
export async function readRgb(image: Sharp): Promise<RgbImage> {
  return readPixels(image.removeAlpha().toColourspace('srgb'));
}

async function readPixels(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true }).catch(refuse);
  checkSize(info.width, info.height);
  return { data, width: info.width, height: info.height };
}

/** What the file says of itself, without decoding. @throws {ImageError} */
export async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  return openImage(bytes, 'as-stored').metadata().catch(refuse);
}

/** Pillow's conversion without a profile: each of (255 - c)(255 - k) / 255, rounded by its integer trick. */
function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const white = 255 - cmyk[i + 3]!;
    for (let channel = 0; channel < 3; channel++, o++) {
      const t = cmyk[i + channel]! * white + 128;
      rgb[o] = Math.max(white - (((t >> 8) + t) >> 8), 0);
    }
  }
  return rgb;
}

function refuse(cause: unknown): never {
  const message = cause instanceof Error ? cause.message.trim() : String(cause);
  if (message.includes('pixel limit')) throw tooLarge(cause);
  if (/premature end|truncated|unexpected end/i.test(message)) {
    throw new ImageError('damaged', 'The image is cut off: its data ends too early.', { cause });
  }
  const [firstLine] = message.split('\n');
  throw new ImageError('damaged', `The image is damaged or cut off (${firstLine}).`, { cause });
}
