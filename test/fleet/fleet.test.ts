import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { Fleet } from '../support/fleet.ts';
import type { SmallSweepOptions } from '../support/smallSweep.ts';

const MS_MAX = 120_000;
let database: TestDatabase;
let fleet: Fleet;
beforeEach(async () => (database = await createTestDatabase()));
afterEach(async () => {
  const orphans = await fleet.close();
  await database.drop();
  expect(orphans).toEqual([]);
});

async function openFleet(sweep: SmallSweepOptions = {}): Promise<void> {
  fleet = await Fleet.open({ databaseUrl: database.url, natsUrl: process.env['REGATTA_TEST_NATS_URL']!, sweep });
  fleet.coordinator();
  fleet.worker();
}

test(
  'a sweep runs through real processes to a leaderboard, and a relaunch computes nothing',
  async () => {
    await openFleet();
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
  },
  MS_MAX,
);

test(
  'an image that cannot be read is left out, counted and named',
  async () => {
    await openFleet({ brokenImages: 2, encoders: ['hog'] });
    await fleet.launch();
    await fleet.settled();
    const { name } = fleet.sweep.sweep;
    const unreadable = await fleet.store.unreadableImages(name);
    expect(unreadable.map(({ path }) => path).sort()).toEqual(['dots/broken-0.jpg', 'dots/broken-1.jpg']);
    const counts = await fleet.query('SELECT DISTINCT excluded FROM result ORDER BY excluded DESC');
    expect(counts[0]!['excluded']).toBeGreaterThan(0);
    expect((await fleet.store.sweep(name)).cells).toMatchObject({ failed: 0, pending: 0 });
  },
  MS_MAX,
);

test(
  'too many of them fail the job with their list, and what depends on it, and the sweep ends',
  async () => {
    await openFleet({ brokenImages: 8, encoders: ['hog'] });
    await fleet.launch();
    await fleet.settled();
    const { name, cells } = fleet.sweep.sweep;
    expect((await fleet.store.sweep(name)).cells).toMatchObject({ failed: cells.length, done: 0, pending: 0 });
    const [letter] = await fleet.query(`
      SELECT dead_letter.reason FROM dead_letter JOIN job ON job.id = dead_letter.job WHERE job.kind = 'embed'`);
    expect(letter!['reason']).toMatch(/^8 of 68 images of shard 0 of dataset waves-0 cannot be read \(11\.8 %/);
    for (let i = 0; i < 8; i++) expect(letter!['reason']).toContain(`dots/broken-${i}.jpg: `);
    const holes = await fleet.store.holes(name);
    expect(holes[0]!.reason).toContain('8 of 68 images');
  },
  MS_MAX,
);
