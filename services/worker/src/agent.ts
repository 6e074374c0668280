/**
 * @file The agent: pulls wake-ups, claims jobs, keeps their leases, has the executor run them, and commits what it says.
 * It does no arithmetic, so that nothing it computes can ever hold up a heartbeat.
 *
 *   idle      wait for a wake-up, claim; acknowledge as soon as the claim has committed or is void
 *   running   the executor works; each cell is committed under the token as it comes
 *   stopping  SIGTERM: the executor stops, the job goes back to ready as interrupted, the worker says that it left
 *
 * Whatever goes wrong ends in one of three ways for the attempt (`fail`): interrupted, infrastructure error, job error.
 * If not even that can be told to the database, the lease runs out and the coordinator frees the job.
 */
import type { Bus, Delivery } from '@regatta/bus';
import { RetryableError, parseResult, type Lane, type RegattaEvent, type Time } from '@regatta/jobs';
import {
  LostLeaseError,
  type Claim,
  type Fence,
  type JobFailure,
  type WorkerInfo,
  type WorkerStore,
} from '@regatta/store';
import type { Logger } from '@regatta/telemetry';
import { ExecutorDiedError, deathFailure, type Executor, type SpawnExecutor } from './executor.ts';
import { Lease } from './lease.ts';

export interface AgentOptions {
  readonly worker: Omit<WorkerInfo, 'device' | 'threads'>;
  readonly lanes: readonly Lane[];
  readonly store: WorkerStore;
  readonly bus: Pick<Bus, 'consume' | 'publishEvent'>;
  readonly spawnExecutor: SpawnExecutor;
  readonly time: Time;
  readonly log: Logger;
}

const PULL_MS = 5_000;
const HEARTBEAT_MS = 5_000;
const TROUBLE_MS = 500;
/** A commit that cannot reach the database is tried again for this long; then the attempt counts as an infrastructure error. */
const COMMIT_MS_MAX = 60_000;

export class Agent {
  readonly #options: AgentOptions;
  #executor: Executor | null = null;
  #job: string | null = null;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Runs until the signal fires; gives its lease back before it returns. */
  async run(signal: AbortSignal): Promise<void> {
    const { worker, store, log } = this.#options;
    const stopHeartbeat = new AbortController();
    try {
      await this.#ensureExecutor();
      await this.#persist(() => store.registerWorker(this.#info()), signal);
      this.#tell({
        type: 'worker.joined',
        at: this.#at(),
        worker: worker.id,
        lanes: [...this.#options.lanes],
        device: this.#info().device,
      });
      const heartbeat = this.#heartbeat(stopHeartbeat.signal);
      await this.#work(signal);
      stopHeartbeat.abort();
      await heartbeat;
      this.#tell({ type: 'worker.left', at: this.#at(), worker: worker.id, reason: 'stopped' });
      await store
        .workerLeft(worker.id, 'stopped')
        .catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
    } finally {
      stopHeartbeat.abort();
      await this.#executor?.close();
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { bus, lanes, time, log } = this.#options;
    const consumer = await bus.consume(lanes);
    try {
      while (!signal.aborted) {
        try {
          const delivery = await consumer.next({ waitMs: PULL_MS, signal });
          if (delivery) await this.#answer(delivery, signal);
        } catch (error) {
          log.warn({ err: error }, 'trouble while looking for work');
          await time.sleep(TROUBLE_MS, signal);
        }
      }
    } finally {
      await consumer.close();
    }
  }

  async #answer(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { store, worker, log } = this.#options;
    const claim = await store.claim(delivery.wakeUp.job, worker.id);
    delivery.ack();
    if (typeof claim === 'string') {
      log.debug({ jobId: delivery.wakeUp.job, claim }, 'a wake-up led to nothing');
      return;
    }
    await this.#runJob(claim, signal);
  }

  async #runJob(claim: Claim, signal: AbortSignal): Promise<void> {
    const { store, time, worker, log } = this.#options;
    const jobLog = log.child({ jobId: claim.job, kind: claim.kind, attempt: claim.attempt });
    const fence: Fence = { job: claim.job, token: claim.token };
    const startedAt = time.now();
    this.#job = claim.job;
    this.#tell({
      type: 'job.claimed',
      at: this.#at(),
      job: claim.job,
      kind: claim.kind,
      worker: worker.id,
      attempt: claim.attempt,
    });
    const lease = new Lease(store, fence, { leaseMs: claim.leaseMs, time });
    const stop = AbortSignal.any([signal, lease.lost]);
    try {
      await this.#execute(claim, fence, stop);
      const seconds = (time.now() - startedAt) / 1000;
      this.#tell({ type: 'job.done', at: this.#at(), job: claim.job, kind: claim.kind, worker: worker.id, seconds });
      jobLog.info({ seconds }, 'job done');
    } catch (error) {
      if (error instanceof LostLeaseError || lease.lost.aborted) {
        jobLog.warn({ reason: lease.lost.reason as unknown }, 'lease lost; nothing of this attempt counts any more');
      } else {
        await this.#giveUp(claim, fence, asFailure(error), jobLog);
      }
    } finally {
      await lease.release();
      this.#job = null;
    }
  }

  /** Has the executor run the job and commits what it says, in order. */
  async #execute(claim: Claim, fence: Fence, stop: AbortSignal): Promise<void> {
    const { store, worker } = this.#options;
    const executor = await this.#ensureExecutor();
    const halt = () => executor.stop(stop.reason === undefined ? 'the worker stops' : String(stop.reason));
    stop.addEventListener('abort', halt, { once: true });
    if (stop.aborted) halt();
    try {
      const { job, kind, payload, inputs, finishedCells } = claim;
      const messages = executor.execute({
        id: job,
        kind,
        payload: payload as never,
        inputs: inputs as never,
        finishedCells: [...finishedCells],
      });
      for await (const message of messages) {
        switch (message.type) {
          case 'progress':
            this.#tell({ type: 'job.progress', at: this.#at(), job, worker: worker.id, progress: message.progress });
            break;
          case 'cell': {
            const { outcome } = message;
            await this.#persist(() => store.commitCell(fence, outcome), stop);
            const cell = { at: this.#at(), cell: outcome.cell, job, worker: worker.id };
            if (outcome.status === 'done') this.#tell({ type: 'cell.done', ...cell });
            else this.#tell({ type: 'cell.failed', ...cell, reason: outcome.reason });
            break;
          }
          case 'done':
            await this.#persist(() => store.finish(fence, parseResult(kind, message.result)), stop);
            break;
          case 'failed':
            throw new AttemptFailed({ ...message.failure, logTail: executor.logTail(), exit: null });
        }
      }
    } catch (error) {
      if (error instanceof ExecutorDiedError) {
        this.#executor = null;
        if (stop.aborted)
          throw new AttemptFailed({ kind: 'interrupted', message: error.message, logTail: error.logTail, exit: null });
      }
      throw error;
    } finally {
      stop.removeEventListener('abort', halt);
    }
  }

  async #giveUp(claim: Claim, fence: Fence, failure: JobFailure, log: Logger): Promise<void> {
    const { store, worker } = this.#options;
    try {
      const next = await this.#persist(() => store.fail(fence, failure), AbortSignal.timeout(COMMIT_MS_MAX));
      const { job, kind } = claim;
      this.#tell({
        type: 'job.failed',
        at: this.#at(),
        job,
        kind,
        worker: worker.id,
        failure: failure.kind,
        reason: failure.message,
        next,
      });
      log[next === 'dead' ? 'error' : 'warn'](
        { failure: failure.kind, reason: failure.message, exit: failure.exit, next },
        'attempt failed',
      );
    } catch (error) {
      log.warn({ err: error, reason: failure.message }, 'attempt failed and could not be told; its lease will run out');
    }
  }

  /** A transaction that may be tried again while the database is away: each of them is a no-op the second time, or fenced. */
  async #persist<T>(transaction: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { time } = this.#options;
    const giveUpAt = time.now() + COMMIT_MS_MAX;
    for (;;) {
      try {
        return await transaction();
      } catch (error) {
        if (!(error instanceof RetryableError) || signal.aborted || time.now() > giveUpAt) throw error;
        await time.sleep(TROUBLE_MS, signal);
      }
    }
  }

  async #ensureExecutor(): Promise<Executor> {
    this.#executor ??= await this.#options.spawnExecutor();
    return this.#executor;
  }

  async #heartbeat(signal: AbortSignal): Promise<void> {
    const { store, worker, time } = this.#options;
    while (!signal.aborted) {
      const memoryBytes = process.memoryUsage.rss() + (this.#executor?.memoryBytes() ?? 0);
      this.#tell({ type: 'worker.heartbeat', at: this.#at(), worker: worker.id, job: this.#job, memoryBytes });
      await store.workerAlive(worker.id, { job: this.#job, memoryBytes }).catch(() => undefined);
      await time.sleep(HEARTBEAT_MS, signal);
    }
  }

  #info(): WorkerInfo {
    const ready = this.#executor?.ready;
    return { ...this.#options.worker, device: ready?.device ?? 'none', threads: ready?.threads ?? 1 };
  }

  #tell(event: RegattaEvent): void {
    this.#options.bus.publishEvent(event);
  }

  #at(): string {
    return this.#options.time.date().toISOString();
  }
}

/** An attempt that ended with a known failure. */
class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly failure: JobFailure;

  constructor(failure: JobFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

function asFailure(error: unknown): JobFailure {
  if (error instanceof AttemptFailed) return error.failure;
  if (error instanceof ExecutorDiedError) return deathFailure(error);
  const kind = error instanceof RetryableError ? 'infrastructure' : 'job';
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind, message, ...(stack === undefined ? {} : { stack }), logTail: [], exit: null };
}
