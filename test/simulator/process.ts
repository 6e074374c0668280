/**
 * @file A process that can be killed and stopped at any moment: whatever it awaits goes through its gate, so a stopped one
 * goes on where it was and a dead one never does. A continuation that never comes is garbage, as the process is.
 */
import type { Time } from '@regatta/jobs';
import type { SimulatedClock } from './clock.ts';

const NEVER = new Promise<never>(() => undefined);

export class SimulatedProcess {
  readonly name: string;
  readonly time: Time;
  /** When anything last went wrong for it: promises of promptness count from then. */
  troubledAtMs = -Infinity;
  diedAtMs: number | null = null;
  readonly #clock: SimulatedClock;
  #stopped: { readonly until: Promise<void>; go(): void } | null = null;

  /** @param clock what its own clock makes of the true one: so much faster, and so far off by date */
  constructor(name: string, clock: SimulatedClock, { rate, offMs }: { rate: number; offMs: number }) {
    this.name = name;
    this.#clock = clock;
    this.time = {
      now: () => clock.now() * rate,
      date: () => new Date(clock.date().getTime() + offMs),
      sleep: async (ms, signal) => {
        await clock.sleep(ms / rate, signal);
        await this.gate();
      },
    };
  }

  get isDead(): boolean {
    return this.diedAtMs !== null;
  }

  get isRunning(): boolean {
    return !this.isDead && this.#stopped === null;
  }

  /** Passes while it runs; after a stop, once it goes on; never after its death. */
  async gate(): Promise<void> {
    while (this.#stopped !== null && !this.isDead) await this.#stopped.until;
    if (this.isDead) await NEVER;
  }

  /** SIGKILL */
  kill(): void {
    this.diedAtMs ??= this.#clock.now();
  }

  /** SIGSTOP */
  stop(): void {
    this.trouble();
    if (this.#stopped !== null) return;
    const { promise: until, resolve: go } = Promise.withResolvers<void>();
    this.#stopped = { until, go };
  }

  /** SIGCONT */
  continue(): void {
    this.trouble();
    const stopped = this.#stopped;
    this.#stopped = null;
    stopped?.go();
  }

  trouble(): void {
    this.troubledAtMs = this.#clock.now();
  }
}
