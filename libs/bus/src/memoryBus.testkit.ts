/**
 * @file A bus in memory, for simulation: a work queue per lane that brings again what was not acknowledged, and drops
 * repeats of a publication, on a clock that a test moves. Nothing is lost here but by `wipe`: whoever simulates a bad
 * network puts it between this and the client.
 */
import { LANES, type Lane, type RegattaEvent, type Time, type WakeUp } from '@regatta/jobs';
import type { Bus, BusStatus, Delivery, Subscription, WakeUpConsumer } from './bus.ts';
import { BusUnavailableError } from './errors.ts';
import { decodeEvent, decodeWakeUp, encode } from './message.ts';

interface Message {
  readonly lane: Lane;
  readonly text: string;
}

interface Waiter {
  readonly lanes: readonly Lane[];
  readonly arrival: AbortController;
}

export interface MemoryBusOptions {
  readonly time: Time;
  /** What was pulled and not acknowledged comes again after so long. */
  readonly ackWaitMs: number;
}

export class MemoryBusServer {
  readonly #options: MemoryBusOptions;
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(text: string) => void>();
  #queue: Message[] = [];
  #names = new Set<string>();
  #streams = 1;

  constructor(options: MemoryBusOptions) {
    this.#options = options;
  }

  get time(): Time {
    return this.#options.time;
  }

  get identity(): string {
    return `stream ${this.#streams}`;
  }

  /** Loses all messages and what it knew of repeats: from now on it is another stream. */
  wipe(): void {
    this.#streams++;
    this.#queue = [];
    this.#names = new Set();
  }

  /** @param name drops the message when one of this name has come before; null for a message without one */
  put(name: string | null, message: Message): void {
    if (name !== null && this.#names.has(name)) return;
    if (name !== null) this.#names.add(name);
    this.#enqueue(message);
  }

  /** The next message of these lanes in somebody's hand, and how to acknowledge it. */
  take(lanes: readonly Lane[]): { readonly message: Message; ack(): void } | null {
    const place = this.#queue.findIndex(({ lane }) => lanes.includes(lane));
    if (place < 0) return null;
    const [message] = this.#queue.splice(place, 1);
    const acknowledged = new AbortController();
    void this.#bringAgain(message!, acknowledged.signal);
    return { message: message!, ack: () => acknowledged.abort() };
  }

  /** Waits until there may be something on these lanes, the time is over or the signal fires. */
  async wait(lanes: readonly Lane[], waitMs: number, signal: AbortSignal): Promise<void> {
    const waiter = { lanes, arrival: new AbortController() };
    this.#waiters.add(waiter);
    await this.time.sleep(waitMs, AbortSignal.any([signal, waiter.arrival.signal]));
    this.#waiters.delete(waiter);
  }

  tell(text: string): void {
    for (const hear of [...this.#listeners]) queueMicrotask(() => this.#listeners.has(hear) && hear(text));
  }

  listen(hear: (text: string) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  connect(onGarbage: (reason: string) => void = () => undefined): Bus {
    return new MemoryBus(this, onGarbage);
  }

  async #bringAgain(message: Message, acknowledged: AbortSignal): Promise<void> {
    const stream = this.#streams;
    await this.time.sleep(this.#options.ackWaitMs, acknowledged);
    if (!acknowledged.aborted && this.#streams === stream) this.#enqueue(message);
  }

  #enqueue(message: Message): void {
    this.#queue.push(message);
    for (const { lanes, arrival } of this.#waiters) if (lanes.includes(message.lane)) arrival.abort();
  }
}

class MemoryBus implements Bus {
  readonly #server: MemoryBusServer;
  readonly #onGarbage: (reason: string) => void;
  readonly #closed = new AbortController();

  constructor(server: MemoryBusServer, onGarbage: (reason: string) => void) {
    this.#server = server;
    this.#onGarbage = onGarbage;
  }

  get status(): BusStatus {
    return this.#closed.signal.aborted ? 'closed' : 'connected';
  }

  async publishWakeUp(wakeUp: WakeUp): Promise<void> {
    this.#assertOpen();
    this.#server.put(`${wakeUp.job}:${wakeUp.publication}`, { lane: wakeUp.lane, text: encode(wakeUp) });
  }

  async consume(lanes: readonly Lane[]): Promise<WakeUpConsumer> {
    if (lanes.length === 0 || lanes.some((lane) => !LANES.includes(lane)))
      throw new RangeError(`Expected one or more of the lanes ${LANES.join(', ')}, got [${lanes.join(', ')}].`);
    const closed = new AbortController();
    const isOver = AbortSignal.any([closed.signal, this.#closed.signal]);
    return {
      next: ({ waitMs, signal }) =>
        this.#next(lanes, waitMs, signal === undefined ? isOver : AbortSignal.any([isOver, signal])),
      close: async () => closed.abort(),
    };
  }

  publishEvent(event: RegattaEvent): void {
    if (this.status === 'connected') this.#server.tell(encode(event));
  }

  async subscribeEvents(onEvent: (event: RegattaEvent) => void): Promise<Subscription> {
    this.#assertOpen();
    const stop = this.#server.listen((text) => {
      const decoded = decodeEvent('events', Buffer.from(text));
      if ('garbage' in decoded) this.#onGarbage(decoded.garbage);
      else onEvent(decoded.value);
    });
    this.#closed.signal.addEventListener('abort', stop);
    return { close: async () => stop() };
  }

  async streamIdentity(): Promise<string> {
    this.#assertOpen();
    return this.#server.identity;
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  async #next(lanes: readonly Lane[], waitMs: number, isOver: AbortSignal): Promise<Delivery | null> {
    const { time } = this.#server;
    const endMs = time.now() + waitMs;
    for (;;) {
      if (isOver.aborted) return null;
      const taken = this.#server.take(lanes);
      if (taken !== null) {
        const decoded = decodeWakeUp(taken.message.lane, Buffer.from(taken.message.text));
        if ('value' in decoded) return { wakeUp: decoded.value, ack: taken.ack };
        taken.ack();
        this.#onGarbage(decoded.garbage);
      } else {
        const leftMs = endMs - time.now();
        if (leftMs <= 0) return null;
        await this.#server.wait(lanes, leftMs, isOver);
      }
    }
  }

  #assertOpen(): void {
    if (this.status === 'closed') throw new BusUnavailableError('This connection to the bus in memory is closed.');
  }
}
