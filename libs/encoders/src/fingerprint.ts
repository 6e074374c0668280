/**
 * @file The fingerprint of an encoder: what it makes of sixteen fixed pictures, in 128 numbers. It goes through everything
 * that decides a feature (decoding, resize, normalisation, network, tap), is small enough to stand in a manifest, and does
 * not give the features themselves away.
 */
import { Random } from '@regatta/tensor';
import { z } from 'zod';
import type { Precision } from './spec.ts';

/** Which pictures they are: other ones would be another set. */
export const PICTURE_SET = 'pictures-1';
export const PICTURES = 16;
const PROJECTIONS = 8;

export const EncoderReference = z.strictObject({
  pictures: z.literal(PICTURE_SET),
  /** [16, 8], row-major. */
  fingerprint: z.array(z.number()).length(PICTURES * PROJECTIONS),
});
export type EncoderReference = z.infer<typeof EncoderReference>;

/**
 * How far fingerprints of one encoder may be apart, of the largest number: other processors, providers and versions of the
 * runtime sum in another order, half precision has three digits, and int8 may round to the other side.
 */
export const REFERENCE_TOLERANCE: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 2e-2, int8: 5e-2 };

/**
 * Each feature by eight fixed projections, s·f / √d with random signs s (Achlioptas, 2003).
 * @param data features, shape [16, d], row-major
 */
export function fingerprintOf({ data, d }: { readonly data: Float32Array; readonly d: number }): number[] {
  if (data.length !== PICTURES * d) throw new RangeError(`Expected ${PICTURES} features of ${d}, got ${data.length}.`);
  const random = new Random('fingerprint');
  const signs = Int8Array.from({ length: PROJECTIONS * d }, () => (random.integer(2) === 0 ? -1 : 1));
  const fingerprint: number[] = [];
  for (let picture = 0; picture < PICTURES; picture++) {
    for (let projection = 0; projection < PROJECTIONS; projection++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += signs[projection * d + j]! * data[picture * d + j]!;
      // Seven digits are all that float32 has.
      fingerprint.push(Number((sum / Math.sqrt(d)).toPrecision(7)));
    }
  }
  return fingerprint;
}
