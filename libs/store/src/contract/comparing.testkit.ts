/** @file Comparisons: planned when a sweep has no open cells, once for the same predictions, and part of its end. */
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import {
  carryOut,
  claimOf,
  fenceOf,
  failure,
  knn,
  leadOf,
  launchOf,
  nextWakeUps,
  outcomeOf,
  workOff,
} from './world.testkit.ts';

export function comparing(under: Under): void {
  const compareJobs = async (sweep: string) =>
    (await under().store.sweep(sweep)).jobs.filter(({ kind }) => kind === 'compare');

  test('compares each dataset and budget once the last cell has ended, and is done after that', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a', 'b'], budgets: [5, 10], draws: 2 });
    await store.saveSweep(sweep, plan);
    expect(await workOff(store, outcomeOf, { isCompared: false })).toEqual([]);
    expect(await compareJobs('demo')).toEqual([{ kind: 'compare', state: 'ready', count: 2 }]);
    expect((await store.sweep('demo')).state).toBe('running');
    const before = (await store.leaderboard('demo')).map(({ rank }) => rank);
    expect(before).toEqual([1, 1, 1, 1]);
    expect(await workOff(store)).toEqual(['demo']);
    const after = (await store.leaderboard('demo')).map(({ budget, encoder, rank }) => `${budget} ${encoder} ${rank}`);
    expect(after).toEqual(['5 a 1', '5 b 2', '10 a 1', '10 b 2']);
  });

  test('hands the compared job every prediction of every draw', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a'], methods: [knn(1), knn(5)], budgets: [5], draws: 3 });
    await store.saveSweep(sweep, plan);
    await workOff(store, outcomeOf, { isCompared: false });
    const [wakeUp] = await nextWakeUps(store);
    const { payload, kind } = await claimOf(store, wakeUp!.job);
    expect(kind).toBe('compare');
    const { contestants } = payload as { contestants: { variant: string; draws: { predictions: string }[] }[] };
    expect(contestants.map(({ variant }) => variant)).toEqual(['k=1', 'k=5']);
    const given = contestants.flatMap(({ draws }) => draws.map(({ predictions }) => predictions));
    expect(given.sort()).toEqual(sweep.cells.map(({ id }) => `predictions/${id}.npy`).sort());
  });

  test('compares nothing where there is one entry alone', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a'], budgets: [5] });
    await store.saveSweep(sweep, plan);
    expect(await workOff(store)).toEqual(['demo']);
    expect(await compareJobs('demo')).toEqual([]);
  });

  test('does not compare the same predictions again, in this sweep or in another', async () => {
    const { store } = under();
    for (const name of ['demo', 'again']) {
      const { sweep, plan } = launchOf({ name, encoders: ['a', 'b'], budgets: [5] });
      await store.saveSweep(sweep, plan);
      await workOff(store);
      expect((await store.sweep(name)).state).toBe('done');
      expect(await compareJobs(name)).toEqual([{ kind: 'compare', state: 'done', count: 1 }]);
    }
    const { sweep, plan } = launchOf({ encoders: ['a', 'b'], budgets: [5] });
    await store.saveSweep(sweep, plan);
    expect((await store.sweep('demo')).state).toBe('done');
    expect((await store.leaderboard('demo')).map(({ rank }) => rank)).toEqual([1, 2]);
  });

  test('gives up the comparisons of a sweep that is cancelled or launched with other entries', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a', 'b'], budgets: [5] });
    await store.saveSweep(sweep, plan);
    await workOff(store, outcomeOf, { isCompared: false });
    await store.cancelSweep('demo');
    expect(await compareJobs('demo')).toEqual([{ kind: 'compare', state: 'cancelled', count: 1 }]);
    const more = launchOf({ encoders: ['a', 'b', 'c'], budgets: [5] });
    await store.saveSweep(more.sweep, more.plan);
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.leaderboard('demo')).map(({ rank }) => rank)).toEqual([1, 2, 3]);
    // What was cancelled is taken up by a launch that asks for it.
    await store.saveSweep(sweep, plan);
    expect(await workOff(store)).toEqual(['demo']);
    expect(await compareJobs('demo')).toEqual([{ kind: 'compare', state: 'done', count: 1 }]);
  });

  test('ends a sweep whose comparison has failed for good, with ranks by the intervals alone', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a', 'b'], budgets: [5] });
    await store.saveSweep(sweep, plan);
    await workOff(store, outcomeOf, { isCompared: false });
    for (let attempt = 0; attempt < 3; attempt++) {
      await under().passTime(600_000);
      const [wakeUp] = await nextWakeUps(store);
      await store.fail(fenceOf(await claimOf(store, wakeUp!.job)), failure());
    }
    expect(await store.settleSweeps(await leadOf(store))).toEqual(['demo']);
    expect((await store.leaderboard('demo')).map(({ rank }) => rank)).toEqual([1, 1]);
    // The next launch tries again.
    await store.saveSweep(sweep, plan);
    expect((await store.sweep('demo')).state).toBe('running');
    const [wakeUp] = await nextWakeUps(store);
    await carryOut(store, await claimOf(store, wakeUp!.job));
    expect(await store.settleSweeps(await leadOf(store))).toEqual(['demo']);
  });
}
