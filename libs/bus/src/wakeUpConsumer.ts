/** @file Pulls wake-ups one at a time: every `next` is a wait of its own. */
import type { Lane } from '@regatta/jobs';
import type { Delivery, WakeUpConsumer } from './bus.ts';
import { WakeUpPull, type PullContext } from './wakeUpPull.ts';

export class NatsWakeUpConsumer implements WakeUpConsumer {
  readonly #context: PullContext;
  readonly #lanes: readonly Lane[];
  readonly #pulls = new Set<WakeUpPull>();
  #isClosed = false;
  /** The last wait heard nothing at all from a server that is there. */
  #isUnanswered = false;

  constructor(context: PullContext, lanes: readonly Lane[]) {
    this.#context = context;
    this.#lanes = [...new Set(lanes)];
  }

  async next({ waitMs, signal }: { waitMs: number; signal?: AbortSignal }): Promise<Delivery | null> {
    if (this.#isClosed || this.#context.link.status === 'closed' || signal?.aborted === true) return null;
    const pull = new WakeUpPull(this.#context, { lanes: this.#lanes, waitMs, declaresFirst: this.#isUnanswered });
    const cancel = () => pull.cancel();
    this.#pulls.add(pull);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const delivery = await pull.result;
      this.#isUnanswered = !pull.wasAnswered && !(signal?.aborted ?? false);
      return delivery;
    } finally {
      signal?.removeEventListener('abort', cancel);
      void pull.drained.then(() => this.#pulls.delete(pull));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const pulls = [...this.#pulls];
    for (const pull of pulls) pull.cancel();
    // While the server is away nothing can be waited for, and nothing can arrive.
    if (this.#context.link.status === 'connected') await Promise.all(pulls.map((pull) => pull.drained));
  }
}
