import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBlankDatabase, createTestDatabase, type TestDatabase } from './database.testkit.ts';
import { SchemaVersionError, StoreUnavailableError } from './errors.ts';
import { migrate } from './migrate.ts';
import { openStore } from './openStore.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createBlankDatabase();
});
afterEach(async () => {
  await database.drop();
});

async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
const applied = () => query('SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id');
const open = () => openStore({ url: database.url, poolSize: 1, applicationName: 'regatta test' });

test('brings an empty database to the state that the code needs, and does nothing the second time', async () => {
  await migrate(database.url);
  const once = await applied();
  expect(once.length).toBeGreaterThan(0);
  await migrate(database.url);
  expect(await applied()).toEqual(once);
  const store = await open();
  expect(await store.sweeps()).toEqual([]);
  await store.close();
});

test('may be run by many processes at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => migrate(database.url)));
  const hashes = (await applied()).map(({ hash }) => hash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('leaves nothing behind when it fails in the middle', async () => {
  // The last of the tables is there already, and is not ours.
  await query('CREATE TABLE worker (id text)');
  await expect(migrate(database.url)).rejects.toThrow(/already exists/);
  expect(await query("SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'drizzle')")).toEqual([
    { tablename: 'worker' },
  ]);
});

describe('a database of another version', () => {
  test('is refused with a sentence when it is newer', async () => {
    await migrate(database.url);
    const later = Date.UTC(2100, 0, 1);
    await query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', ['x', later]);
    for (const attempt of [() => migrate(database.url), open]) {
      const error: unknown = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(SchemaVersionError);
      expect(error).toMatchObject({ database: 'newer', message: expect.stringMatching(/newer version.*2100-01-01/) });
    }
  });

  test('must be migrated when it is older', async () => {
    await expect(open()).rejects.toThrow(expect.objectContaining({ name: 'SchemaVersionError', database: 'older' }));
    await expect(open()).rejects.toThrow(/Run `regatta migrate` first/);
  });
});

test('every table, view and column of a view is explained in the database itself', async () => {
  await migrate(database.url);
  expect(
    await query(`
      SELECT relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND obj_description(oid) IS NULL`),
  ).toEqual([]);
});

test('says that the database cannot be reached, and where it was looked for', async () => {
  await expect(migrate('postgres://nobody:secret@127.0.0.1:9/regatta')).rejects.toThrow(StoreUnavailableError);
  const error = await migrate('postgres://nobody:secret@127.0.0.1:9/regatta').catch((reason: Error) => reason);
  expect((error as Error).message).toBe(
    'The database at 127.0.0.1:9/regatta cannot be reached (ECONNREFUSED): check that it runs, and the network.',
  );
});

test('gives every test file a database of its own, also when many ask at once', async () => {
  const databases = await Promise.all(Array.from({ length: 5 }, () => createTestDatabase()));
  expect(new Set(databases.map(({ url }) => url)).size).toBe(5);
  for (const { url, drop } of databases) {
    const store = await openStore({ url, poolSize: 1, applicationName: 'regatta test' });
    await store.close();
    await drop();
  }
});
