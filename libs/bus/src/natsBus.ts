/** @file The bus on one NATS connection. */
import { LANES, type Lane, type RegattaEvent, type WakeUp } from '@regatta/jobs';
import { NatsError, type JetStreamClient } from 'nats';
import type { Bus, BusStatus, Subscription, WakeUpConsumer } from './bus.ts';
import { BusUnavailableError } from './errors.ts';
import type { Link } from './link.ts';
import { decodeEvent, encode } from './message.ts';
import { CONFIRM_MS_MAX, type Topology } from './topology.ts';
import { NatsWakeUpConsumer } from './wakeUpConsumer.ts';

export interface NatsBusParts {
  readonly link: Link;
  readonly jetstream: JetStreamClient;
  readonly topology: Topology;
  /** The server's address, for messages. */
  readonly url: string;
  readonly onGarbage: (reason: string) => void;
}

const CLOSE_MS_MAX = 2000;
const NO_RESPONDERS = '503';

export class NatsBus implements Bus {
  readonly #parts: NatsBusParts;
  readonly #consumers = new Set<NatsWakeUpConsumer>();

  constructor(parts: NatsBusParts) {
    this.#parts = parts;
  }

  get status(): BusStatus {
    return this.#parts.link.status;
  }

  async publishWakeUp(wakeUp: WakeUp): Promise<void> {
    const { link, jetstream, topology } = this.#parts;
    const subject = topology.names.wakeUpSubject(wakeUp.lane);
    const settings = { msgID: `${wakeUp.job}:${wakeUp.publication}`, timeout: CONFIRM_MS_MAX };
    const publish = () => link.request(CONFIRM_MS_MAX, () => jetstream.publish(subject, encode(wakeUp), settings));
    await this.#ask(`did not confirm the wake-up of job ${wakeUp.job}`, async () => {
      try {
        await publish();
      } catch (error) {
        // Nobody listens on that subject: the stream is not there (any more).
        if (!(error instanceof NatsError) || error.code !== NO_RESPONDERS) throw error;
        await topology.declare();
        await publish();
      }
    });
  }

  async consume(lanes: readonly Lane[]): Promise<WakeUpConsumer> {
    const { link, topology, onGarbage } = this.#parts;
    const unknown = lanes.filter((lane) => !LANES.includes(lane));
    if (lanes.length === 0 || unknown.length > 0)
      throw new RangeError(`Expected one or more of the lanes ${LANES.join(', ')}, got [${lanes.join(', ')}].`);
    const consumer = new NatsWakeUpConsumer({ link, topology, onGarbage }, lanes);
    this.#consumers.add(consumer);
    // If it cannot be done now, the first wait does it.
    if (link.status === 'connected') await topology.declare().catch(() => undefined);
    return consumer;
  }

  publishEvent(event: RegattaEvent): void {
    // The client would keep it for the server's return, and then thousands of old ones would come at once.
    const { link, topology } = this.#parts;
    if (link.status !== 'connected') return;
    try {
      link.connection.publish(topology.names.eventSubject(event.type), encode(event));
    } catch {
      // Closing, or larger than the server takes: events may be lost.
    }
  }

  async subscribeEvents(onEvent: (event: RegattaEvent) => void, onGap: () => void): Promise<Subscription> {
    const { link, topology, onGarbage } = this.#parts;
    const subject = topology.names.eventSubject('>');
    return this.#ask('did not take the subscription to events', async () => {
      const subscription = link.connection.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) return onGarbage(`Events of ${subject} cannot be heard: ${error.message}.`);
          const decoded = decodeEvent(message.subject, message.data);
          if ('garbage' in decoded) onGarbage(decoded.garbage);
          else onEvent(decoded.value);
        },
      });
      const stopListening = link.onReconnect(onGap);
      // From now on means now: after this round trip the server knows of it.
      if (link.status === 'connected')
        await link.request(CONFIRM_MS_MAX, () => link.connection.flush()).catch(() => undefined);
      return {
        close: async () => {
          stopListening();
          subscription.unsubscribe();
        },
      };
    });
  }

  streamIdentity(): Promise<string> {
    return this.#ask('did not say which stream it has', () => this.#parts.topology.declare());
  }

  async close(): Promise<void> {
    const { link } = this.#parts;
    await within(CLOSE_MS_MAX, Promise.all([...this.#consumers].map((consumer) => consumer.close())));
    // A server that is away takes nothing more; one that hangs is not waited for.
    if (link.status === 'connected') await within(CLOSE_MS_MAX, link.connection.flush());
    await link.connection.close();
    await link.closed;
  }

  /** Everything the client throws while the server is away or unwell becomes one class of error. */
  async #ask<T>(trouble: string, run: () => Promise<T>): Promise<T> {
    if (this.status === 'closed') throw new BusUnavailableError(`This connection to NATS is closed.`);
    try {
      return await run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new BusUnavailableError(`NATS at ${this.#parts.url} ${trouble} (${reason}): try again when it is back.`, {
        cause: error,
      });
    }
  }
}

/** Waits for the end of `work`, good or bad, but not for ever. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
