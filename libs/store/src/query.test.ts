import { beforeAll, describe, expect, test } from 'vitest';
import { launchOf } from './contract/world.testkit.ts';
import { QueryError } from './errors.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
beforeAll(async () => {
  const { sweep, plan } = launchOf();
  await under.store.saveSweep(sweep, plan);
});

const ask = (sql: string, limits: Partial<{ rowsMax: number; timeoutMs: number }> = {}) =>
  under.store.query(sql, { rowsMax: 100, timeoutMs: 5000, ...limits });

describe('a statement of a user', () => {
  test('gives columns and rows in their order, numbers as numbers', async () => {
    const answer = await ask(
      'SELECT 1 AS a, count(*) AS n, 2.5::numeric AS a, 9007199254740993 AS big, true AS yes, NULL, \'{"x": 1}\'::jsonb FROM listing',
    );
    expect(answer).toEqual({
      columns: ['a', 'n', 'a', 'big', 'yes', '?column?', 'jsonb'],
      rows: [[1, 2, 2.5, '9007199254740993', true, null, { x: 1 }]],
      isCut: false,
    });
  });

  test.each([
    'TABLE sweep',
    'VALUES (1)',
    'SHOW server_version',
    'EXPLAIN SELECT 1',
    '  -- a comment\n /* and\nanother */ ( SELECT 1 )',
    'with a as (select 1) select * from a;',
  ])('may be any that reads: %s', async (sql) => {
    expect((await ask(sql)).rows.length).toBeGreaterThan(0);
  });

  test('is cut at the row limit, without the rest ever leaving the server', async () => {
    const startedMs = performance.now();
    const answer = await ask("SELECT generate_series(1, 100000000) AS i, repeat('x', 1000)", { rowsMax: 3 });
    expect(answer.rows.map(([i]) => i)).toEqual([1, 2, 3]);
    expect(answer.isCut).toBe(true);
    // A hundred gigabytes would have taken longer, and not fit.
    expect(performance.now() - startedMs).toBeLessThan(20_000);
    expect((await ask('SELECT generate_series(1, 3)', { rowsMax: 3 })).isCut).toBe(false);
    expect(await ask('SELECT 1 AS one WHERE false')).toEqual({ columns: ['one'], rows: [], isCut: false });
  });

  test.each([
    ['DELETE FROM job', /Expected a statement that reads.*got `DELETE`/],
    ['/* SELECT */ insert into event (type) values (1)', /got `insert`/],
    ["COPY sweep TO '/tmp/x'", /got `COPY`/],
    ['', /got none/],
    ['SELECT 1; DROP TABLE sweep', /Expected one statement, got several/],
    ['SELECT 1; SELECT 2', /Expected one statement, got several/],
    ['WITH gone AS (DELETE FROM job RETURNING id) SELECT * FROM gone', /read-only transaction/],
    ['EXPLAIN ANALYZE DELETE FROM job', /read-only transaction/],
    ["SELECT set_config('transaction_read_only', 'off', true)", /read-write mode must be set before any query/],
    ['SELECT *\nFROM jobb', /relation "jobb" does not exist \(line 2, column 6\)/],
    ['SELECT encodr FROM listing', /column "encodr" does not exist.*\n.*encoder/],
    ["SELECT 'ü\u{1f600}', x", /column "x" does not exist \(line 1, column/],
  ])('is refused when it does more than read, or is wrong: %s', async (sql, message) => {
    await expect(ask(sql)).rejects.toThrow(QueryError);
    await expect(ask(sql)).rejects.toThrow(message);
    expect((await under.store.sweep('demo')).cells.pending).toBe(2);
  });

  test('is stopped when it takes too long, and the store is none the worse for it', async () => {
    await expect(ask('SELECT pg_sleep(60)', { timeoutMs: 200 })).rejects.toThrow(
      'The statement took longer than 0.2 s and was stopped.',
    );
    await expect(ask('SELECT count(*) FROM generate_series(1, 1e12)', { timeoutMs: 200 })).rejects.toThrow(QueryError);
    expect(await under.store.sweeps()).toHaveLength(1);
  });

  test('leaves nothing behind for the next one', async () => {
    await ask("SELECT set_config('work_mem', '64kB', false), pg_advisory_lock(1)");
    expect((await ask('SHOW work_mem')).rows).not.toEqual([['64kB']]);
    // The server may take a moment to notice that the connection is gone.
    const locks = () =>
      ask(`SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database AND datname = current_database()
        WHERE locktype = 'advisory'`);
    await expect.poll(async () => (await locks()).rows).toEqual([]);
  });
});
