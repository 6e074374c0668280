/** @file What an image file says of itself, without decoding its pixels. */
import { decodeBmp } from './decodeBmp.ts';
import { readMetadata } from './decode.ts';
import { sniffFormat, type ImageFormat } from './sniffFormat.ts';

export interface ImageFacts {
  readonly format: ImageFormat;
  /** As stored, before any EXIF tag turns the image. @unit pixels */
  readonly width: number;
  readonly height: number;
}

/** @throws {ImageError} the bytes are no image, or their header is damaged */
export async function readImageFacts(bytes: Uint8Array): Promise<ImageFacts> {
  const format = sniffFormat(bytes);
  const { width, height } = format === 'bmp' ? decodeBmp(bytes) : await readMetadata(bytes);
  return { format, width, height };
}
