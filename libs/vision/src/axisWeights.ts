/**
 * @file Weights of one axis of a separable resampling, in fixed point, as Pillow computes them (src/libImaging/Resample.c,
 * `precompute_coeffs` and `normalize_coeffs_8bpc`).
 *
 * The output pixel at x looks at the source around (x + 1/2) * scale. The filter's support grows with the reduction, which
 * is the antialias. Weights outside the image are dropped, the rest is scaled to sum 1 and rounded to 22 fractional bits.
 */
import type { Interpolation } from './preprocessing.ts';

/** Fractional bits of a weight: 32 less 8 of a pixel less 2 for overshoot and sign. */
export const PRECISION_BITS = 22;

export interface AxisWeights {
  readonly count: number;
  /** Per output position, the first source position and how many are weighted. */
  readonly first: Int32Array;
  readonly taps: Int32Array;
  /** `stride` per output position, of which `taps` count. */
  readonly weights: Int32Array;
  readonly stride: number;
}

const FILTERS: Record<Interpolation, { readonly support: number; readonly weight: (x: number) => number }> = {
  bilinear: { support: 1, weight: (x) => (Math.abs(x) < 1 ? 1 - Math.abs(x) : 0) },
  bicubic: { support: 2, weight: (x) => keys(Math.abs(x)) },
};

/** Keys (1981) with a = -0.5; torch's bicubic without antialias has -0.75. Grouped as Pillow does: it decides the last bit. */
function keys(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** Weights for the output positions from .. from + count of an axis that goes from `inSize` to `outSize` pixels. */
export function axisWeights(
  axis: { readonly inSize: number; readonly outSize: number; readonly from: number; readonly count: number },
  interpolation: Interpolation,
): AxisWeights {
  const { inSize, outSize, from, count } = axis;
  const { support, weight } = FILTERS[interpolation];
  const scale = inSize / outSize;
  const filterScale = Math.max(scale, 1);
  const reach = support * filterScale;
  const stride = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(count);
  const taps = new Int32Array(count);
  const weights = new Int32Array(count * stride);
  const raw = new Float64Array(stride);
  const step = 1 / filterScale;
  for (let i = 0; i < count; i++) {
    const center = (from + i + 0.5) * scale;
    const begin = Math.max(Math.trunc(center - reach + 0.5), 0);
    const length = Math.min(Math.trunc(center + reach + 0.5), inSize) - begin;
    let sum = 0;
    for (let j = 0; j < length; j++) sum += raw[j] = weight((j + begin - center + 0.5) * step);
    for (let j = 0; j < length; j++) weights[i * stride + j] = toFixedPoint(sum === 0 ? raw[j]! : raw[j]! / sum);
    first[i] = begin;
    taps[i] = length;
  }
  return { count, first, taps, weights, stride };
}

function toFixedPoint(weight: number): number {
  const scaled = weight * 2 ** PRECISION_BITS;
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}
