import { expect, test } from 'vitest';
import { claimOf, launchOf, leadOf, nextWakeUps } from './contract/world.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

// A statement that waits for a lock is given up soon, and fails the test.
const under = useTestStore({ statementMsMax: 5000 });

test("a coordinator's round does not wait for a worker or a launch in the middle of its transaction", async () => {
  const { store, client } = under;
  const { sweep, plan } = launchOf({ shards: 4 });
  await store.saveSweep(sweep, plan);
  const jobs = (await nextWakeUps(store)).map(({ job }) => job);
  const leadership = await leadOf(store);
  for (const job of jobs.slice(0, 2)) await claimOf(store, job);
  await client.query("UPDATE job SET lease_until = clock_timestamp() - interval '1 hour' WHERE state = 'running'");
  await store.forgetPublications(leadership);

  await client.query('BEGIN');
  await client.query('SELECT FROM job WHERE id = ANY ($1) FOR UPDATE', [[jobs[0], jobs[2]]]);
  await client.query('SELECT FROM sweep FOR UPDATE');
  expect((await store.takePublishable(leadership, 16)).map(({ job }) => job)).toEqual([jobs[3]]);
  expect((await store.expireLeases(leadership)).map(({ job }) => job)).toEqual([jobs[1]]);
  await client.query("UPDATE cell SET state = 'failed', reason = 'x', ended_at = clock_timestamp()");
  expect(await store.settleSweeps(leadership)).toEqual([]);
  await client.query('ROLLBACK');

  // What was passed over is found by the next round.
  expect((await store.takePublishable(leadership, 16)).map(({ job }) => job)).toEqual([jobs[1], jobs[2]]);
  expect((await store.expireLeases(leadership)).map(({ job }) => job)).toEqual([jobs[0]]);
});

test('a sweep is not settled by what was there before a launch that has just ended', async () => {
  const { store, client } = under;
  const first = launchOf({ name: 'again', encoders: ['vit'], budgets: [5] });
  await store.saveSweep(first.sweep, first.plan);
  await client.query(
    "UPDATE cell SET state = 'failed', reason = 'x', ended_at = clock_timestamp() FROM listing WHERE listing.cell = cell.id AND sweep = 'again'",
  );
  await client.query('UPDATE job_cell SET is_live = false');
  const leadership = await leadOf(store);
  const other = await under.connect();
  const second = launchOf({ name: 'again', encoders: ['vit'], budgets: [5, 10, 20], draws: 200 });
  let settled: Promise<string[]>[] = [];
  await store.saveSweep(second.sweep, (missing) => {
    settled = Array.from({ length: 20 }, () => other.settleSweeps(leadership));
    return second.plan(missing);
  });
  expect((await Promise.all(settled)).flat()).toEqual([]);
  expect((await store.sweep('again')).state).toBe('running');
});

test('nobody takes the lead while a write of the leader is under way', async () => {
  const { store, client } = under;
  const { sweep, plan } = launchOf({ name: 'led', encoders: ['dino'], shards: 1 });
  await store.saveSweep(sweep, plan);
  await nextWakeUps(store);
  await client.query('DELETE FROM leadership');
  const leadership = (await store.lead('a', 2000))!;
  const happened: string[] = [];
  await client.query('BEGIN');
  await client.query('SELECT FROM job WHERE published_at IS NOT NULL FOR UPDATE');
  const write = store.forgetPublications(leadership).then(() => happened.push('written'));
  // Long enough for the lead to run out with its owner in the middle of its work.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const taken = store.lead('b', 2000).then((lead) => happened.push(`led by ${lead?.coordinator}`));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(happened).toEqual([]);
  await client.query('COMMIT');
  await Promise.all([write, taken]);
  expect(happened).toEqual(['written', 'led by b']);
});
