/** @file A closer look at an encoder than the trial run when it is added: is it sane, is it what it was, and how fast is it here? */
import { PICTURES, buildEncoder, fingerprintOf, type EncoderSpec } from '@regatta/encoders';
import { createSession, type Provider } from '@regatta/runtime';
import { batchInvariance, finiteness, reaction, repeatability, spread, type Finding } from './findings.ts';
import { preparedPictures } from './pictures.ts';
import { runOn } from './runOn.ts';

export interface CheckOptions {
  /** @default 'cpu' */
  readonly provider?: Provider | 'auto' | undefined;
  readonly threads?: number | undefined;
  /** Time for each of the two measurements. @default 2000 @unit milliseconds */
  readonly measureMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface EncoderCheck {
  readonly findings: readonly Finding[];
  /** What it makes of the pictures, in 128 numbers; the `reference` of a manifest is one. */
  readonly fingerprint: readonly number[];
  readonly provider: string;
  /** Why it is not the provider that was asked for; null when it is. */
  readonly fallback: string | null;
  /** Median of one image at a time. @unit milliseconds */
  readonly latencyMs: number;
  /** In batches, without decoding. */
  readonly imagesPerSecond: number;
  readonly batch: number;
}

/** @throws {EncoderError} it cannot be built @throws {SessionError} it cannot be run */
export async function checkEncoder(
  weights: Uint8Array,
  spec: EncoderSpec,
  { provider = 'cpu', threads, measureMs = 2000, signal }: CheckOptions = {},
): Promise<EncoderCheck> {
  const { model, side } = buildEncoder(weights, spec);
  const session = await createSession(model, { provider, ...(threads === undefined ? {} : { threads }) });
  try {
    const images = await preparedPictures(spec.preprocessing);
    const bytes = side * side * 3;
    const run = (from: number, to: number) => runOn(session, images.subarray(from * bytes, to * bytes), side);
    const all = await run(0, PICTURES);
    const findings = [
      finiteness(all),
      await repeatability(all, () => run(0, PICTURES)),
      await batchInvariance(all, { run, precision: spec.precision }),
      reaction(all),
      spread(all),
    ];
    const latencyMs = median(await time(() => run(0, 1), { measureMs, signal }));
    const batchMs = median(await time(() => run(0, PICTURES), { measureMs, signal }));
    return {
      findings,
      fingerprint: fingerprintOf(all),
      provider: session.provider,
      fallback: session.fallback,
      latencyMs,
      imagesPerSecond: (1000 * PICTURES) / batchMs,
      batch: PICTURES,
    };
  } finally {
    await session.close();
  }
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
