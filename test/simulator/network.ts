/** @file What lies between the processes and database and bus: it is slow, loses, repeats, and is cut. */
import { BusUnavailableError, type Bus, type Delivery, type WakeUpConsumer } from '@regatta/bus';
import type { MemoryBusServer } from '@regatta/bus/memory.testkit';
import type { RegattaEvent, WakeUp } from '@regatta/jobs';
import { StoreUnavailableError } from '@regatta/store';
import type { Wire } from '@regatta/store/memory.testkit';
import type { Chance } from './chance.ts';
import type { SimulatedClock } from './clock.ts';
import type { SimulatedProcess } from './process.ts';

/** Probabilities per message or transaction, and what is away altogether. */
export interface NetworkFaults {
  readonly failsBefore: number;
  readonly failsAfter: number;
  /** A transaction or message that hangs for many seconds and then arrives all the same. */
  readonly hangs: number;
  readonly loses: number;
  readonly repeats: number;
}

export const NO_FAULTS: NetworkFaults = { failsBefore: 0, failsAfter: 0, hangs: 0, loses: 0, repeats: 0 };

export interface NetworkParts {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly busServer: MemoryBusServer;
  /** Sees each transaction at the moment of its commit. */
  readonly witness: (process: SimulatedProcess, call: Parameters<Wire>[0], commit: () => unknown) => unknown;
  readonly onAck: (process: SimulatedProcess, wakeUp: WakeUp) => void;
}

const TIMEOUT_MS = 2000;

export class SimulatedNetwork {
  faults: NetworkFaults = NO_FAULTS;
  isDatabaseAway = false;
  isBusAway = false;
  /** Names of processes that reach nothing at all. */
  readonly cutOff = new Set<SimulatedProcess>();
  readonly #parts: NetworkParts;
  readonly #gaps = new Map<SimulatedProcess, () => void>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** The way of one process to the database. */
  wireOf(process: SimulatedProcess): Wire {
    const { clock, chance, witness } = this.#parts;
    return async (call, commit) => {
      await process.gate();
      if (this.isDatabaseAway || this.cutOff.has(process)) await this.#refuse(process);
      await this.#latency(process);
      // The database has not heard the end of a transaction whose client died in the middle.
      if (process.isDead && chance.happens(0.5)) await process.gate();
      if (this.isDatabaseAway || this.#strikes(process, this.faults.failsBefore)) await this.#refuse(process);
      const answer = witness(process, call, commit) as ReturnType<typeof commit>;
      await clock.sleep(chance.between(1, 5));
      if (this.isDatabaseAway || this.cutOff.has(process) || this.#strikes(process, this.faults.failsAfter))
        await this.#refuse(process);
      await process.gate();
      return answer;
    };
  }

  busOf(process: SimulatedProcess): Bus {
    const { clock, chance, busServer } = this.#parts;
    const inner = busServer.connect();
    const ask = async <T>(run: () => Promise<T>): Promise<T> => {
      await process.gate();
      const isAway = () => this.isBusAway || this.cutOff.has(process);
      const fail = async () => {
        process.trouble();
        await clock.sleep(TIMEOUT_MS);
        await process.gate();
        throw new BusUnavailableError('The simulated bus did not answer in time.');
      };
      if (isAway() || this.#strikes(process, this.faults.failsBefore)) await fail();
      await clock.sleep(chance.between(1, 5));
      const answer = await run();
      if (isAway() || this.#strikes(process, this.faults.failsAfter)) await fail();
      await process.gate();
      return answer;
    };
    return {
      status: 'connected',
      publishWakeUp: (wakeUp) =>
        // What a server has confirmed and lost with its disk.
        ask(async () => (chance.happens(this.faults.loses) ? undefined : inner.publishWakeUp(wakeUp))),
      consume: async (lanes) => this.#consumer(process, await inner.consume(lanes)),
      publishEvent: (event) => {
        if (this.isBusAway || this.cutOff.has(process)) return;
        for (let copies = this.#copies(); copies > 0; copies--)
          void this.#latency(process).then(() => inner.publishEvent(event));
      },
      subscribeEvents: async (onEvent, onGap) => {
        this.#gaps.set(process, onGap);
        return inner.subscribeEvents((event: RegattaEvent) => void process.gate().then(() => onEvent(event)), onGap);
      },
      streamIdentity: () => ask(() => inner.streamIdentity()),
      close: () => inner.close(),
    };
  }

  /** The bus is reached again: whoever listened may have missed something. */
  healBus(): void {
    this.isBusAway = false;
    for (const [process, onGap] of this.#gaps) if (process.isRunning) onGap();
  }

  #consumer(process: SimulatedProcess, inner: WakeUpConsumer): WakeUpConsumer {
    const { chance } = this.#parts;
    return {
      next: async (options) => {
        await process.gate();
        if (this.isBusAway || this.cutOff.has(process)) return null;
        const delivery = await inner.next(options);
        if (delivery !== null) await this.#latency(process);
        await process.gate();
        // Lost on the way, it comes again when nobody has acknowledged it in time.
        if (delivery === null || this.isBusAway || chance.happens(this.faults.loses)) return null;
        return this.#delivery(process, delivery);
      },
      close: () => inner.close(),
    };
  }

  #delivery(process: SimulatedProcess, { wakeUp, ack }: Delivery): Delivery {
    const { clock, chance, busServer, onAck } = this.#parts;
    return {
      wakeUp,
      ack: () => {
        onAck(process, wakeUp);
        if (this.isBusAway || chance.happens(this.faults.loses)) return;
        ack();
        if (!chance.happens(this.faults.repeats)) return;
        const message = { lane: wakeUp.lane, text: JSON.stringify(wakeUp) };
        void clock.sleep(chance.between(1, 30_000)).then(() => busServer.put(null, message));
      },
    };
  }

  #copies(): number {
    const { chance } = this.#parts;
    if (chance.happens(this.faults.loses)) return 0;
    return chance.happens(this.faults.repeats) ? 2 : 1;
  }

  #strikes(process: SimulatedProcess, probability: number): boolean {
    const strikes = this.#parts.chance.happens(probability);
    if (strikes) process.trouble();
    return strikes;
  }

  async #latency(process: SimulatedProcess): Promise<void> {
    const { clock, chance } = this.#parts;
    await clock.sleep(this.#strikes(process, this.faults.hangs) ? chance.between(1000, 40_000) : chance.between(1, 20));
  }

  async #refuse(process: SimulatedProcess): Promise<never> {
    const { clock, chance } = this.#parts;
    process.trouble();
    await clock.sleep(chance.between(1, TIMEOUT_MS));
    await process.gate();
    throw new StoreUnavailableError('The simulated database cannot be reached.');
  }
}
