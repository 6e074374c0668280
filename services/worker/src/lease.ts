/**
 * @file Keeps a lease while a job runs: renews it at a third of its length, and fires its signal when it is lost.
 *
 * A renewal that cannot reach the database is tried again soon; once the lease must have run out by our own clock, it
 * counts as lost, since another worker may hold the job by then. (Whether it really does, the token decides.)
 */
import type { Time } from '@regatta/jobs';
import type { Fence, WorkerStore } from '@regatta/store';

export class Lease {
  readonly #store: Pick<WorkerStore, 'renew'>;
  readonly #fence: Fence;
  readonly #leaseMs: number;
  readonly #time: Time;
  readonly #lost = new AbortController();
  readonly #released = new AbortController();
  readonly #done: Promise<void>;

  constructor(store: Pick<WorkerStore, 'renew'>, fence: Fence, options: { leaseMs: number; time: Time }) {
    this.#store = store;
    this.#fence = fence;
    this.#leaseMs = options.leaseMs;
    this.#time = options.time;
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
    let heldUntil = this.#time.now() + this.#leaseMs;
    let sleepMs = this.#leaseMs / 3;
    for (;;) {
      await this.#time.sleep(sleepMs, this.#released.signal);
      if (this.#released.signal.aborted) return;
      const askedAt = this.#time.now();
      const answer = await this.#store.renew(this.#fence).catch(() => 'unreachable' as const);
      if (answer === 'lost') return this.#lost.abort('the lease was lost or the job was cancelled');
      if (answer === 'renewed') heldUntil = askedAt + this.#leaseMs;
      else if (this.#time.now() >= heldUntil)
        return this.#lost.abort('the database was out of reach for longer than the lease');
      sleepMs = answer === 'renewed' ? this.#leaseMs / 3 : Math.min(1000, this.#leaseMs / 10);
    }
  }
}
