import { expect, test } from 'vitest';
import { emptyTestDatabase } from './database.testkit.ts';
import { expectInvariants } from './invariants.testkit.ts';
import { claimOf, failure, fenceOf, launchOf, leadOf, nextWakeUps, workOff } from './contract/world.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
const DAY_MS = 24 * 3_600_000;

/** Lets all that was written become so much older. */
async function age(days: number): Promise<void> {
  const earlier = (column: string) => `${column} = ${column} - interval '${days} days'`;
  await under.client.query(`
    UPDATE event SET ${earlier('at')};
    UPDATE attempt SET ${earlier('started_at')}, ${earlier('ended_at')};
    UPDATE job SET ${earlier('ended_at')};`);
}

async function count(table: string): Promise<number> {
  const { rows } = await under.client.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
  return rows[0]!.count;
}

test('deletes old events and attempts in batches, and nothing that is shown, goes on or lies in the dead letters', async () => {
  const { store, client } = under;
  await emptyTestDatabase(client);
  const done = launchOf({ name: 'done' });
  await store.saveSweep(done.sweep, done.plan);
  await workOff(store);
  const dead = launchOf({ name: 'dead', encoders: ['vit'], shards: 1 });
  await store.saveSweep(dead.sweep, dead.plan);
  const [{ job } = { job: '' }] = await nextWakeUps(store);
  for (let i = 0; i < 2; i++) {
    await store.fail(fenceOf(await claimOf(store, job)), failure({ exit: 'SIGKILL' }));
    await client.query('UPDATE job SET not_before = NULL');
  }
  await workOff(store);
  const open = launchOf({ name: 'open', encoders: ['dino'], shards: 2 });
  await store.saveSweep(open.sweep, open.plan);
  const [first] = await nextWakeUps(store);
  await store.fail(fenceOf(await claimOf(store, first!.job)), failure({ kind: 'interrupted' }));
  const shown = async () =>
    Promise.all([store.sweeps(), store.leaderboard('done'), store.holes('dead'), store.holes('open')]);
  const before = await shown();

  const limits = { ageMs: 30 * DAY_MS, rowsMax: 2 };
  await age(29);
  expect(await store.trim(await leadOf(store), limits)).toEqual({ events: 0, attempts: 0 });
  await age(2);
  expect(await count('attempt')).toBe(6);
  expect(await store.trim(await leadOf(store), limits)).toEqual({ events: 2, attempts: 2 });
  let isMore = true;
  while (isMore) {
    const { events, attempts } = await store.trim(await leadOf(store), limits);
    isMore = events + attempts > 0;
  }
  // Those of the dead letter and of the open sweep.
  expect(await count('attempt')).toBe(3);
  const { rows } = await client.query<{ type: string }>('SELECT DISTINCT type FROM event ORDER BY type');
  expect(rows.map(({ type }) => type)).toEqual(['job.failed', 'sweep.launched']);
  expect(await count('dead_letter')).toBe(2);
  expect(await shown()).toEqual(before);
  await expectInvariants(client);
});
