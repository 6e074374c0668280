/**
 * @file The executor as the agent sees it: one job at a time in, a stream of messages out, and a word when it dies.
 * The agent is written against this interface, so that a simulator can put something in memory in its place.
 */
import type { ExecutableJob, Failure, FromExecutor } from '@regatta/jobs';

export type Ready = Extract<FromExecutor, { type: 'ready' }>;
/** What an executor says while it works; ends with `done` or `failed`. */
export type JobMessage = Extract<FromExecutor, { job: string }>;

/** The executor ended in the middle of something: by a native crash, the out-of-memory killer or a signal. */
export class ExecutorDiedError extends Error {
  override readonly name = 'ExecutorDiedError';
  /** Signal or exit code in words: `SIGKILL`, `exit code 134`. */
  readonly exit: string;
  readonly logTail: readonly string[];

  constructor(exit: string, logTail: readonly string[]) {
    super(`The executor ended with ${exit} in the middle of its work.`);
    this.exit = exit;
    this.logTail = logTail;
  }
}

export interface Executor {
  readonly ready: Ready;
  /**
   * Runs one job and yields what it says; the last message is `done` or `failed`.
   * @throws {ExecutorDiedError} when the process ended before that.
   */
  execute(job: ExecutableJob): AsyncIterable<JobMessage>;
  /** Asks the job in hand to stop; it answers with `failed`, kind `interrupted`. */
  stop(reason: string): void;
  /** Last lines of its log, oldest first. */
  logTail(): readonly string[];
  /** Resident memory. @unit bytes */
  memoryBytes(): number;
  /** Ends the process, by SIGKILL if it does not go in time. */
  close(): Promise<void>;
}

export type SpawnExecutor = () => Promise<Executor>;

/** Failure of a job whose executor died. */
export function deathFailure(error: ExecutorDiedError): Failure & { logTail: readonly string[]; exit: string } {
  return { kind: 'job', message: error.message, logTail: error.logTail, exit: error.exit };
}
