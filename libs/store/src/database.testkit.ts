/**
 * @file A database of its own for a test file, cloned from a template that is migrated once per server and per state of
 * the migrations. Files that run at the same time may race for the template: one of them builds it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';
import { MIGRATIONS_FOLDER, migrate } from './migrate.ts';

export interface TestDatabase {
  readonly url: string;
  /** Drops it, with whoever is still connected. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 5_271_304_404;

/** @throws when `REGATTA_TEST_POSTGRES_URL` is not set: `test/setup/global.ts` does that for the tests of served workspaces */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = `regatta_template_${migrationsHash()}`;
  await onServer((server) => ensureTemplate(server, template));
  return cloneOf(template);
}

/** A database without any table. */
export async function createBlankDatabase(): Promise<TestDatabase> {
  return cloneOf('template0');
}

/** Takes every row out of the tables, for the next test: quicker than another database. What a migration wrote stays. */
export async function emptyTestDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ tables: string }>(
    "SELECT string_agg(quote_ident(tablename), ', ') AS tables FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'study_cell'",
  );
  await client.query(`TRUNCATE ${rows[0]!.tables} RESTART IDENTITY`);
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const name = `regatta_test_${randomUUID().replaceAll('-', '')}`;
  await onServer((server) => server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: urlOf(name),
    drop: async () => {
      await onServer((server) => server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Built under another name and renamed when it is whole, so that a killed run leaves no half template behind. */
async function ensureTemplate(server: pg.Client, template: string): Promise<void> {
  const isThere = async () =>
    (await server.query('SELECT FROM pg_database WHERE datname = $1', [template])).rowCount === 1;
  if (await isThere()) return;
  await server.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  // The lock goes with the connection, whatever happens.
  if (await isThere()) return;
  const draft = `${template}_draft`;
  await server.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
  await migrate(urlOf(draft));
  await server.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const migration of readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER })) hash.update(migration.hash);
  return hash.digest('hex').slice(0, 16);
}

async function onServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: serverUrl() });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env['REGATTA_TEST_POSTGRES_URL'];
  if (url === undefined)
    throw new Error(
      'Expected the address of a PostgreSQL for tests in REGATTA_TEST_POSTGRES_URL; `npm test` starts one.',
    );
  return url;
}
