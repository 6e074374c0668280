/**
 * @file Brings a database to the state that this version of the code needs, by the generated migrations.
 *
 * Several processes may migrate at once: all of it is one transaction behind a lock that ends with it, so the second
 * one finds the work done. The record of what was applied is drizzle's own (`drizzle.__drizzle_migrations`).
 */
import { resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import { Database, type Tx } from './database.ts';
import { SchemaVersionError } from './errors.ts';

export const MIGRATIONS_FOLDER = resolve(import.meta.dirname, '../migrations');
/** Names the lock; any number that no other program on this database uses. */
const MIGRATION_LOCK = 5_271_304_402;
/** A new index on a large table takes its time, and so does waiting for another process that builds it. */
const MIGRATION_MS_MAX = 3_600_000;

/**
 * Migrates the database; does nothing when there is nothing to do.
 * @throws {SchemaVersionError} a newer version of Regatta has migrated it already
 * @throws {StoreUnavailableError} @throws {StoreAccessError}
 */
export async function migrate(url: string): Promise<void> {
  const database = new Database({
    url,
    poolSize: 1,
    applicationName: 'regatta migrate',
    statementMsMax: MIGRATION_MS_MAX,
  });
  try {
    await database.write(applyMissing);
  } finally {
    await database.close();
  }
}

/** Refuses a database that this code cannot use. @throws {SchemaVersionError} */
export async function checkVersion(tx: Tx): Promise<void> {
  const missing = missingFrom(await appliedTo(tx));
  if (missing.length > 0)
    throw new SchemaVersionError(
      'older',
      `The database lacks ${missing.length === 1 ? 'a migration' : `${missing.length} migrations`} of this version of Regatta. Run \`regatta migrate\` first.`,
    );
}

async function applyMissing(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  const missing = missingFrom(await appliedTo(tx));
  if (missing.length === 0) return;
  await tx.execute(sql`CREATE SCHEMA IF NOT EXISTS drizzle`);
  await tx.execute(sql`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`);
  for (const { sql: statements, hash, folderMillis } of missing) {
    for (const statement of statements) await tx.execute(sql.raw(statement));
    await tx.execute(
      sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`,
    );
  }
}

/** When the last migration that was applied was written; 0 for a database without any. */
async function appliedTo(tx: Tx): Promise<number> {
  const record = await tx.execute(sql`SELECT 1 WHERE to_regclass('drizzle.__drizzle_migrations') IS NOT NULL`);
  if (record.rows.length === 0) return 0;
  const { rows } = await tx.execute<{ last: string | null }>(
    sql`SELECT max(created_at) AS last FROM drizzle.__drizzle_migrations`,
  );
  return Number(rows[0]!.last ?? 0);
}

function missingFrom(appliedTo: number): MigrationMeta[] {
  const known = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER });
  const newest = known.at(-1)!.folderMillis;
  if (appliedTo > newest)
    throw new SchemaVersionError(
      'newer',
      `The database was migrated by a newer version of Regatta (its tables are of ${moment(appliedTo)}, this version knows those of ${moment(newest)}). Update Regatta, or use another database.`,
    );
  return known.filter(({ folderMillis }) => folderMillis > appliedTo);
}

function moment(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
