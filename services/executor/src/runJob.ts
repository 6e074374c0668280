/**
 * @file Runs jobs, one at a time: finds the handler, hands out what jobs share, and says how each job ended. Whatever a
 * handler throws becomes the failure of its job and nothing more.
 */
import type { Blobs } from '@regatta/blobs';
import {
  ContractError,
  InterruptedError,
  RetryableError,
  TerminalError,
  failureKind,
  parsePayload,
  type ExecutableJob,
  type Failure,
  type FromExecutor,
  type JobKind,
} from '@regatta/jobs';
import { DecodePool } from './decodePool.ts';
import { FeatureReader } from './features.ts';
import type { Handlers, JobContext } from './handler.ts';
import { Objects } from './objects.ts';

export interface JobRunnerOptions {
  readonly blobs: Blobs;
  /** Threads of one computation, and of decoding beside it. */
  readonly threads: number;
  readonly handlers: Handlers;
  readonly say: (message: FromExecutor) => void;
}

export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #objects: Objects;
  readonly #features: FeatureReader;
  readonly #decoder: DecodePool;
  #inHand: AbortController | null = null;

  constructor(options: JobRunnerOptions) {
    const { blobs, threads } = options;
    this.#options = options;
    this.#objects = new Objects(blobs, threads);
    this.#features = new FeatureReader(blobs);
    this.#decoder = new DecodePool({ threads });
  }

  /** Runs a job; says its progress, its cells, and at last `done` or `failed`. Never rejects. */
  async run(job: ExecutableJob): Promise<void> {
    const { say } = this.#options;
    if (this.#inHand !== null) {
      const message = 'An executor does one job at a time: wait for the end of the job in hand.';
      return say({ type: 'failed', job: job.id, failure: { kind: 'job', message } });
    }
    const stop = new AbortController();
    this.#inHand = stop;
    const end = await this.#end(job, stop.signal);
    this.#inHand = null;
    say(end);
  }

  /** Asks the job in hand to stop. */
  stop(reason: string): void {
    this.#inHand?.abort(new InterruptedError(reason));
  }

  /** Stops the job in hand and frees sessions and threads. */
  async close(): Promise<void> {
    this.stop('the executor ends');
    await Promise.all([this.#objects.close(), this.#decoder.close()]);
  }

  async #end(job: ExecutableJob, signal: AbortSignal): Promise<FromExecutor> {
    try {
      const result = await this.#handle(job.kind, job, signal);
      return { type: 'done', job: job.id, result: result as Extract<FromExecutor, { type: 'done' }>['result'] };
    } catch (error) {
      // Whatever else a job threw while it was told to stop, it was the stop.
      return { type: 'failed', job: job.id, failure: toFailure(signal.aborted ? signal.reason : error) };
    }
  }

  async #handle<K extends JobKind>(kind: K, job: ExecutableJob, signal: AbortSignal): Promise<unknown> {
    const payload = parsePayload(kind, job.payload);
    return this.#options.handlers[kind](payload, this.#context(job, signal));
  }

  #context({ id, inputs, finishedCells }: ExecutableJob, signal: AbortSignal): JobContext {
    const { blobs, threads, say } = this.#options;
    return {
      job: id,
      inputs,
      finishedCells: new Set(finishedCells),
      blobs,
      objects: this.#objects,
      features: this.#features,
      decoder: this.#decoder,
      threads,
      signal,
      progress: (progress) => say({ type: 'progress', job: id, progress }),
      cell: (outcome) => say({ type: 'cell', job: id, outcome }),
    };
  }
}

/** Errors of the contract say all in their message; of any other the stack is needed. */
function toFailure(error: unknown): Failure {
  const kind = failureKind(error);
  const { message, stack, name } = error instanceof Error ? error : new Error(String(error));
  const isKnown = [InterruptedError, RetryableError, TerminalError, ContractError].some(
    (type) => error instanceof type,
  );
  if (isKnown) return { kind, message };
  return { kind, message: `${name}: ${message}`, ...(stack === undefined ? {} : { stack }) };
}
