/**
 * @file The agent: pulls wake-ups, claims jobs, keeps their leases, has the executor run them, and commits what it says.
 * It does no arithmetic, so that nothing it computes can ever hold up a heartbeat.
 *
 *   idle      an executor is at hand; wait for a wake-up, claim; acknowledge when the claim has committed or is void
 *   running   the executor works; each cell is committed under the token as it comes
 *   stopping  SIGTERM: the executor stops, the job goes back to ready as interrupted, the worker says that it left
 *
 * Whatever goes wrong ends in one of three ways for the attempt (`fail`): interrupted, infrastructure error, job error.
 * If not even that can be told to the database, the lease runs out and the coordinator frees the job.
 *
 * While the database is away, the executor goes on and what it says waits here to be committed; every transaction is
 * tried again, since each of them is a no-op the second time, or fenced.
 */
import type { Bus, Delivery, WakeUpConsumer } from '@regatta/bus';
import {
  InterruptedError,
  failureKind,
  parseResult,
  persist,
  type ExecutableJob,
  type FailureKind,
  type Lane,
  type RegattaEvent,
  type Time,
} from '@regatta/jobs';
import {
  LostLeaseError,
  type Claim,
  type Fence,
  type JobFailure,
  type WorkerInfo,
  type WorkerStore,
} from '@regatta/store';
import type { Logger } from '@regatta/telemetry';
import { ExecutorDiedError, deathFailure, type Executor, type JobMessage, type SpawnExecutor } from './executor.ts';
import { ExecutorKeeper } from './executorKeeper.ts';
import { Lease, OUTAGE_MS_MAX } from './lease.ts';

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
/** A stopping worker tells the database for this long that it gives its job back; then the lease must run out. */
const GIVE_BACK_MS_MAX = 5_000;
/** A machine whose executor fails so often at the start is not fit for work; whoever started the worker should know. */
const FIRST_STARTS_MAX = 3;

export class Agent {
  readonly #options: AgentOptions;
  readonly #executors: ExecutorKeeper;
  #job: string | null = null;

  constructor(options: AgentOptions) {
    this.#options = options;
    const { spawnExecutor: spawn, time, log } = options;
    this.#executors = new ExecutorKeeper({ spawn, time, log });
  }

  /**
   * Runs until the signal fires; gives its lease back before it returns.
   * @throws {ExecutorStartError} no executor can be started on this machine
   */
  async run(signal: AbortSignal): Promise<void> {
    const { worker, lanes, store, log } = this.#options;
    const stopHeartbeat = new AbortController();
    try {
      const executor = await this.#executors.ready(signal, FIRST_STARTS_MAX);
      if (executor === null) return;
      const { device, threads } = executor.ready;
      if (!(await this.#register({ ...worker, device, threads }, signal))) return;
      this.#tell({ type: 'worker.joined', at: this.#at(), worker: worker.id, lanes: [...lanes], device });
      log.info({ device, threads, lanes }, 'waiting for work');
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
      await this.#executors.close();
    }
  }

  /** @returns false when the signal fired before the database has heard of this worker */
  async #register(worker: WorkerInfo, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#persist(() => this.#options.store.registerWorker(worker), signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { bus, lanes, time, log } = this.#options;
    let consumer: WakeUpConsumer | null = null;
    let isInTrouble = false;
    while (!signal.aborted) {
      try {
        consumer ??= await bus.consume(lanes);
        const executor = await this.#executors.ready(signal);
        if (executor === null) break;
        const askedAt = time.now();
        const delivery = await consumer.next({ waitMs: PULL_MS, signal: AbortSignal.any([signal, executor.died]) });
        const tookMs = time.now() - askedAt;
        if (delivery !== null) await this.#answer(delivery, signal);
        // A bus that cannot wait for us answers at once; without a pause that would be a busy loop.
        else if (tookMs < TROUBLE_MS && !executor.died.aborted) await time.sleep(TROUBLE_MS, signal);
        isInTrouble = false;
      } catch (error) {
        log[isInTrouble ? 'debug' : 'warn']({ err: error }, 'trouble while looking for work; trying again');
        isInTrouble = true;
        await time.sleep(TROUBLE_MS, signal);
      }
    }
    await consumer?.close();
  }

  async #answer(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { store, worker, log } = this.#options;
    // It may have died while we waited. A wake-up that is not answered goes to another worker, or comes again.
    const executor = await this.#executors.ready(signal);
    if (executor === null) return;
    const claim = await store.claim(delivery.wakeUp.job, worker.id);
    delivery.ack();
    if (typeof claim === 'string') {
      log.debug({ jobId: delivery.wakeUp.job, claim }, 'a wake-up led to nothing');
      return;
    }
    await this.#runJob(claim, executor, signal);
  }

  async #runJob(claim: Claim, executor: Executor, signal: AbortSignal): Promise<void> {
    const { store, time, worker, log } = this.#options;
    const { job, kind, attempt, leaseMs } = claim;
    const jobLog = log.child({ jobId: job, kind, attempt });
    const fence: Fence = { job, token: claim.token };
    const startedAt = time.now();
    this.#job = job;
    this.#tell({ type: 'job.claimed', at: this.#at(), job, kind, worker: worker.id, attempt });
    const onTrouble = (error: unknown) => jobLog.debug({ err: error }, 'the lease could not be renewed; trying again');
    const lease = new Lease(store, fence, { leaseMs, time, onTrouble });
    const stop = AbortSignal.any([signal, lease.lost]);
    try {
      await this.#execute(claim, fence, executor, stop);
      const seconds = (time.now() - startedAt) / 1000;
      this.#tell({ type: 'job.done', at: this.#at(), job, kind, worker: worker.id, seconds });
      jobLog.info({ seconds }, 'job done');
    } catch (error) {
      if (error instanceof LostLeaseError || lease.lost.aborted) {
        const reason = lease.lost.aborted ? String(lease.lost.reason) : (error as Error).message;
        jobLog.warn({ reason }, 'lease lost; nothing of this attempt counts any more');
      } else {
        await this.#giveUp(claim, fence, asFailure(error, stop.aborted), { signal, log: jobLog });
      }
    } finally {
      await lease.release();
      this.#job = null;
    }
  }

  /** Has the executor run the job and commits what it says, in order. */
  async #execute(claim: Claim, fence: Fence, executor: Executor, stop: AbortSignal): Promise<void> {
    if (stop.aborted) throw new InterruptedError(String(stop.reason));
    // It ended while the job was being claimed: the job is not to blame.
    if (executor.died.aborted) throw new InterruptedError('The executor ended before the job began.');
    const halt = () => executor.stop(String(stop.reason));
    stop.addEventListener('abort', halt, { once: true });
    try {
      for await (const message of executor.execute(executableJob(claim)))
        await this.#take(message, { claim, fence, executor, stop });
    } finally {
      stop.removeEventListener('abort', halt);
    }
  }

  async #take(
    message: JobMessage,
    { claim, fence, executor, stop }: { claim: Claim; fence: Fence; executor: Executor; stop: AbortSignal },
  ): Promise<void> {
    const { store, worker } = this.#options;
    const { job, kind } = claim;
    switch (message.type) {
      case 'progress':
        this.#tell({ type: 'job.progress', at: this.#at(), job, worker: worker.id, progress: message.progress });
        return;
      case 'cell': {
        const { outcome } = message;
        await this.#persist(() => store.commitCell(fence, outcome), stop);
        const cell = { at: this.#at(), cell: outcome.cell, job, worker: worker.id };
        if (outcome.status === 'done') this.#tell({ type: 'cell.done', ...cell });
        else this.#tell({ type: 'cell.failed', ...cell, reason: outcome.reason });
        return;
      }
      case 'done': {
        const result = parseResult(kind, message.result);
        await this.#persist(() => store.finish(fence, result), stop);
        return;
      }
      case 'failed':
        throw new AttemptFailed({ ...message.failure, logTail: executor.logTail(), exit: null });
    }
  }

  async #giveUp(
    { job, kind }: Claim,
    fence: Fence,
    failure: JobFailure,
    { signal, log }: { signal: AbortSignal; log: Logger },
  ): Promise<void> {
    const { store, time, worker } = this.#options;
    const forMs = signal.aborted ? GIVE_BACK_MS_MAX : OUTAGE_MS_MAX;
    try {
      const next = await persist(() => store.fail(fence, failure), { time, forMs, pauseMs: TROUBLE_MS });
      const reason = failure.message;
      this.#tell({
        type: 'job.failed',
        at: this.#at(),
        job,
        kind,
        worker: worker.id,
        failure: failure.kind,
        reason,
        next,
      });
      const level = next === 'dead' ? 'error' : failure.kind === 'interrupted' ? 'info' : 'warn';
      log[level](
        { failure: failure.kind, reason, exit: failure.exit, logTail: failure.logTail, next },
        'attempt ended',
      );
    } catch (error) {
      log.warn({ err: error, reason: failure.message }, 'attempt failed and could not be told; its lease will run out');
    }
  }

  #persist<T>(transaction: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { time, log } = this.#options;
    const onTrouble = (error: unknown) => log.debug({ err: error }, 'the database is away; trying again');
    return persist(transaction, { time, forMs: OUTAGE_MS_MAX, pauseMs: TROUBLE_MS, signal, onTrouble });
  }

  async #heartbeat(signal: AbortSignal): Promise<void> {
    const { store, worker, time } = this.#options;
    while (!signal.aborted) {
      const memoryBytes = process.memoryUsage.rss() + (this.#executors.current?.memoryBytes() ?? 0);
      this.#tell({ type: 'worker.heartbeat', at: this.#at(), worker: worker.id, job: this.#job, memoryBytes });
      // One that is missed costs nothing: the next comes soon, and leases have renewals of their own.
      await store.workerAlive(worker.id, { job: this.#job, memoryBytes }).catch(() => undefined);
      await time.sleep(HEARTBEAT_MS, signal);
    }
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

/** What the executor needs of a claim. Payload and inputs come from the database as JSON. */
function executableJob({ job, kind, payload, inputs, finishedCells }: Claim): ExecutableJob {
  return {
    id: job,
    kind,
    payload: payload as ExecutableJob['payload'],
    inputs: inputs as ExecutableJob['inputs'],
    finishedCells: [...finishedCells],
  };
}

/** @param isStopping true when the attempt was told to stop: however it ended then, the job is not to blame */
function asFailure(error: unknown, isStopping: boolean): JobFailure {
  const failure =
    error instanceof AttemptFailed
      ? error.failure
      : error instanceof ExecutorDiedError
        ? deathFailure(error)
        : otherFailure(error);
  return isStopping ? { ...failure, kind: 'interrupted', exit: null } : failure;
}

function otherFailure(error: unknown): JobFailure {
  const kind: FailureKind = failureKind(error);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind, message, ...(stack === undefined ? {} : { stack }), logTail: [], exit: null };
}
