/**
 * @file The one stream of wake-ups and its consumers, one per lane: their names, their settings, and making them.
 *
 *   <prefix>.wake-up.<lane>   stored in stream `<prefix>-wake-ups` until a worker acknowledges
 *   <prefix>.event.<type>     not stored
 *
 * Only what a server of version 2.9 knows is used. Nothing here counts or limits deliveries: Postgres does.
 */
import { LANES, type Lane, type RegattaEventType } from '@regatta/jobs';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  NatsError,
  RetentionPolicy,
  StorageType,
  nanos,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from 'nats';
import type { Link } from './link.ts';

/** Longer than any healthy server takes to answer or to write a hundred bytes. */
export const CONFIRM_MS_MAX = 3000;
/** JetStream's numbers for "there is no such stream" and "there is no such consumer". */
const NOT_FOUND = new Set([10059, 10014]);
/** A wake-up that nobody pulled for so long has been published again; only forgotten installations leave any. */
const WAKE_UP_MS_MAX = 7 * 24 * 3600 * 1000;
/** In this time a repeat of the same publication is dropped. */
const DUPLICATE_WINDOW_MS = 120_000;
/** Outstanding pulls and unacknowledged deliveries of one lane: one of each per worker. JetStream's defaults are less. */
const WORKERS_MAX = 10_000;

export interface TopologyNames {
  readonly stream: string;
  readonly consumer: (lane: Lane) => string;
  readonly wakeUpSubject: (lane: Lane) => string;
  readonly eventSubject: (type: RegattaEventType | '>') => string;
}

export function topologyNames(prefix: string): TopologyNames {
  return {
    stream: `${prefix}-wake-ups`,
    consumer: (lane) => `lane-${lane}`,
    wakeUpSubject: (lane) => `${prefix}.wake-up.${lane}`,
    eventSubject: (type) => `${prefix}.event.${type}`,
  };
}

export class Topology {
  readonly names: TopologyNames;
  readonly #link: Link;
  readonly #manager: JetStreamManager;
  readonly #ackWaitMs: number;
  #declaring: Promise<string> | null = null;

  constructor(options: { link: Link; manager: JetStreamManager; prefix: string; ackWaitMs: number }) {
    this.#link = options.link;
    this.#manager = options.manager;
    this.#ackWaitMs = options.ackWaitMs;
    this.names = topologyNames(options.prefix);
  }

  /**
   * Makes what is missing and leaves alone what is there, whoever made it. Calls at the same time share one run.
   * @returns when the stream was made, in the server's words: it names the stream, as a wiped server's is another one.
   */
  declare(): Promise<string> {
    this.#declaring ??= this.#link
      .request(CONFIRM_MS_MAX, () => this.#declare())
      .finally(() => (this.#declaring = null));
    return this.#declaring;
  }

  async #declare(): Promise<string> {
    const { stream } = this.names;
    const { streams, consumers } = this.#manager;
    const { created } = await unlessMissing(streams.info(stream), () => streams.add(this.#streamConfig()));
    for (const lane of LANES)
      await unlessMissing(consumers.info(stream, this.names.consumer(lane)), () =>
        consumers.add(stream, this.#consumerConfig(lane)),
      );
    return created;
  }

  #streamConfig(): Partial<StreamConfig> {
    return {
      name: this.names.stream,
      subjects: LANES.map((lane) => this.names.wakeUpSubject(lane)),
      retention: RetentionPolicy.Workqueue,
      // A restart of the server then costs no new publication of everything.
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      max_age: nanos(WAKE_UP_MS_MAX),
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    };
  }

  #consumerConfig(lane: Lane): Partial<ConsumerConfig> {
    return {
      durable_name: this.names.consumer(lane),
      filter_subject: this.names.wakeUpSubject(lane),
      deliver_policy: DeliverPolicy.All,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#ackWaitMs),
      max_deliver: -1,
      max_ack_pending: WORKERS_MAX,
      max_waiting: WORKERS_MAX,
    };
  }
}

async function unlessMissing<T>(found: Promise<T>, make: () => Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof NatsError) || !NOT_FOUND.has(error.api_error?.err_code ?? 0)) throw error;
    // Two that make it at once ask for the same, which JetStream grants both.
    return make();
  }
}
