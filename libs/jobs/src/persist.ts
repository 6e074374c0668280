/** @file Patience with the infrastructure: what failed for its sake is tried again until it works or the time is up. */
import { RetryableError } from './errors.ts';
import type { Time } from './time.ts';

export interface PersistOptions {
  readonly time: Time;
  /** No new try begins after this long. @unit milliseconds */
  readonly forMs: number;
  /** Between the end of one try and the next. @default 500 @unit milliseconds */
  readonly pauseMs?: number;
  /** Its firing ends the patience: the try in hand is the last. */
  readonly signal?: AbortSignal;
  /** Hears of each failure that another try follows. */
  readonly onTrouble?: (error: RetryableError) => void;
}

/**
 * Runs `attempt` until it succeeds, as long as it fails with nothing but a `RetryableError`. A try whose answer got lost
 * may have worked, so `attempt` must do no harm when it is repeated.
 * @throws what the last try threw: any other error at once, a `RetryableError` when the time is up or the signal fired.
 */
export async function persist<T>(attempt: () => Promise<T>, options: PersistOptions): Promise<T> {
  const { time, forMs, pauseMs = 500, signal, onTrouble } = options;
  const giveUpAt = time.now() + forMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RetryableError) || time.now() + pauseMs > giveUpAt) throw error;
      if (signal?.aborted !== true) {
        onTrouble?.(error);
        await time.sleep(pauseMs, signal);
      }
      if (signal?.aborted === true) throw error;
    }
  }
}
