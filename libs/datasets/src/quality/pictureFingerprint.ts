/**
 * @file What is kept of a picture to find its copies: a perceptual hash to find candidates, and a small picture of its
 * details and one of its colours to judge them. 305 bytes, so that those of 365,000 images fit 111 MB.
 */
import assert from 'node:assert/strict';
import { HASH_SIDE, writePerceptualHash } from './perceptualHash.ts';

/** A change of anything below makes other fingerprints, which must not be compared with older ones. */
export const FINGERPRINT_VERSION = 1;
/** Side of the square of pixels that is taken in. @unit pixels */
export const FINGERPRINT_SIDE = HASH_SIDE;

export const HASH_BYTES = 16;
export const DETAIL_SIDE = 16;
export const CHROMA_SIDE = 4;
const DETAIL_AT = HASH_BYTES;
const CHROMA_AT = DETAIL_AT + DETAIL_SIDE ** 2;
const CONTRAST_AT = CHROMA_AT + 2 * CHROMA_SIDE ** 2;
export const FINGERPRINT_BYTES = CONTRAST_AT + 1;

/** Root mean square of details, in sixteenths of a grey step, below which they are noise. */
const CONTRAST_MIN = 12;
const CONTRAST_UNITS = 16;

/**
 * @param pixels uint8 RGB, shape [FINGERPRINT_SIDE, FINGERPRINT_SIDE, 3]: the whole picture, whatever its proportions
 * @returns FINGERPRINT_BYTES bytes
 */
export function fingerprintPicture(pixels: Uint8Array): Uint8Array {
  assert.equal(pixels.length, FINGERPRINT_SIDE ** 2 * 3);
  const out = new Uint8Array(FINGERPRINT_BYTES);
  const { grey, blue, red } = toYCbCr(pixels);
  writePerceptualHash(grey, out.subarray(0, HASH_BYTES));
  out[CONTRAST_AT] = writeDetails(shrink(grey, DETAIL_SIDE), detailsOf(out));
  const [cb, cr] = [shrink(blue, CHROMA_SIDE), shrink(red, CHROMA_SIDE)];
  out.set(cb.map(Math.round), CHROMA_AT);
  out.set(cr.map(Math.round), CHROMA_AT + CHROMA_SIDE ** 2);
  return out;
}

/** The perceptual hash, of both signs. */
export function hashOf(fingerprint: Uint8Array): Uint8Array {
  return fingerprint.subarray(0, HASH_BYTES);
}

/** What stands out against its surroundings, scaled to -127 to 127; shape [DETAIL_SIDE, DETAIL_SIDE]. */
export function detailsOf(fingerprint: Uint8Array): Int8Array {
  return new Int8Array(fingerprint.buffer, fingerprint.byteOffset + DETAIL_AT, DETAIL_SIDE ** 2);
}

/** Blueness, then redness, 128 where there is none; shape [2, CHROMA_SIDE, CHROMA_SIDE]. */
export function chromaOf(fingerprint: Uint8Array): Uint8Array {
  return fingerprint.subarray(CHROMA_AT, CONTRAST_AT);
}

/** True for a picture without anything to recognise it by, a white page or a clear sky: all of these look alike. */
export function isPlain(fingerprint: Uint8Array): boolean {
  return fingerprint[CONTRAST_AT]! < CONTRAST_MIN;
}

/** Luma and chroma of JPEG (ITU-T T.871). */
function toYCbCr(pixels: Uint8Array): { grey: Float64Array; blue: Float64Array; red: Float64Array } {
  const count = pixels.length / 3;
  const [grey, blue, red] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const [r, g, b] = [pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!];
    grey[i] = 0.299 * r + 0.587 * g + 0.114 * b;
    blue[i] = 128 + (b - grey[i]!) / 1.772;
    red[i] = 128 + (r - grey[i]!) / 1.402;
  }
  return { grey, blue, red };
}

/** Means of blocks. */
function shrink(plane: Float64Array, side: number): Float64Array {
  const block = FINGERPRINT_SIDE / side;
  const out = new Float64Array(side * side);
  for (let y = 0; y < FINGERPRINT_SIDE; y++) {
    for (let x = 0; x < FINGERPRINT_SIDE; x++) {
      out[Math.floor(y / block) * side + Math.floor(x / block)]! += plane[y * FINGERPRINT_SIDE + x]! / block ** 2;
    }
  }
  return out;
}

/**
 * Each pixel less the mean of its 3 x 3 surroundings. Large smooth areas, in which photos of one kind are all alike
 * (a garment on a bed, a product on white), fall away.
 * @returns the contrast, from 0 to 255
 */
function writeDetails(small: Float64Array, out: Int8Array): number {
  const side = DETAIL_SIDE;
  const details = new Float64Array(small.length);
  let [sum, most] = [0, 0];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let [around, count] = [0, 0];
      for (let v = Math.max(0, y - 1); v <= Math.min(side - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(side - 1, x + 1); u++, count++) around += small[v * side + u]!;
      }
      const detail = small[y * side + x]! - around / count;
      details[y * side + x] = detail;
      sum += detail * detail;
      most = Math.max(most, Math.abs(detail));
    }
  }
  if (most > 0) details.forEach((detail, i) => (out[i] = Math.round((detail / most) * 127)));
  return Math.min(255, Math.round(CONTRAST_UNITS * Math.sqrt(sum / details.length)));
}
