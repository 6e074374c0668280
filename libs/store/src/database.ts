/**
 * @file Connections and transactions: everything that the store asks of PostgreSQL goes through here.
 *
 * A transaction is one connection from BEGIN to COMMIT and nothing beyond it, so a pooler may give each transaction
 * another connection of the server: no session settings, no named prepared statements, no session locks, no LISTEN.
 * It runs in READ COMMITTED: what must not change is locked first, and each later statement sees what is committed then.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { driverError, isConflict, isConnectionLoss, storeError } from './databaseErrors.ts';
import { StoreAccessError } from './errors.ts';

/** Statements within one transaction. */
export type Tx = Pick<NodePgDatabase, 'execute' | 'select' | 'insert' | 'update' | 'delete'>;

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** What the server's list of connections shows. */
  readonly applicationName: string;
  /** Transactions that a connection serves before it is closed. @default Infinity */
  readonly usesMax?: number;
  /** After this long without an answer the server counts as away. @default 60000 @unit milliseconds */
  readonly statementMsMax?: number;
}

/** A transaction that lost against another is run again this often; each time somebody else has got on. */
const CONFLICTS_MAX = 10;
/** Before it is: without a pause it could be quicker than the one that won, and meet it again. @unit milliseconds */
const CONFLICT_PAUSE_MS_MAX = 50;
const CONNECT_MS_MAX = 10_000;
/** No single statement of the store takes so long. */
const STATEMENT_MS_MAX = 60_000;

export class Database {
  /** Where it is, for people: host, port and name, no password. */
  readonly server: string;
  readonly #pool: pg.Pool;
  #closed: Promise<void> | null = null;

  constructor({ url, poolSize, applicationName, usesMax, statementMsMax = STATEMENT_MS_MAX }: DatabaseOptions) {
    this.server = serverOf(url);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      application_name: applicationName.slice(0, 63),
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: statementMsMax,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      ...(usesMax === undefined ? {} : { maxUses: usesMax }),
    });
    // A connection that breaks says so here, idle or in use; without a listener that would end the process. Whoever
    // uses it next, or uses it now, meets the error in its own call.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Runs `work` in one transaction; again when it met another one. `work` must therefore have no effects outside.
   * @throws {StoreUnavailableError} @throws {StoreAccessError} and what `work` throws
   */
  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('BEGIN', work);
  }

  /** Runs `work` on one snapshot of the database. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', work);
  }

  /** Lends a connection of its own to `work` and closes it afterwards, whatever state it was left in. */
  async borrow<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.#connect();
      try {
        return await work(client);
      } finally {
        client.release(true);
      }
    } catch (error) {
      throw storeError(error, this.server);
    }
  }

  async close(): Promise<void> {
    this.#closed ??= this.#pool.end();
    return this.#closed;
  }

  async #connect(): Promise<pg.PoolClient> {
    assert(this.#closed === null, 'The store is used after it was closed.');
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (error instanceof pg.DatabaseError || isConnectionLoss(error)) throw error;
      // A missing password, an address that is none, a certificate: the driver has many words for what is not right yet.
      const { message } = error as Error;
      throw new StoreAccessError(`Cannot connect to the database at ${this.server}: ${message}`, { cause: error });
    }
  }

  async #run<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await this.#runOnce(begin, work);
      } catch (wrapped) {
        const error = driverError(wrapped);
        if (!isConflict(error) || conflicts === CONFLICTS_MAX) throw storeError(error, this.server);
        await sleep(CONFLICT_PAUSE_MS_MAX * Math.random());
      }
    }
  }

  async #runOnce<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let isBroken = false;
    try {
      await client.query(begin);
      const answer = await work(drizzle({ client }));
      await client.query('COMMIT');
      return answer;
    } catch (error) {
      isBroken = isConnectionLoss(driverError(error)) || !(await rollBack(client));
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}

/** @returns false when the connection cannot even do that */
async function rollBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

function serverOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || 'the local socket'}:${port || 5432}${pathname}`;
  } catch {
    return 'the given address';
  }
}
