/**
 * @file A perceptual hash: the signs of the 63 lowest frequencies of a small grey picture (pHash: Zauner, 2010, after the
 * discrete cosine transform of Krawetz). Resizing and re-encoding move few of them.
 *
 * Differs from pHash: signs instead of a comparison with the median, so that a mirrored picture's hash follows from its
 * own. A frequency v of an axis changes its sign when the axis is turned round and v is odd. Symmetric pictures have many
 * coefficients near zero whose signs are noise, so there is a dead zone, and hashes of both signs are kept.
 */
import assert from 'node:assert/strict';

/** Side of the grey picture. @unit pixels */
export const HASH_SIDE = 32;
const FREQUENCIES = 8;
/** Coefficients below this share of their root mean square have no sign. */
const DEAD_ZONE = 0.02;

const COSINES = Array.from({ length: FREQUENCIES }, (_, frequency) =>
  Float64Array.from({ length: HASH_SIDE }, (__, x) => Math.cos(((2 * x + 1) * frequency * Math.PI) / (2 * HASH_SIDE))),
);

/**
 * 64 bits as 8 bytes: byte u has the vertical frequency u, its bit v the horizontal one. The bit of the mean is 0.
 */
export type HashBytes = Uint8Array;

/**
 * @param grey shape [HASH_SIDE, HASH_SIDE]
 * @param hash is written: bits of positive coefficients, 8 bytes, then those of negative ones, 8 bytes
 */
export function writePerceptualHash(grey: Float64Array, hash: Uint8Array): void {
  assert.equal(grey.length, HASH_SIDE * HASH_SIDE);
  assert.equal(hash.length, 2 * FREQUENCIES);
  const coefficients = lowFrequencies(grey);
  coefficients[0] = 0;
  let sum = 0;
  for (const value of coefficients) sum += value * value;
  const least = DEAD_ZONE * Math.sqrt(sum / (coefficients.length - 1));
  hash.fill(0);
  for (let u = 0; u < FREQUENCIES; u++) {
    for (let v = 0; v < FREQUENCIES; v++) {
      const value = coefficients[u * FREQUENCIES + v]!;
      if (value > least) hash[u]! |= 1 << v;
      else if (value < -least) hash[FREQUENCIES + u]! |= 1 << v;
    }
  }
}

/** Cosine transform of type II, not normalised: shape [8 vertical, 8 horizontal]. */
function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(HASH_SIDE * FREQUENCIES);
  for (let y = 0; y < HASH_SIDE; y++) {
    for (let v = 0; v < FREQUENCIES; v++) {
      const cosine = COSINES[v]!;
      let sum = 0;
      for (let x = 0; x < HASH_SIDE; x++) sum += grey[y * HASH_SIDE + x]! * cosine[x]!;
      rows[y * FREQUENCIES + v] = sum;
    }
  }
  const out = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let u = 0; u < FREQUENCIES; u++) {
    const cosine = COSINES[u]!;
    for (let v = 0; v < FREQUENCIES; v++) {
      let sum = 0;
      for (let y = 0; y < HASH_SIDE; y++) sum += rows[y * FREQUENCIES + v]! * cosine[y]!;
      out[u * FREQUENCIES + v] = sum;
    }
  }
  return out;
}
