/** @file The lead, and what a coordinator does with it. */
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import { NotLeaderError } from '../errors.ts';
import type { Leadership, Store } from '../store.ts';
import { carryOut, claimOf, failure, fenceOf, knn, launchOf, leadOf, nextWakeUps, workOff } from './world.testkit.ts';

const writes: [string, (store: Store, leadership: Leadership) => Promise<unknown>][] = [
  ['releaseDependants', (store, leadership) => store.releaseDependants(leadership)],
  ['takePublishable', (store, leadership) => store.takePublishable(leadership, 16)],
  ['forgetPublications', (store, leadership) => store.forgetPublications(leadership)],
  ['expireLeases', (store, leadership) => store.expireLeases(leadership)],
  ['settleSweeps', (store, leadership) => store.settleSweeps(leadership)],
  ['trim', (store, leadership) => store.trim(leadership, { ageMs: 1e9, rowsMax: 10 })],
];

export function coordination(under: Under): void {
  test('lets one coordinator lead for as long as it renews', async () => {
    const { store, passTime } = under();
    const first = await store.lead('a', 6000);
    expect(first).toMatchObject({ coordinator: 'a' });
    for (let i = 0; i < 3; i++) {
      await passTime(4000);
      expect(await store.lead('b', 6000)).toBeNull();
      expect(await store.lead('a', 6000)).toEqual(first);
    }
    await passTime(6001);
    const second = await store.lead('b', 6000);
    expect(second!.epoch).toBeGreaterThan(first!.epoch);
    expect(await store.lead('a', 6000)).toBeNull();
  });

  test('gives the lead to exactly one of many that ask at once, and every leader an epoch of its own', async () => {
    const { connect, passTime } = under();
    const stores = await Promise.all(Array.from({ length: 8 }, () => connect()));
    const epochs: number[] = [];
    for (let round = 0; round < 3; round++) {
      const leads = await Promise.all(stores.map((store, i) => store.lead(`coordinator-${i}-${round}`, 6000)));
      const won = leads.filter((lead) => lead !== null);
      expect(won).toHaveLength(1);
      epochs.push(won[0]!.epoch);
      await passTime(6001);
    }
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect(new Set(epochs).size).toBe(3);
  });

  test('passes the lead on at once when it is given back', async () => {
    const { store } = under();
    const first = await leadOf(store, 'a');
    await store.abdicate(first);
    const second = await leadOf(store, 'b');
    expect(second.epoch).toBeGreaterThan(first.epoch);
    // An old leader cannot take away what is another's now.
    await store.abdicate(first);
    expect(await store.lead('c', 6000)).toBeNull();
    await store.abdicate(second);
    expect((await leadOf(store, 'b')).epoch).toBeGreaterThan(second.epoch);
  });

  test.each(writes)("refuses %s of a coordinator whose lead has run out or is another one's", async (_, write) => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const first = (await store.lead('a', 6000))!;
    await write(store, first);
    await passTime(6001);
    await expect(write(store, first)).rejects.toThrow(NotLeaderError);
    const second = (await store.lead('b', 6000))!;
    await expect(write(store, first)).rejects.toThrow(NotLeaderError);
    await expect(write(store, { ...second, epoch: first.epoch })).rejects.toThrow(NotLeaderError);
    await expect(write(store, { ...second, coordinator: 'a' })).rejects.toThrow(NotLeaderError);
    await write(store, second);
  });

  test('frees a job when the last of those it waits for is done', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ shards: 3 });
    await store.saveSweep(sweep, plan);
    const wakeUps = await nextWakeUps(store);
    expect(wakeUps.map(({ kind }) => kind)).toEqual(['embed', 'embed', 'embed']);
    const leadership = await leadOf(store);
    for (const [i, { job }] of wakeUps.entries()) {
      await carryOut(store, await claimOf(store, job));
      expect(await store.releaseDependants(leadership)).toEqual({ released: i === 2 ? 1 : 0, failed: 0 });
    }
    expect(await store.releaseDependants(leadership)).toEqual({ released: 0, failed: 0 });
    expect((await store.takePublishable(leadership, 16)).map(({ kind }) => kind)).toEqual(['evaluate']);
  });

  test('frees what two coordinators, one after the other, have seen half of', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const [first, second] = await nextWakeUps(store);
    await carryOut(store, await claimOf(store, first!.job));
    await store.releaseDependants(await leadOf(store, 'coordinator-1'));
    await carryOut(store, await claimOf(store, second!.job));
    await passTime(60_001);
    expect(await store.releaseDependants(await leadOf(store, 'coordinator-2'))).toEqual({ released: 1, failed: 0 });
  });

  test('fails what depends on a job that was given up, with the reason', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'], methods: [knn(1), knn(5)], cellsPerJobMax: 2 });
    await store.saveSweep(sweep, plan);
    const [doomed] = await nextWakeUps(store);
    const death = failure({ message: 'half of the images are unreadable', exit: 'SIGKILL' });
    await store.fail(fenceOf(await claimOf(store, doomed!.job)), death);
    await under().passTime(60_000);
    expect(await store.fail(fenceOf(await claimOf(store, doomed!.job)), death)).toBe('dead');
    expect(await store.releaseDependants(await leadOf(store))).toEqual({ released: 0, failed: 2 });
    const { cells, jobs } = await store.sweep('demo');
    expect(cells).toEqual({ pending: 4, done: 0, failed: 4, cancelled: 0 });
    expect(jobs).toContainEqual({ kind: 'evaluate', state: 'failed', count: 2 });
    const [hole] = (await store.holes('demo')).filter(({ state }) => state === 'failed');
    expect(hole!.reason).toMatch(/^embed hog birds failed: Quarantined, .*half of the images are unreadable$/);
    // The other encoder is none the worse for it.
    await under().passTime(3_600_000);
    await workOff(store);
    expect((await store.sweep('demo')).cells).toEqual({ pending: 0, done: 4, failed: 4, cancelled: 0 });
  });

  test('publishes jobs in the order of their planning, at most a window of them per lane', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ shards: 40 });
    await store.saveSweep(sweep, plan);
    const leadership = await leadOf(store);
    const planned = plan(sweep.cells).map(({ id }) => id);
    const first = await store.takePublishable(leadership, 16);
    expect(first.map(({ job }) => job)).toEqual(planned.slice(0, 16));
    expect(first[0]).toEqual({ version: 1, job: planned[0], kind: 'embed', lane: 'gpu', publication: 1 });
    expect(await store.takePublishable(leadership, 16)).toEqual([]);
    // A claimed job is still under way; a finished one makes room.
    const claim = await claimOf(store, first[0]!.job);
    expect(await store.takePublishable(leadership, 16)).toEqual([]);
    await carryOut(store, claim);
    await carryOut(store, await claimOf(store, first[1]!.job));
    expect((await store.takePublishable(leadership, 16)).map(({ job }) => job)).toEqual(planned.slice(16, 18));
    // A wider window takes the rest.
    expect(await store.takePublishable(leadership, 1000)).toHaveLength(22);
  });

  test('counts each lane for itself', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog'], budgets: [1, 2, 3, 4, 5, 6, 7, 8], cellsPerJobMax: 1 });
    await store.saveSweep(sweep, plan);
    for (const { job } of await nextWakeUps(store)) await carryOut(store, await claimOf(store, job));
    const other = launchOf({ name: 'other', encoders: ['vit'], shards: 8 });
    await store.saveSweep(other.sweep, other.plan);
    const lanes = (await nextWakeUps(store, 5)).map(({ lane }) => lane);
    expect(lanes.filter((lane) => lane === 'cpu')).toHaveLength(5);
    expect(lanes.filter((lane) => lane === 'gpu')).toHaveLength(5);
  });

  test('publishes again, ever later and under a new number, what nobody claims', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf({ shards: 1 });
    await store.saveSweep(sweep, plan);
    const leadership = await leadOf(store);
    const publishedAfter: number[] = [];
    let waitedMs = 0;
    for (let i = 0; publishedAfter.length < 4 && i < 1000; i++) {
      const [wakeUp] = await store.takePublishable(leadership, 16);
      if (wakeUp) {
        publishedAfter.push(waitedMs);
        expect(wakeUp.publication).toBe(publishedAfter.length);
        waitedMs = 0;
      }
      await passTime(1000);
      await store.lead('coordinator-1', 60_000);
      waitedMs += 1000;
    }
    const [, first, second, third] = publishedAfter;
    expect(second!).toBeGreaterThan(1.5 * first!);
    expect(third!).toBeGreaterThan(1.5 * second!);
  });

  test('publishes everything that is ready anew when the stream is new', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ shards: 3 });
    await store.saveSweep(sweep, plan);
    const leadership = await leadOf(store);
    const before = await store.takePublishable(leadership, 16);
    const claim = await claimOf(store, before[0]!.job);
    await store.forgetPublications(leadership);
    const after = await store.takePublishable(leadership, 16);
    expect(after.map(({ job }) => job)).toEqual(before.slice(1).map(({ job }) => job));
    expect(after.map(({ publication }) => publication)).toEqual([2, 2]);
    expect(await store.renew(fenceOf(claim))).toBe('renewed');
  });

  test('tells when the next lease or delay runs out', async () => {
    const { store, passTime } = under();
    expect(await store.nextDeadlineMs(1000)).toBe(1000);
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const [first, second] = await nextWakeUps(store);
    const claim = await claimOf(store, first!.job);
    const untilExpiry = await store.nextDeadlineMs(1e6);
    expect(untilExpiry).toBeGreaterThan(claim.leaseMs - 2000);
    expect(untilExpiry).toBeLessThanOrEqual(claim.leaseMs);
    await store.fail(fenceOf(await claimOf(store, second!.job)), failure({ kind: 'infrastructure' }));
    expect(await store.nextDeadlineMs(1e6)).toBeLessThanOrEqual(1000);
    await passTime(claim.leaseMs);
    expect(await store.nextDeadlineMs(1e6)).toBe(0);
  });

  test('settles a sweep when its last cell has ended, also while it is paused', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const leadership = await leadOf(store);
    expect(await store.settleSweeps(leadership)).toEqual([]);
    for (const { job } of await nextWakeUps(store)) await carryOut(store, await claimOf(store, job));
    const [evaluation] = await nextWakeUps(store);
    const claim = await claimOf(store, evaluation!.job);
    await store.pauseSweep('demo');
    await carryOut(store, claim);
    expect(await store.settleSweeps(leadership)).toEqual(['demo']);
    expect(await store.settleSweeps(leadership)).toEqual([]);
    const { state, finishedAt, createdAt } = await store.sweep('demo');
    expect(state).toBe('done');
    expect(finishedAt!.getTime()).toBeGreaterThanOrEqual(createdAt.getTime());
  });
}
