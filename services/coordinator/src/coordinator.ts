/**
 * @file The coordinator: keeps the lead, and while it has it, lets the database's facts flow on.
 *
 *   follow   another coordinator leads: ask again a third of the lead's length later
 *   lead     round after round: renew the lead, expire leases, free dependants, publish what is ready, settle sweeps
 *
 * A round reads only the database. Events merely make the next round come sooner, so losing them all costs time (a
 * round comes at least every second) and never a job. Work is published to the bus after it was counted in the
 * database: a crash in between leaves a job that looks published, which a later round publishes again.
 */
import type { Bus } from '@regatta/bus';
import type { RegattaEvent, Time } from '@regatta/jobs';
import type { CoordinatorStore, Leadership } from '@regatta/store';
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
/** After trouble with database or bus. */
const TROUBLE_MS = 500;

/** Events after which something may be ready. */
const AWAKENING = new Set<RegattaEvent['type']>([
  'job.done',
  'job.failed',
  'sweep.changed',
  'worker.joined',
  'cell.failed',
]);

export class Coordinator {
  readonly #options: CoordinatorOptions;
  #leadership: Leadership | null = null;
  #stream: string | null = null;
  #nudge = new AbortController();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  /** Runs until the signal fires; then gives the lead back. */
  async run(signal: AbortSignal): Promise<void> {
    const { bus, log, time, store } = this.#options;
    const wake = () => this.#nudge.abort();
    signal.addEventListener('abort', wake, { once: true });
    const events = await bus.subscribeEvents((event) => {
      if (AWAKENING.has(event.type)) wake();
    }, wake);
    try {
      while (!signal.aborted) {
        this.#nudge = new AbortController();
        let sleepMs: number;
        try {
          sleepMs = await this.#round();
        } catch (error) {
          this.#leadership = null;
          sleepMs = TROUBLE_MS;
          log.warn({ err: error }, 'a round failed; the next one starts afresh');
        }
        if (signal.aborted) break;
        await time.sleep(sleepMs, this.#nudge.signal);
      }
    } finally {
      await events.close();
      if (this.#leadership) await store.abdicate(this.#leadership).catch(() => undefined);
    }
  }

  /** One round. @returns how long to sleep at most before the next. */
  async #round(): Promise<number> {
    const { id, store, log, leadMs } = this.#options;
    const before = this.#leadership;
    const leadership = await store.lead(id, leadMs);
    this.#leadership = leadership;
    if (leadership === null) return leadMs / 3;
    if (before?.epoch !== leadership.epoch) log.info({ epoch: leadership.epoch }, 'leading');

    for (const lease of await store.expireLeases(leadership)) {
      log.warn({ jobId: lease.job, workerId: lease.worker }, 'lease ran out; the job is ready again');
    }
    const { released, failed } = await store.releaseDependants(leadership);
    if (released + failed > 0) log.debug({ released, failed }, 'dependants freed');
    await this.#publish(leadership);
    for (const sweep of await store.settleSweeps(leadership)) {
      log.info({ sweep }, 'sweep is done');
      this.#tell({ type: 'sweep.changed', at: this.#at(), sweep, state: 'done', by: id });
    }
    return await store.nextDeadlineMs(Math.min(ROUND_MS_MAX, leadMs / 3));
  }

  async #publish(leadership: Leadership): Promise<void> {
    const { bus, store, log, window } = this.#options;
    const stream = await bus.streamIdentity();
    if (this.#stream !== stream) {
      // Also after a start of this process: what was published before may be gone, and a repeat harms nothing.
      await store.forgetPublications(leadership);
      log.info({ stream }, 'the stream is new to this coordinator; everything that is ready will be published');
      this.#stream = stream;
    }
    const wakeUps = await store.takePublishable(leadership, window);
    await Promise.all(wakeUps.map((wakeUp) => bus.publishWakeUp(wakeUp)));
    if (wakeUps.length > 0) log.debug({ jobs: wakeUps.length }, 'published');
  }

  #tell(event: RegattaEvent): void {
    this.#options.bus.publishEvent(event);
  }

  #at(): string {
    return this.#options.time.date().toISOString();
  }
}
