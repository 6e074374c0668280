/** @file How the time of a job is spent: in runs of the encoder, in waiting for images, in neither. */

export interface Shares {
  /** Of the time in which the encoder ran, and in which it waited for images; from 0 to 1. */
  readonly busy: number;
  readonly starved: number;
  /** The time that they are shares of. */
  readonly seconds: number;
}

/** What has happened since the last lap. */
export interface Lap extends Shares {
  /** Images done so far. */
  readonly done: number;
  readonly perSecond: number;
}

type Phase = 'busy' | 'starved';

/** A report at least so far from the last one. */
const LAP_MS = 500;

export class Stopwatch {
  readonly #onLap: (lap: Lap) => void;
  readonly #startedAt = performance.now();
  readonly #totals = { busy: 0, starved: 0 };
  #last = { at: this.#startedAt, busy: 0, starved: 0, done: 0 };

  constructor(onLap: (lap: Lap) => void) {
    this.#onLap = onLap;
  }

  /** Counts the time of some work as spent in a phase. */
  async time<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#totals[phase] += performance.now() - startedAt;
    }
  }

  /** Tells of the time since the last lap, when it is long enough or the last of all. */
  lap(done: number, isLast: boolean): void {
    const at = performance.now();
    const ms = at - this.#last.at;
    if (ms < LAP_MS && !isLast) return;
    const { busy, starved } = this.#totals;
    const perSecond = ms > 0 ? (1000 * (done - this.#last.done)) / ms : 0;
    this.#onLap({ done, perSecond, ...shares(busy - this.#last.busy, starved - this.#last.starved, ms) });
    this.#last = { at, busy, starved, done };
  }

  /** The shares of all the time so far. */
  whole(): Shares {
    return shares(this.#totals.busy, this.#totals.starved, performance.now() - this.#startedAt);
  }
}

function shares(busyMs: number, starvedMs: number, ms: number): Shares {
  const share = (part: number) => (ms > 0 ? Math.min(1, part / ms) : 0);
  return { busy: share(busyMs), starved: share(starvedMs), seconds: ms / 1000 };
}
