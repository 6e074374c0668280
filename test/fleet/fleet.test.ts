import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { Fleet } from '../support/fleet.ts';

let database: TestDatabase;
let fleet: Fleet;
beforeAll(async () => {
  database = await createTestDatabase();
  fleet = await Fleet.open({ databaseUrl: database.url, natsUrl: process.env['REGATTA_TEST_NATS_URL']! });
});
afterAll(async () => {
  const orphans = await fleet.close();
  await database.drop();
  expect(orphans).toEqual([]);
});

test('a sweep runs through real processes to a leaderboard, and a relaunch computes nothing', async () => {
  fleet.coordinator();
  fleet.worker();
  const { sweep } = fleet.sweep;
  const saved = await fleet.launch();
  expect(saved).toMatchObject({ cells: sweep.cells.length, alreadyDone: 0, jobs: 4 });
  await fleet.settled();

  const summary = await fleet.store.sweep(sweep.name);
  expect(summary.cells).toEqual({ pending: 0, done: sweep.cells.length, failed: 0, cancelled: 0 });
  const board = await fleet.store.leaderboard(sweep.name);
  const entries = board.filter(({ metric }) => metric === 'accuracy');
  // Two encoders, two methods, two budgets; every row with its interval.
  expect(entries).toHaveLength(8);
  for (const { value, low, high, n, draws } of entries) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(n).toBeGreaterThan(0);
    expect(draws).toBeGreaterThanOrEqual(1);
  }
  // The classes differ, so that with all labels some encoder must be better than chance.
  expect(Math.max(...entries.map(({ low }) => low))).toBeGreaterThan(1 / 3);

  const before = await fleet.findings();
  const attempts = await fleet.query('SELECT count(*)::integer AS count FROM attempt');
  const again = await fleet.launch();
  expect(again).toMatchObject({ alreadyDone: sweep.cells.length, jobs: 0 });
  await fleet.settled();
  expect(await fleet.findings()).toEqual(before);
  expect(await fleet.query('SELECT count(*)::integer AS count FROM attempt')).toEqual(attempts);
}, 120_000);
