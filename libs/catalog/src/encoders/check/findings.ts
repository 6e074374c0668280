/** @file What a sane encoder does with pictures, each as a finding: looked at and told whether it is so or not. */
import { PICTURES, relativeDifference, type Precision } from '@regatta/encoders';

export interface Finding {
  /** What an encoder should do: `gives an image the same features whatever lies beside it`. */
  readonly check: string;
  readonly isOk: boolean;
  /** What was seen, in words. */
  readonly found: string;
}

/** Different kernels for different batch sizes differ in last bits; fp16 has fewer of them. */
const RELATIVE_DIFFERENCE_MAX: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 2e-2, int8: 1e-3 };
/** Of at most 15. Features that lie on one line cannot tell classes apart. */
const EFFECTIVE_DIMENSIONS_MIN = 1.5;

/** Of some of the pictures. */
export interface Features {
  /** [images, d], row-major. */
  readonly data: Float32Array;
  readonly d: number;
}

export function finiteness({ data }: Features): Finding {
  const wrong = data.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  return {
    check: 'gives finite numbers',
    isOk: wrong === 0,
    found: wrong === 0 ? `all ${data.length}` : `${wrong} of ${data.length} are not`,
  };
}

export async function repeatability({ data }: Features, again: () => Promise<Features>): Promise<Finding> {
  const worst = relativeDifference(data, (await again()).data);
  return {
    check: 'gives the same features twice',
    isOk: worst === 0,
    found: worst === 0 ? 'to the bit' : `${worst.toPrecision(2)} apart`,
  };
}

export async function batchInvariance(
  { data, d }: Features,
  { run, precision }: { run: (from: number, to: number) => Promise<Features>; precision: Precision },
): Promise<Finding> {
  const most = RELATIVE_DIFFERENCE_MAX[precision];
  let worst = 0;
  // Alone, and in another place of a smaller batch.
  for (const [from, to] of [
    [0, 1],
    [PICTURES - 1, PICTURES],
    [3, 8],
  ] as const) {
    const part = await run(from, to);
    worst = Math.max(worst, relativeDifference(data.subarray(from * d, to * d), part.data));
  }
  return {
    check: 'gives an image the same features whatever lies beside it',
    isOk: worst <= most,
    found: `${worst.toPrecision(2)} apart, ${most} at most`,
  };
}

/** Two different pictures must differ by more than rounding. */
export function reaction({ data, d }: Features): Finding {
  let alike = 0;
  for (let i = 0; i < PICTURES; i++) {
    for (let j = 0; j < i; j++) {
      const difference = relativeDifference(data.subarray(i * d, (i + 1) * d), data.subarray(j * d, (j + 1) * d));
      // NaN is found by another check, and is no sign of likeness.
      if (difference < 1e-4) alike++;
    }
  }
  const pairs = (PICTURES * (PICTURES - 1)) / 2;
  return { check: 'reacts to the image', isOk: alike === 0, found: `${pairs - alike} of ${pairs} pairs differ` };
}

/**
 * Participation ratio of the variances, (Σλ)² / Σλ²: how many directions the features use. Computed from the Gram matrix
 * of the centred features, whose nonzero eigenvalues are theirs.
 */
export function spread({ data, d }: Features): Finding {
  const mean = new Float64Array(d);
  for (let i = 0; i < PICTURES; i++) for (let k = 0; k < d; k++) mean[k]! += data[i * d + k]! / PICTURES;
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < PICTURES; i++) {
    for (let j = 0; j < PICTURES; j++) {
      let product = 0;
      for (let k = 0; k < d; k++) product += (data[i * d + k]! - mean[k]!) * (data[j * d + k]! - mean[k]!);
      if (i === j) trace += product;
      squares += product ** 2;
    }
  }
  const effective = squares > 0 ? trace ** 2 / squares : 0;
  const expected = Math.min(EFFECTIVE_DIMENSIONS_MIN, d);
  return {
    check: 'is not collapsed',
    isOk: effective >= expected,
    found: `${effective.toFixed(1)} directions for ${PICTURES} pictures, ${expected} at least`,
  };
}
