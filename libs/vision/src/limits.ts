/** @file How large an image may be: small files can say that they are huge, and decoding them would end the process. */
import { ImageError } from './errors.ts';

/** Where Pillow, too, refuses an image as a decompression bomb. */
export const PIXELS_MAX = 178_956_970;
/** The largest side that JPEG can say. With it a resize of a thin image stays small in memory. */
const SIDE_MAX = 65_535;

/** @throws {ImageError} */
export function checkSize(width: number, height: number): void {
  if (width * height > PIXELS_MAX || Math.max(width, height) > SIDE_MAX) throw tooLarge();
}

export function tooLarge(cause?: unknown): ImageError {
  const limit = `at most ${PIXELS_MAX.toLocaleString('en')} pixels and ${SIDE_MAX.toLocaleString('en')} a side`;
  return new ImageError('too-large', `Expected ${limit}, got more: refused as a decompression bomb.`, { cause });
}
