/**
 * @file A closer look at an encoder than the trial run when it is added: is it sane, and how fast is it here?
 *
 * It sees pictures that are made from a seed: gradients with shapes, and noise. They are like no photograph, so the limits
 * are wide; what they find is a network that is broken, not one that is weak.
 */
import { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder, type EncoderSpec } from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import { createSession, type Provider, type Session } from '@regatta/runtime';
import { Random } from '@regatta/tensor';

export interface CheckOptions {
  /** @default 'cpu' */
  readonly provider?: Provider | 'auto' | undefined;
  readonly threads?: number | undefined;
  /** Time for each of the two measurements. @default 2000 @unit milliseconds */
  readonly measureMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Finding {
  /** What an encoder should do: `gives an image the same features whatever lies beside it`. */
  readonly check: string;
  readonly isOk: boolean;
  /** What was seen, in words. */
  readonly found: string;
}

export interface EncoderCheck {
  readonly findings: readonly Finding[];
  readonly provider: string;
  /** Why it is not the provider that was asked for; null when it is. */
  readonly fallback: string | null;
  /** Median of one image at a time. @unit milliseconds */
  readonly latencyMs: number;
  /** In batches, without decoding. */
  readonly imagesPerSecond: number;
  readonly batch: number;
}

const IMAGES = 16;
/** Different kernels for different batch sizes differ in last bits; fp16 has fewer of them. */
const RELATIVE_DIFFERENCE_MAX = { fp32: 1e-3, fp16: 2e-2, int8: 1e-3 };
/** Of at most 15. Features that lie on one line cannot tell classes apart. */
const EFFECTIVE_DIMENSIONS_MIN = 1.5;

/** @throws {EncoderError} it cannot be built @throws {SessionError} it cannot be run */
export async function checkEncoder(
  weights: Uint8Array,
  spec: EncoderSpec,
  { provider = 'cpu', threads, measureMs = 2000, signal }: CheckOptions = {},
): Promise<EncoderCheck> {
  const { model, side } = buildEncoder(weights, spec);
  const session = await createSession(model, { provider, ...(threads === undefined ? {} : { threads }) });
  try {
    const images = pictures(side);
    const run = (from: number, to: number) => features(session, images, { side, from, to });
    const all = await run(0, IMAGES);
    const findings = [
      finiteness(all),
      await repeatability(all, () => run(0, IMAGES)),
      await batchInvariance(all, { run, most: RELATIVE_DIFFERENCE_MAX[spec.precision] }),
      reaction(all),
      spread(all),
    ];
    const latencyMs = median(await time(() => run(0, 1), { measureMs, signal }));
    const batchMs = median(await time(() => run(0, IMAGES), { measureMs, signal }));
    return {
      findings,
      provider: session.provider,
      fallback: session.fallback,
      latencyMs,
      imagesPerSecond: (1000 * IMAGES) / batchMs,
      batch: IMAGES,
    };
  } finally {
    await session.close();
  }
}

interface Features {
  /** [images, d], row-major. */
  readonly data: Float32Array;
  readonly d: number;
}

function finiteness({ data }: Features): Finding {
  const wrong = data.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  return {
    check: 'gives finite numbers',
    isOk: wrong === 0,
    found: wrong === 0 ? `all ${data.length}` : `${wrong} of ${data.length} are not`,
  };
}

async function repeatability({ data }: Features, again: () => Promise<Features>): Promise<Finding> {
  const worst = relativeDifference(data, (await again()).data);
  return {
    check: 'gives the same features twice',
    isOk: worst === 0,
    found: worst === 0 ? 'to the bit' : `${worst.toPrecision(2)} apart`,
  };
}

async function batchInvariance(
  { data, d }: Features,
  { run, most }: { run: (from: number, to: number) => Promise<Features>; most: number },
): Promise<Finding> {
  let worst = 0;
  // Alone, and in another place of a smaller batch.
  for (const [from, to] of [
    [0, 1],
    [IMAGES - 1, IMAGES],
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
function reaction({ data, d }: Features): Finding {
  let alike = 0;
  for (let i = 0; i < IMAGES; i++) {
    for (let j = 0; j < i; j++) {
      const difference = relativeDifference(data.subarray(i * d, (i + 1) * d), data.subarray(j * d, (j + 1) * d));
      // NaN is found by another check, and is no sign of likeness.
      if (difference < 1e-4) alike++;
    }
  }
  const pairs = (IMAGES * (IMAGES - 1)) / 2;
  return { check: 'reacts to the image', isOk: alike === 0, found: `${pairs - alike} of ${pairs} pairs differ` };
}

/**
 * Participation ratio of the variances, (Σλ)² / Σλ²: how many directions the features use. Computed from the Gram matrix
 * of the centred features, whose nonzero eigenvalues are theirs.
 */
function spread({ data, d }: Features): Finding {
  const mean = new Float64Array(d);
  for (let i = 0; i < IMAGES; i++) for (let k = 0; k < d; k++) mean[k]! += data[i * d + k]! / IMAGES;
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < IMAGES; i++) {
    for (let j = 0; j < IMAGES; j++) {
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
    found: `${effective.toFixed(1)} directions for ${IMAGES} pictures, ${expected} at least`,
  };
}

/** Largest difference of two rows, of the largest number in them. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < a.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(a[i]!));
  }
  return worst === 0 ? 0 : worst / scale;
}

/** Half of them colour gradients with a disc and a bar, half noise around a colour of their own. @returns [images, side, side, 3] */
function pictures(side: number): Uint8Array {
  const random = new Random('encoders check');
  const bytes = new Uint8Array(IMAGES * side * side * 3);
  for (let image = 0; image < IMAGES; image++) {
    const colour = [0, 1, 2].map(() => random.integer(200));
    const [x0, y0, radius] = [random.integer(side), random.integer(side), 1 + random.integer(Math.max(1, side >> 1))];
    const isNoise = image % 2 === 1;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const isInside = (x - x0) ** 2 + (y - y0) ** 2 < radius ** 2 || Math.abs(x - y0) < side / 16;
        const slope = isNoise ? random.integer(56) : ((x * (1 + (image % 3)) + y) * 55) / (4 * side);
        const at = ((image * side + y) * side + x) * 3;
        for (let c = 0; c < 3; c++) bytes[at + c] = isInside && !isNoise ? 255 - colour[c]! : colour[c]! + slope;
      }
    }
  }
  return bytes;
}

async function features(
  session: Session,
  images: Uint8Array,
  { side, from, to }: { side: number; from: number; to: number },
): Promise<Features> {
  const size = side * side * 3;
  const pixels = images.subarray(from * size, to * size);
  const outputs = await session.run({ [ENCODER_INPUT]: Tensor.of('uint8', [to - from, side, side, 3], pixels) });
  const { shape, data } = outputs[ENCODER_OUTPUT]!;
  return { data: data as Float32Array, d: shape[1]! };
}

/** Runs until the time is up, and at least three times. @unit milliseconds */
async function time(
  run: () => Promise<unknown>,
  { measureMs, signal }: { measureMs: number; signal: AbortSignal | undefined },
): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + measureMs;
  while (times.length < 3 || performance.now() < end) {
    signal?.throwIfAborted();
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
