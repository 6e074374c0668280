/** @file Trying again what has failed. */
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import { UnknownSweepError } from '../errors.ts';
import type { Store } from '../store.ts';
import {
  carryOut,
  cellsOf,
  claimEvaluations,
  claimOf,
  failure,
  fenceOf,
  knn,
  launchOf,
  leadOf,
  nextWakeUps,
  outcomeOf,
  resultsOf,
  workOff,
} from './world.testkit.ts';

const failed = ({ id }: { id: string }) => ({ status: 'failed' as const, cell: id, reason: 'no labels' });

export function retrying(under: Under): void {
  /** Gives the first shard up, and with it all that waits for it. */
  const loseShard = async (store: Store): Promise<string> => {
    const [doomed] = await nextWakeUps(store);
    const death = failure({ exit: 'SIGKILL' });
    await store.fail(fenceOf(await claimOf(store, doomed!.job)), death);
    await under().passTime(60_000);
    await store.fail(fenceOf(await claimOf(store, doomed!.job)), death);
    await store.releaseDependants(await leadOf(store));
    return doomed!.job;
  };

  test('tries the failed cells of a sweep again, exactly these, and once', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ budgets: [5, 10, 20] });
    await store.saveSweep(sweep, plan);
    const [first] = sweep.cells;
    expect(await workOff(store, (cell) => (cell.id === first!.id ? failed(cell) : outcomeOf(cell)))).toEqual(['demo']);
    const before = await resultsOf(store, 'demo');
    const retried = await store.retryFailed('demo', 'tester');
    expect(retried).toMatchObject({ cells: 1, reopened: ['demo'], busy: 0, state: 'running' });
    expect(retried.jobs).toHaveLength(1);
    expect(await store.retryFailed('demo', 'tester')).toMatchObject({ cells: 0, jobs: [], reopened: [] });
    const [wakeUp] = await nextWakeUps(store);
    const claim = await claimOf(store, wakeUp!.job);
    expect(claim.finishedCells).toEqual(
      sweep.cells
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    await carryOut(store, claim);
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.sweep('demo')).cells).toEqual({ pending: 0, done: 3, failed: 0, cancelled: 0 });
    expect(await resultsOf(store, 'demo')).toEqual(expect.arrayContaining(before));
  });

  test('tries what a failed cell needs again as well, for a sweep that is under way', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'], methods: [knn(1)] });
    await store.saveSweep(sweep, plan);
    const doomed = await loseShard(store);
    const { jobs, cells, reopened } = await store.retryFailed('demo', 'tester');
    expect({ cells, reopened }).toEqual({ cells: 2, reopened: [] });
    expect(jobs).toHaveLength(2);
    expect(jobs).toContain(doomed);
    await passTime(3_600_000);
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.sweep('demo')).cells.done).toBe(4);
  });

  test('leaves a failed cell alone while its job works on others, and a cancelled sweep altogether', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const [claim] = await claimEvaluations(store);
    await store.commitCell(fenceOf(claim!), failed(cellsOf(claim!)[0]!));
    expect(await store.retryFailed('demo', 'tester')).toMatchObject({ cells: 0, busy: 1, state: 'running' });
    expect(await store.renew(fenceOf(claim!))).toBe('renewed');
    await store.cancelSweep('demo');
    expect(await store.retryFailed('demo', 'tester')).toMatchObject({ cells: 0, busy: 0, state: 'cancelled' });
    await expect(store.retryFailed('demi', 'tester')).rejects.toThrow(UnknownSweepError);
  });

  test('compares again what was compared without the cells that are tried again', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a', 'b', 'c'], budgets: [5], cellsPerJobMax: 1 });
    await store.saveSweep(sweep, plan);
    const [first] = sweep.cells;
    await workOff(store, (cell) => (cell.id === first!.id ? failed(cell) : outcomeOf(cell)));
    await store.retryFailed('demo', 'tester');
    expect(await workOff(store)).toEqual(['demo']);
    const compared = (await store.sweep('demo')).jobs.filter(({ kind }) => kind === 'compare');
    expect(compared).toEqual([{ kind: 'compare', state: 'done', count: 1 }]);
    expect((await store.leaderboard('demo')).map(({ rank }) => rank)).toEqual([1, 2, 3]);
  });

  test('starts a dead letter afresh with all that failed because of it, once', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const doomed = await loseShard(store);
    await workOff(store);
    expect((await store.sweep('demo')).state).toBe('done');
    const redriven = await store.redrive([doomed], 'tester');
    expect(redriven).toMatchObject({ cells: 2, reopened: ['demo'], unchanged: [] });
    expect(redriven.jobs).toHaveLength(2);
    const again = await store.redrive([doomed, 'nonsense'], 'tester');
    expect(again).toMatchObject({ cells: 0, jobs: [], reopened: [] });
    expect(again.unchanged.map(({ job }) => job)).toEqual([doomed, 'nonsense']);
    await passTime(3_600_000);
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.sweep('demo')).cells.done).toBe(2);
  });

  test('leaves a dead letter alone that only a cancelled sweep would want', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'] });
    await store.saveSweep(sweep, plan);
    const doomed = await loseShard(store);
    await store.cancelSweep('demo');
    const { jobs, unchanged } = await store.redrive([doomed], 'tester');
    expect(jobs).toEqual([]);
    expect(unchanged[0]!.reason).toMatch(/no sweep wants it/);
  });
}
