/**
 * @file The bus as Regatta sees it: wake-ups for jobs, each pulled by one worker, and events for whoever listens.
 *
 * Nothing here is truth. A wake-up may vanish or come twice (whoever pulls it asks Postgres), an event may be lost
 * (whoever listens can ask for a snapshot). So no method here promises delivery, and none fails because the server is
 * away for a while: the client reconnects for ever.
 */
import type { Lane, RegattaEvent, WakeUp } from '@regatta/jobs';

/** A wake-up in the hand of one worker. Acknowledged as soon as the claim has committed or turned out to be void. */
export interface Delivery {
  readonly wakeUp: WakeUp;
  ack(): void;
}

/** Pulls wake-ups for some lanes, one at a time. */
export interface WakeUpConsumer {
  /**
   * The next wake-up, or null when `waitMs` have passed without one, the bus was away, or the signal fired.
   * A message that cannot be parsed is acknowledged, reported through the bus's `onGarbage` and passed over.
   */
  next(options: { waitMs: number; signal?: AbortSignal }): Promise<Delivery | null>;
  close(): Promise<void>;
}

export interface Subscription {
  close(): Promise<void>;
}

export type BusStatus = 'connected' | 'reconnecting' | 'closed';

export interface Bus {
  readonly status: BusStatus;

  /**
   * Publishes a wake-up. Message id = job id + publication number, so a repeat of the same publication is dropped by
   * the stream and the next publication is not.
   * @throws {BusUnavailableError} when the server did not confirm in time: publish again later.
   */
  publishWakeUp(wakeUp: WakeUp): Promise<void>;

  /** A consumer for these lanes; declares stream and consumers when they are missing (also after the server was wiped). */
  consume(lanes: readonly Lane[]): Promise<WakeUpConsumer>;

  /** Tells an event; drops it when the server is away. Never throws for that. */
  publishEvent(event: RegattaEvent): void;

  /** Hears events from now on; `onGap` is called after a reconnection, when events may have been missed. */
  subscribeEvents(onEvent: (event: RegattaEvent) => void, onGap: () => void): Promise<Subscription>;

  /**
   * Names the present stream (its creation time). It changes when the server lost its data, and then every job that
   * waits must be published again. Declares the stream when it is missing.
   * @throws {BusUnavailableError}
   */
  streamIdentity(): Promise<string>;

  /** Flushes and closes the connection. */
  close(): Promise<void>;
}
