/** @file What can go wrong with the store. Whatever is not here comes as PostgreSQL's own error. */
import { RetryableError, TerminalError, didYouMean } from '@regatta/jobs';

/** The database cannot be reached, or went away in the middle. Nothing was written, or it may be written again. */
export class StoreUnavailableError extends RetryableError {
  override readonly name = 'StoreUnavailableError';
}

/** The database refuses: password, role, a database that does not exist. Somebody has to change something. */
export class StoreAccessError extends TerminalError {
  override readonly name = 'StoreAccessError';
}

/** Tables and code are of different versions. */
export class SchemaVersionError extends TerminalError {
  override readonly name = 'SchemaVersionError';
  /** `newer`: another version of Regatta has migrated it further; `older`: it must be migrated first. */
  readonly database: 'newer' | 'older';

  constructor(database: 'newer' | 'older', message: string) {
    super(message);
    this.database = database;
  }
}

/** The token is no longer valid: the lease ran out, or the job has ended or was cancelled. Nothing was written. */
export class LostLeaseError extends Error {
  override readonly name = 'LostLeaseError';
  readonly job: string;
  readonly token: number;

  constructor({ job, token }: { job: string; token: number }) {
    super(`The lease of job ${job} under token ${token} is lost: nothing of this attempt is accepted any more.`);
    this.job = job;
    this.token = token;
  }
}

/** Another coordinator leads, or this one's lead has run out. Nothing was written. */
export class NotLeaderError extends Error {
  override readonly name = 'NotLeaderError';

  constructor({ coordinator, epoch }: { coordinator: string; epoch: number }) {
    super(`Coordinator ${coordinator} does not lead in epoch ${epoch} any more.`);
  }
}

export class UnknownSweepError extends TerminalError {
  override readonly name = 'UnknownSweepError';
  /** The sweeps that there are. */
  readonly known: readonly string[];

  constructor(sweep: string, known: readonly string[]) {
    super(`There is no sweep \`${sweep}\`. ${didYouMean(sweep, known)}`);
    this.known = known;
  }
}

/** A statement of a user that cannot be run: it does not only read, or PostgreSQL refuses it, in its own words. */
export class QueryError extends TerminalError {
  override readonly name = 'QueryError';
}
