/** @file What an error of the driver means: the database is away, it refuses us, two transactions met, or none of these. */
import { DrizzleQueryError } from 'drizzle-orm';
import pg from 'pg';
import { StoreAccessError, StoreUnavailableError } from './errors.ts';

/** Of the system, when a connection cannot be made or breaks. */
const NETWORK_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOENT'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
]);

/** Of the driver, which gives no codes. */
const DRIVER_SENTENCES =
  /^(?:Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client was closed|Connection ended unexpectedly)/;

/**
 * SQLSTATE of a server that cannot serve now: broken connections (08), out of connections, memory or disk (53), stopped
 * or starting (57P), and a standby that takes no writes while another server is promoted.
 * Source: PostgreSQL documentation, appendix A.
 */
const UNAVAILABLE = /^(?:08...|53...|57P0[1-5]|25006|25P03)$/;
/** Wrong password or role, no right, no such database. */
const REFUSED = /^(?:28...|3D000|42501)$/;
/** Two transactions met, and one was chosen to be repeated: serialization failure, deadlock. */
const CONFLICT = /^(?:40001|40P01)$/;

/** The driver's own error, without what drizzle wraps around it (the statement and all of its parameters). */
export function driverError(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}

/** True when the transaction failed for meeting another one, and may be run again. */
export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && CONFLICT.test(error.code ?? '');
}

/** True when the connection is of no use any more, whatever else the error says. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) return /^(?:08...|57P0[1-5]|25P03)$/.test(error.code ?? '');
  // Several addresses were tried and each refused.
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  return NETWORK_CODES.has((error as NodeJS.ErrnoException).code ?? '') || DRIVER_SENTENCES.test(error.message);
}

/** @param server where the database is, for people, without its password */
export function storeError(error: unknown, server: string): unknown {
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? '';
    if (UNAVAILABLE.test(code))
      return new StoreUnavailableError(`The database at ${server} cannot serve now: ${error.message}.`, {
        cause: error,
      });
    if (REFUSED.test(code))
      return new StoreAccessError(
        `The database at ${server} refuses: ${error.message}. Check REGATTA_DATABASE_URL and the rights of its user.`,
        { cause: error },
      );
    return error;
  }
  if (!isConnectionLoss(error)) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  return new StoreUnavailableError(
    `The database at ${server} cannot be reached (${reason}): check that it runs, and the network.`,
    { cause: error },
  );
}
