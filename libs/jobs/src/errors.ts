/**
 * @file The decision that matters about an error is its type: who pays for the failure, and is it tried again?
 *
 * | class | counter | then |
 * |---|---|---|
 * | `InterruptedError` | interrupted: uses up no tries | the job goes back to ready at once |
 * | `RetryableError` | infrastructure: the world is at fault | tried again after a growing, jittered delay |
 * | `TerminalError` | job: the job itself is at fault | few tries, then the dead letters, with the reason |
 */

/** Something broke the contract of this library: a programmer's mistake or a message of another version. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** The job was told to stop (SIGTERM, spot notice, cancel, lost lease). It did nothing wrong. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The infrastructure failed (object store 5xx, database away): the same job may succeed later. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
}

/** The job itself cannot succeed (bad image set, NaN loss): trying again soon is waste. */
export class TerminalError extends Error {
  override readonly name: string = 'TerminalError';
}

/** The three counters of an attempt that did not succeed. */
export const FAILURE_KINDS = ['interrupted', 'infrastructure', 'job'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Which counter an error uses up. An error of unknown type is the job's own: it must not be retried for ever. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof InterruptedError) return 'interrupted';
  if (error instanceof RetryableError) return 'infrastructure';
  return 'job';
}
