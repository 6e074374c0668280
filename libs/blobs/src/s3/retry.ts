/**
 * @file Tries again what failed for a reason that passes: exponential backoff with full jitter (Brooker, AWS Architecture
 * Blog, 2015), so that a fleet which met one fault at the same moment does not come back at the same moment.
 */
import type { Time } from '@regatta/jobs';
import { TRANSIENT, s3Fault } from './s3Fault.ts';

export interface RetryOptions {
  readonly time: Time;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Waits 3 s on average, 9 s when throttled, at most twice that: longer troubles are the business of the job's own tries. */
const TRIES = 6;
const FIRST_MS_MAX = 200;
const THROTTLED_FIRST_MS_MAX = 1_000;
const PAUSE_MS_MAX = 5_000;

/** @throws what the last try threw. */
export async function withRetries<T>(attempt: () => Promise<T>, { time, random }: RetryOptions): Promise<T> {
  for (let failed = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      const fault = s3Fault(error);
      if (!TRANSIENT.has(fault) || ++failed === TRIES) throw error;
      const first = fault === 'throttled' ? THROTTLED_FIRST_MS_MAX : FIRST_MS_MAX;
      await time.sleep(random() * Math.min(PAUSE_MS_MAX, first * 2 ** (failed - 1)));
    }
  }
}
