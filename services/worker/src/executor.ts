/**
 * @file The executor as the agent sees it: one job at a time in, a stream of messages out, and a word when it dies.
 * The agent is written against this interface, so that a simulator can put something in memory in its place.
 */
import type { ExecutableJob, FromExecutor } from '@regatta/jobs';
import type { JobFailure } from '@regatta/store';

export type Ready = Extract<FromExecutor, { type: 'ready' }>;
/** What an executor says while it works; ends with `done` or `failed`. */
export type JobMessage = Extract<FromExecutor, { job: string }>;

/** The executor ended by a native crash, the out-of-memory killer or a signal, or did not even start. */
export class ExecutorDiedError extends Error {
  override readonly name = 'ExecutorDiedError';
  /** Signal or exit code in words: `SIGKILL`, `exit code 134`. */
  readonly exit: string;
  /** The last lines of its log, oldest first. */
  readonly logTail: readonly string[];

  constructor(exit: string, logTail: readonly string[]) {
    super(`The executor ended with ${exit}.`);
    this.exit = exit;
    this.logTail = logTail;
  }
}

export interface Executor {
  readonly ready: Ready;
  /** Fires when the process has ended; its reason is an `ExecutorDiedError`. */
  readonly died: AbortSignal;
  /**
   * Runs one job and yields what it says; the last message is `done` or `failed`. Whoever stops listening before that
   * gets the executor back when the job has stopped, or dead.
   * @throws {ExecutorDiedError} when the process ended in the middle of the job.
   */
  execute(job: ExecutableJob): AsyncIterable<JobMessage>;
  /** Asks the job in hand to stop; it answers with `failed`, kind `interrupted`, or is killed after some seconds. */
  stop(reason: string): void;
  /** Last lines of its log, oldest first. */
  logTail(): readonly string[];
  /** Resident memory. @unit bytes */
  memoryBytes(): number;
  /** Ends the process, by SIGKILL if it does not go in time. */
  close(): Promise<void>;
}

/** Starts an executor and waits until it is ready. @throws {ExecutorDiedError} */
export type SpawnExecutor = () => Promise<Executor>;

/** Failure of a job whose executor died in the middle of it: a few such deaths, and the job is given up. */
export function deathFailure({ exit, logTail }: ExecutorDiedError): JobFailure {
  return { kind: 'job', message: `The executor ended with ${exit} in the middle of the job.`, logTail, exit };
}
