/**
 * @file The coordinator: keeps the lead, and while it has it, lets the database's facts flow on.
 *
 *   follow   another coordinator leads: ask again a third of the lead's length later
 *   lead     round after round: renew the lead, expire leases, free dependants, publish what is ready, settle sweeps
 *
 * A round reads only the database. Events merely make the next round come sooner, so losing them all costs time (a
 * round comes at least every second) and never a job. Work is published to the bus after it was counted in the
 * database: a crash in between leaves a job that looks published, which a later round publishes again.
 *
 * Trouble with the bus keeps nothing but publishing from going on. After trouble with the database, and at the start of
 * a lead, leases are not expired for a moment: a worker that works on through an outage has then renewed its own.
 */
import { BusUnavailableError, type Bus } from '@regatta/bus';
import type { RegattaEvent, Time } from '@regatta/jobs';
import { NotLeaderError, type CoordinatorStore, type Leadership } from '@regatta/store';
import type { Logger } from '@regatta/telemetry';

export interface CoordinatorOptions {
  readonly id: string;
  readonly store: CoordinatorStore;
  readonly bus: Pick<Bus, 'publishWakeUp' | 'publishEvent' | 'subscribeEvents' | 'streamIdentity'>;
  readonly time: Time;
  readonly log: Logger;
  readonly window: number;
  readonly leadMs: number;
}

/** A round comes at least this often, whatever events say. */
const ROUND_MS_MAX = 1000;
/** Rounds are at least this far apart: what a busy fleet tells in the meantime is answered by one. */
const ROUND_MS_MIN = 10;
/** After trouble with the database. */
const TROUBLE_MS = 500;
/** A worker tries a renewal that failed again every second. */
const LATE_RENEWAL_MS = 4000;

/** How long events and the attempts of ended jobs are kept: long enough to look into what went wrong last month. */
const TRIM_AGE_MS = 30 * 24 * 3_600_000;
const TRIM_EVERY_MS = 3_600_000;
/** Few enough to delay nothing else in a round. */
const TRIM_ROWS_MAX = 1000;

/** Events after which something may be ready. */
const AWAKENING = new Set<RegattaEvent['type']>(['job.done', 'job.failed', 'sweep.changed', 'worker.joined']);

export class Coordinator {
  readonly #options: CoordinatorOptions;
  #leadership: Leadership | null = null;
  /** Since when this lead has met no trouble with the database; null before its next round. */
  #untroubledSinceMs: number | null = null;
  /** The stream that was published to last; null when it is not known to hold what the database counts as published. */
  #stream: string | null = null;
  #trimAtMs: number;
  #isBusInTrouble = false;
  #isInTrouble = false;
  #nudge = new AbortController();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    // Not among all else that is to be done at a start.
    this.#trimAtMs = options.time.now() + TRIM_EVERY_MS;
  }

  /** Runs until the signal fires; then gives the lead back. */
  async run(signal: AbortSignal): Promise<void> {
    const { bus, time, store } = this.#options;
    const wake = () => this.#nudge.abort();
    const events = await bus.subscribeEvents((event) => {
      if (AWAKENING.has(event.type)) wake();
    }, wake);
    try {
      while (!signal.aborted) {
        this.#nudge = new AbortController();
        const sleepMs = await this.#roundOrTrouble();
        await time.sleep(ROUND_MS_MIN, signal);
        // Whoever follows has nothing to do for an event.
        const nudge = this.#leadership === null ? signal : AbortSignal.any([signal, this.#nudge.signal]);
        await time.sleep(sleepMs, nudge);
      }
    } finally {
      await events.close();
      if (this.#leadership) await store.abdicate(this.#leadership).catch(() => undefined);
    }
  }

  /** @returns how long to sleep at most before the next round. */
  async #roundOrTrouble(): Promise<number> {
    const { log } = this.#options;
    try {
      const sleepMs = await this.#round();
      if (this.#isInTrouble) log.info('a round succeeded again');
      this.#isInTrouble = false;
      return sleepMs;
    } catch (error) {
      this.#untroubledSinceMs = null;
      if (error instanceof NotLeaderError) {
        log.warn('the lead was lost to another coordinator');
        this.#leadership = null;
      } else {
        log[this.#isInTrouble ? 'debug' : 'warn']({ err: error }, 'a round failed; the next one starts afresh');
        this.#isInTrouble = true;
      }
      return TROUBLE_MS;
    }
  }

  async #round(): Promise<number> {
    const { id, store, time, log, leadMs } = this.#options;
    const before = this.#leadership;
    const leadership = await store.lead(id, leadMs);
    this.#leadership = leadership;
    if (leadership === null) {
      if (before !== null) log.warn('the lead was lost to another coordinator');
      return leadMs / 3;
    }
    if (before?.epoch !== leadership.epoch) {
      log.info({ epoch: leadership.epoch }, 'leading');
      this.#untroubledSinceMs = null;
      // Whoever led in between may have published to a stream that is gone; a repeat harms nothing.
      this.#stream = null;
    }

    this.#untroubledSinceMs ??= time.now();
    const lateMs = this.#untroubledSinceMs + LATE_RENEWAL_MS - time.now();
    if (lateMs <= 0) await this.#expireLeases(leadership);
    const { released, failed } = await store.releaseDependants(leadership);
    if (released + failed > 0) log.debug({ released, failed }, 'dependants freed');
    // Before publishing: a sweep without open cells may have been given its comparisons just now.
    for (const sweep of await store.settleSweeps(leadership)) {
      log.info({ sweep }, 'sweep is done');
      this.#tell({ type: 'sweep.changed', at: this.#at(), sweep, state: 'done', by: id });
    }
    await this.#publishOrTrouble(leadership);
    if (time.now() >= this.#trimAtMs) await this.#trim(leadership);
    const longestMs = Math.min(ROUND_MS_MAX, leadMs / 3);
    // A lease that has run out and is not expired yet would make every round the last before a deadline.
    return lateMs > 0 ? Math.min(longestMs, lateMs) : store.nextDeadlineMs(longestMs);
  }

  async #expireLeases(leadership: Leadership): Promise<void> {
    const { store, log } = this.#options;
    for (const { job, kind, worker, quarantine } of await store.expireLeases(leadership)) {
      const scope = { jobId: job, workerId: worker };
      if (quarantine === null) log.warn(scope, 'lease ran out; the job is ready again');
      else log.error({ ...scope, reason: quarantine }, 'a job was lost with too many workers in a row; it is given up');
      const next = quarantine === null ? ('ready' as const) : ('dead' as const);
      const reason = quarantine ?? 'its lease ran out: the worker died or was cut off';
      const event = { type: 'job.failed', at: this.#at(), job, kind, worker, failure: 'interrupted', reason } as const;
      this.#tell({ ...event, next });
    }
  }

  /** One small batch a round, until nothing old is left. */
  async #trim(leadership: Leadership): Promise<void> {
    const { store, time, log } = this.#options;
    const trimmed = await store.trim(leadership, { ageMs: TRIM_AGE_MS, rowsMax: TRIM_ROWS_MAX });
    const isMore = Math.max(trimmed.events, trimmed.attempts) >= TRIM_ROWS_MAX;
    if (!isMore) this.#trimAtMs = time.now() + TRIM_EVERY_MS;
    if (trimmed.events + trimmed.attempts > 0) log.info({ ...trimmed }, 'old rows were deleted');
  }

  /** What cannot be published now is published by a later round: it is ready as long as nobody claims it. */
  async #publishOrTrouble(leadership: Leadership): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#publish(leadership);
      if (this.#isBusInTrouble) log.info('the bus answers again');
      this.#isBusInTrouble = false;
    } catch (error) {
      if (!(error instanceof BusUnavailableError)) throw error;
      if (!this.#isBusInTrouble) log.warn({ err: error }, 'the bus is away; nothing can be published');
      this.#isBusInTrouble = true;
    }
  }

  async #publish(leadership: Leadership): Promise<void> {
    const { bus, store, log, window } = this.#options;
    const stream = await bus.streamIdentity();
    if (this.#stream !== stream) {
      await store.forgetPublications(leadership);
      log.info({ stream }, 'the stream is new to this lead; everything that is ready will be published');
      this.#stream = stream;
    }
    const wakeUps = await store.takePublishable(leadership, window);
    if (wakeUps.length === 0) return;
    const results = await Promise.allSettled(wakeUps.map((wakeUp) => bus.publishWakeUp(wakeUp)));
    log.debug({ jobs: wakeUps.length }, 'published');
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined) return;
    // They count as published and may not be: once the bus answers again, all that is ready is published anew.
    this.#stream = null;
    throw failure.reason;
  }

  #tell(event: RegattaEvent): void {
    this.#options.bus.publishEvent(event);
  }

  #at(): string {
    return this.#options.time.date().toISOString();
  }
}
