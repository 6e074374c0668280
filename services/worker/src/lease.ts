/**
 * @file Keeps a lease while a job runs: renews it at a third of its length, and fires its signal when it is lost.
 *
 * A renewal that cannot reach the database is tried again soon, and the work goes on meanwhile: while the database is
 * away nobody else can claim the job either, and when it is back, the coordinator waits for late renewals before it
 * frees anything. If only this worker was cut off, another may have the job by then: the next renewal says so, and until
 * it does the token refuses whatever this worker brings.
 */
import { RetryableError, type Time } from '@regatta/jobs';
import type { Fence, WorkerStore } from '@regatta/store';

/** So long a database may be away before the work in hand is given up. @unit milliseconds */
export const OUTAGE_MS_MAX = 5 * 60_000;
const RETRY_MS_MAX = 1000;

export interface LeaseOptions {
  readonly leaseMs: number;
  readonly time: Time;
  /** Hears of a renewal that failed and will be tried again. */
  readonly onTrouble: (error: unknown) => void;
}

export class Lease {
  readonly #renew: () => Promise<'renewed' | 'lost'>;
  readonly #options: LeaseOptions;
  readonly #lost = new AbortController();
  readonly #released = new AbortController();
  readonly #done: Promise<void>;

  constructor(store: Pick<WorkerStore, 'renew'>, fence: Fence, options: LeaseOptions) {
    this.#renew = () => store.renew(fence);
    this.#options = options;
    this.#done = this.#keep();
  }

  /** Fires when the lease is lost; its reason says how. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Stops renewing. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#done;
  }

  async #keep(): Promise<void> {
    const { leaseMs, time, onTrouble } = this.#options;
    let answeredAt = time.now();
    let sleepMs = leaseMs / 3;
    for (;;) {
      await time.sleep(sleepMs, this.#released.signal);
      if (this.#released.signal.aborted) return;
      try {
        if ((await this.#renew()) === 'lost') return this.#lost.abort('the lease was lost or the job was cancelled');
        answeredAt = time.now();
        sleepMs = leaseMs / 3;
      } catch (error) {
        if (!(error instanceof RetryableError) || time.now() - answeredAt > OUTAGE_MS_MAX) {
          return this.#lost.abort(`the lease could not be renewed: ${messageOf(error)}`);
        }
        onTrouble(error);
        sleepMs = Math.min(RETRY_MS_MAX, leaseMs / 10);
      }
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
