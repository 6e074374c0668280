/** @file The one true clock of a simulated run: it jumps from deadline to deadline. */
import type { Time } from '@regatta/jobs';

const START_MS = Date.UTC(2026, 0, 1);

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  isAwake: boolean;
  readonly wake: () => void;
}

const isBefore = (a: Sleeper, b: Sleeper) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export class SimulatedClock implements Time {
  #nowMs = 0;
  #sleepers = 0;
  /** A binary heap, the next to wake first. */
  readonly #heap: Sleeper[] = [];

  readonly now = (): number => this.#nowMs;

  readonly date = (): Date => new Date(START_MS + this.#nowMs);

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        if (sleeper.isAwake) return;
        sleeper.isAwake = true;
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + Math.max(0, ms), order: this.#sleepers++, isAwake: false, wake };
      this.#push(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  };

  /** Lets time pass until `isOver`, or until `untilMs`; whoever wakes runs until it sleeps or waits again. */
  async run(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    await settled();
    while (!isOver()) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > untilMs) {
        this.#nowMs = Math.max(this.#nowMs, untilMs);
        return;
      }
      this.#pop();
      // It was woken by its signal.
      if (next.isAwake) continue;
      this.#nowMs = next.atMs;
      next.wake();
      await settled();
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#heap;
    let place = heap.push(sleeper) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(sleeper, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = sleeper;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

/** After this turn every promise that needs neither time nor I/O is settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
