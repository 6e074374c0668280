/**
 * @file One wait for one wake-up, over several lanes at once.
 *
 * Each lane has a consumer of its own (a 2.9 consumer knows one filter subject), so each lane gets a pull request of
 * one message, and the first message wins. One that crosses it on the wire is handed back at once (`nak`), so that
 * another worker has it in milliseconds and not after `ack_wait`.
 *
 * A request dies with its connection, and a server that has lost its consumer does not answer it at all. So after a
 * reconnection everything is declared before it is asked again, and a wait that ended without a word from the server
 * (`wasAnswered`) tells its successor to do the same.
 */
import type { Lane } from '@regatta/jobs';
import { createInbox, nanos, type Msg, type Subscription } from 'nats';
import type { Delivery } from './bus.ts';
import type { Link } from './link.ts';
import { decodeWakeUp } from './message.ts';
import type { Topology } from './topology.ts';

export interface PullContext {
  readonly link: Link;
  readonly topology: Topology;
  readonly onGarbage: (reason: string) => void;
}

export interface PullOptions {
  readonly lanes: readonly Lane[];
  readonly waitMs: number;
  /** Declares stream and consumers before it asks. */
  readonly declaresFirst: boolean;
}

/** After "no such consumer" and the like; a server that has just started needs a moment. */
const REPAIR_MS = 250;
/** The server ends its wait so much before we end ours, so that its answer can be heard. */
const ANSWER_MS = 50;
const NAK = '-NAK';

/** JetStream answers a pull in the headers: 404 and 408 mean that no message came in time. */
const isWaitOver = (code: number) => code === 404 || code === 408;
const isHeartbeat = (code: number) => code === 100;

interface LaneInbox {
  readonly lane: Lane;
  readonly inbox: string;
  readonly subscription: Subscription;
}

export class WakeUpPull {
  /** The wake-up, or null after the wait or `cancel`. */
  readonly result: Promise<Delivery | null>;
  /** Resolves when no message can arrive here any more. Never rejects. */
  drained: Promise<void> = Promise.resolve();
  wasAnswered = false;
  readonly #context: PullContext;
  readonly #deadlineMs: number;
  readonly #inboxes: readonly LaneInbox[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stopListening: () => void;
  readonly #resolve: (delivery: Delivery | null) => void;
  #isOver = false;

  constructor(context: PullContext, { lanes, waitMs, declaresFirst }: PullOptions) {
    const result = Promise.withResolvers<Delivery | null>();
    this.result = result.promise;
    this.#resolve = (delivery) => result.resolve(delivery);
    this.#context = context;
    this.#deadlineMs = performance.now() + waitMs;
    this.#inboxes = lanes.map((lane) => this.#openInbox(lane));
    this.#stopListening = context.link.onReconnect(() => void this.#repair(this.#inboxes));
    this.#later(waitMs, () => this.cancel());
    if (declaresFirst) void this.#repair(this.#inboxes);
    else for (const inbox of this.#inboxes) this.#request(inbox);
  }

  cancel(): void {
    this.#end(null);
  }

  #openInbox(lane: Lane): LaneInbox {
    const inbox = createInbox();
    const callback = (error: Error | null, message: Msg) => {
      if (error === null) this.#receive(opened, message);
    };
    const opened = { lane, inbox, subscription: this.#context.link.connection.subscribe(inbox, { callback }) };
    return opened;
  }

  #request({ lane, inbox }: LaneInbox): void {
    const { link, topology } = this.#context;
    const remainingMs = this.#deadlineMs - performance.now();
    // Away: the reconnection asks again.
    if (this.#isOver || remainingMs < 1 || link.status !== 'connected') return;
    const expiresMs = remainingMs > 2 * ANSWER_MS ? remainingMs - ANSWER_MS : remainingMs;
    link.connection.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${topology.names.stream}.${topology.names.consumer(lane)}`,
      JSON.stringify({ batch: 1, expires: nanos(Math.floor(expiresMs)) }),
      { reply: inbox },
    );
  }

  #receive(inbox: LaneInbox, message: Msg): void {
    this.wasAnswered = true;
    const code = message.data.length === 0 ? (message.headers?.code ?? 0) : 0;
    if (code !== 0) return this.#answerStatus(inbox, code);
    if (this.#isOver) return void message.respond(NAK);
    const decoded = decodeWakeUp(message.subject, message.data);
    if ('garbage' in decoded) {
      message.respond();
      this.#context.onGarbage(decoded.garbage);
      return this.#request(inbox);
    }
    this.#end({ wakeUp: decoded.value, ack: () => acknowledge(message, this.#context.link) });
  }

  #answerStatus(inbox: LaneInbox, code: number): void {
    if (this.#isOver || isHeartbeat(code)) return;
    if (!isWaitOver(code)) this.#later(REPAIR_MS, () => void this.#repair([inbox]));
    else if (this.#deadlineMs - performance.now() > 2 * ANSWER_MS) this.#request(inbox);
  }

  /** Declares what may be missing, again and again, then asks. */
  async #repair(inboxes: readonly LaneInbox[]): Promise<void> {
    try {
      await this.#context.topology.declare();
      for (const inbox of inboxes) this.#request(inbox);
    } catch {
      // While the server is away its return starts another repair.
      if (!this.#isOver && this.#context.link.status === 'connected')
        this.#later(REPAIR_MS, () => void this.#repair(inboxes));
    }
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #end(delivery: Delivery | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopListening();
    for (const timer of this.#timers) clearTimeout(timer);
    // Without interest in its inbox a request is void; what is already under way still arrives, and is handed back.
    const drains = this.#inboxes.map(({ subscription }) => subscription.drain());
    this.drained = Promise.allSettled(drains).then(() => undefined);
    this.#resolve(delivery);
  }
}

function acknowledge(message: Msg, link: Link): void {
  // After a close there is nobody to tell; the next one to pull it finds the job claimed.
  if (link.status !== 'closed') message.respond();
}
