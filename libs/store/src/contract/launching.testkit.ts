/** @file Launching, sharing, pausing and cancelling sweeps. */
import { ContractError, type PlannedJob } from '@regatta/jobs';
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import { LostLeaseError, UnknownSweepError } from '../errors.ts';
import {
  carryOut,
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

export function launching(under: Under): void {
  test('writes cells and jobs once, however often a sweep is launched', async () => {
    const { store } = under();
    const { sweep, plan, cells } = launchOf({ budgets: [5, 10, 20], draws: 2 });
    expect(await store.saveSweep(sweep, plan)).toEqual({
      ...{ name: 'demo', cells: 6, alreadyDone: 0, alreadyLive: 0, jobs: 3 },
    });
    const again = await store.saveSweep(sweep, () => {
      throw new Error('nothing is to be planned');
    });
    expect(again).toEqual({ name: 'demo', cells: 6, alreadyDone: 0, alreadyLive: 6, jobs: 0 });
    const states = await store.cellStates([...cells.map(({ id }) => id), 'unknown']);
    expect(states.size).toBe(6);
    expect([...states.values()].every(({ state, live }) => state === 'pending' && live)).toBe(true);
  });

  test('never computes a finished cell again, for whichever sweep', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first', budgets: [5, 10] });
    await store.saveSweep(first.sweep, first.plan);
    await workOff(store);
    const before = await resultsOf(store, 'first');

    const second = launchOf({ name: 'second', budgets: [10, 20] });
    const asked: string[] = [];
    const saved = await store.saveSweep(second.sweep, (missing) => {
      asked.push(...missing.map(({ id }) => id));
      return second.plan(missing);
    });
    expect(saved).toMatchObject({ cells: 2, alreadyDone: 1, alreadyLive: 0 });
    expect(asked).toEqual(second.cells.filter(({ cell }) => cell.split.request.budget === 20).map(({ id }) => id));
    // The features are there: one evaluation is all that was written.
    expect(saved.jobs).toBe(1);
    await workOff(store);
    expect(await resultsOf(store, 'first')).toEqual(before);
    expect(await resultsOf(store, 'second')).toHaveLength(2);
  });

  test('says that a sweep with nothing left to do is done', async () => {
    const { store } = under();
    const first = launchOf();
    await store.saveSweep(first.sweep, first.plan);
    await workOff(store);
    const second = launchOf({ name: 'second' });
    expect(await store.saveSweep(second.sweep, second.plan)).toMatchObject({ alreadyDone: 2, jobs: 0 });
    expect(await store.sweep('second')).toMatchObject({ state: 'done', cells: { done: 2 } });
  });

  test('lets sweeps share cells that are under way', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first' });
    const second = launchOf({ name: 'second', budgets: [5, 10, 20] });
    await store.saveSweep(first.sweep, first.plan);
    expect(await store.saveSweep(second.sweep, second.plan)).toMatchObject({ cells: 3, alreadyLive: 2, jobs: 1 });
    expect((await workOff(store)).sort()).toEqual(['first', 'second']);
    expect((await store.sweep('first')).cells).toEqual({ pending: 0, done: 2, failed: 0, cancelled: 0 });
    expect((await store.sweep('second')).cells).toEqual({ pending: 0, done: 3, failed: 0, cancelled: 0 });
  });

  test('plans failed and cancelled cells again, and starts their jobs afresh', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    await workOff(store, ({ id }) => ({ status: 'failed', cell: id, reason: 'too few labels' }));
    expect(await store.sweep('demo')).toMatchObject({ state: 'done', cells: { failed: 2 } });

    expect(await store.saveSweep(sweep, plan)).toMatchObject({ alreadyDone: 0, alreadyLive: 0, jobs: 1 });
    expect(await store.sweep('demo')).toMatchObject({ state: 'running', cells: { pending: 2, failed: 0 } });
    await workOff(store);
    expect(await store.sweep('demo')).toMatchObject({ state: 'done', cells: { done: 2 } });
  });

  test('takes the result of a job that is done, and repeats one that failed', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const embeds = (await nextWakeUps(store)).map(({ job }) => job);
    await carryOut(store, await claimOf(store, embeds[0]!));
    for (let next = ''; next !== 'dead'; await passTime(60_000))
      next = await store.fail(fenceOf(await claimOf(store, embeds[1]!)), failure());
    await store.releaseDependants(await leadOf(store));
    expect((await store.sweep('demo')).cells).toMatchObject({ failed: 2, pending: 0 });

    // The failed embedding and the evaluation; not the embedding that is done.
    expect(await store.saveSweep(sweep, plan)).toMatchObject({ jobs: 2 });
    expect((await nextWakeUps(store)).map(({ job }) => job)).toEqual([embeds[1]]);
    // With all of its tries.
    expect(await store.fail(fenceOf(await claimOf(store, embeds[1]!)), failure({ exit: 'SIGKILL' }))).toBe('delayed');
    await passTime(60_000);
    await carryOut(store, await claimOf(store, embeds[1]!));
    const [evaluation] = await nextWakeUps(store);
    const claim = await claimOf(store, evaluation!.job);
    expect(Object.keys(claim.inputs).sort()).toEqual([...embeds].sort());
    expect(Object.values(claim.inputs)).toEqual([expect.objectContaining({ rows: 10 }), expect.objectContaining({})]);
  });

  test('fences off the holder of a job whose cells are launched anew', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ budgets: [5] });
    await store.saveSweep(sweep, plan);
    const [claim] = await claimEvaluations(store);
    const [cell] = sweep.cells;
    await store.commitCell(fenceOf(claim!), { status: 'failed', cell: cell!.id, reason: 'no' });
    // Before it can say that it is done, the same job is wanted again.
    await store.saveSweep(sweep, plan);
    await expect(store.finish(fenceOf(claim!), {})).rejects.toThrow(LostLeaseError);
    await workOff(store);
    expect((await store.sweep('demo')).cells).toMatchObject({ done: 1, failed: 0 });
  });

  test('replaces what a sweep lists when it is launched again, and drops what nobody wants any more', async () => {
    const { store } = under();
    const before = launchOf({ budgets: [5, 10], cellsPerJobMax: 1 });
    const after = launchOf({ budgets: [10, 20], cellsPerJobMax: 1 });
    await store.saveSweep(before.sweep, before.plan);
    expect(await store.saveSweep(after.sweep, after.plan)).toMatchObject({ cells: 2, alreadyLive: 1, jobs: 1 });
    const dropped = before.cells.find(({ cell }) => cell.split.request.budget === 5)!;
    expect((await store.cellStates([dropped.id])).get(dropped.id)).toEqual({ state: 'cancelled', live: false });
    await workOff(store);
    const { cells, jobs } = await store.sweep('demo');
    expect(cells).toEqual({ pending: 0, done: 2, failed: 0, cancelled: 0 });
    expect(jobs).toEqual([
      { kind: 'embed', state: 'done', count: 2 },
      { kind: 'evaluate', state: 'done', count: 2 },
    ]);
  });

  test('writes nothing of a launch whose plan does not fit its cells', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    const faulty: ((jobs: readonly PlannedJob[]) => readonly PlannedJob[])[] = [
      (jobs) => jobs.filter(({ kind }) => kind === 'embed'),
      (jobs) => [...jobs, { ...jobs.at(-1)!, id: 'twice' }],
      (jobs) => jobs.map((job) => ({ ...job, cells: job.cells.map((id) => `${id}x`) })),
      (jobs) => jobs.filter(({ kind }) => kind === 'evaluate'),
    ];
    for (const spoil of faulty)
      await expect(store.saveSweep(sweep, (missing) => spoil(plan(missing)))).rejects.toThrow(ContractError);
    expect(await store.sweeps()).toEqual([]);
    expect(await store.cellStates(sweep.cells.map(({ id }) => id))).toEqual(new Map());
  });

  test('refuses two cells in one place of a sweep, and a name with two meanings', async () => {
    const { store } = under();
    const { sweep, cells, plan } = launchOf({ methods: [knn(5), knn(20)] });
    const oneLabel = cells.map((planned) => ({
      ...planned,
      listings: planned.listings.map((listing) => ({ ...listing, variant: 'k' })),
    }));
    await expect(store.saveSweep({ ...sweep, cells: oneLabel }, plan)).rejects.toThrow(
      /in one place of its tables: hog on birds/,
    );

    const two = launchOf({ encoders: ['hog', 'vit'] });
    const namesakes = {
      ...two.sweep,
      cells: two.cells.map((planned) => ({
        ...planned,
        listings: planned.listings.map((listing) => ({ ...listing, encoder: 'hog' })),
      })),
    };
    await expect(store.saveSweep(namesakes, two.plan)).rejects.toThrow(/The name encoder hog means two things/);
    await expect(store.saveSweep({ ...two.sweep, encoders: [] }, two.plan)).rejects.toThrow(/was not given/);
  });

  test('lets concurrent launches of overlapping sweeps plan each cell once', async () => {
    const { store, connect } = under();
    const launches = Array.from({ length: 6 }, (_, i) =>
      launchOf({ name: `sweep-${i}`, budgets: [5, 10, 20 + i], encoders: ['hog', `vit-${i % 2}`], cellsPerJobMax: 2 }),
    );
    const stores = await Promise.all(launches.map(() => connect()));
    const planned: string[] = [];
    await Promise.all(
      launches.map(({ sweep, plan }, i) =>
        stores[i]!.saveSweep(sweep, (missing) => {
          planned.push(...missing.map(({ id }) => id));
          return plan(missing);
        }),
      ),
    );
    const distinct = new Set(launches.flatMap(({ cells }) => cells.map(({ id }) => id)));
    expect(planned.sort()).toEqual([...distinct].sort());
    expect(await workOff(store)).toHaveLength(6);
    for (const { name, cells } of await store.sweeps())
      expect(cells, name).toEqual({ pending: 0, done: 6, failed: 0, cancelled: 0 });
  });

  test('does not let a cancellation take away what a launch under way counts on', async () => {
    const { store, connect } = under();
    const other = await connect();
    const first = launchOf({ name: 'first' });
    await store.saveSweep(first.sweep, first.plan);
    // Long enough to be overtaken.
    const second = launchOf({ name: 'second', budgets: [5, 10, 20, 30], draws: 150 });
    let cancelled: Promise<void> | undefined;
    await store.saveSweep(second.sweep, (missing) => {
      cancelled = other.cancelSweep('first');
      return second.plan(missing);
    });
    await cancelled;
    const { cells } = await store.sweep('second');
    expect(cells).toEqual({ pending: second.cells.length, done: 0, failed: 0, cancelled: 0 });
  });

  test('hears of a job that ends in the middle of a launch that depends on it', async () => {
    const { store, connect } = under();
    const [worker, coordinator] = [await connect(), await connect()];
    const first = launchOf({ name: 'first', shards: 1 });
    await store.saveSweep(first.sweep, first.plan);
    const [embed] = await nextWakeUps(store);
    const claim = await claimOf(store, embed!.job);
    const second = launchOf({ name: 'second', shards: 1, budgets: [5, 10, 20, 30], draws: 150 });
    let ended: Promise<unknown> | undefined;
    await store.saveSweep(second.sweep, (missing) => {
      ended = carryOut(worker, claim).then(async () => coordinator.releaseDependants(await leadOf(coordinator)));
      return second.plan(missing);
    });
    await ended;
    expect((await workOff(store)).sort()).toEqual(['first', 'second']);
  }, 120_000);

  test('publishes and claims nothing of a paused sweep, and all of it soon after it is resumed', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    const [first, second] = await nextWakeUps(store);
    const running = await claimOf(store, first!.job);
    await store.pauseSweep('demo');
    await store.pauseSweep('demo');
    expect(await store.claim(second!.job, 'w')).toBe('paused');
    // What runs goes on to its end.
    expect(await store.renew(fenceOf(running))).toBe('renewed');
    await carryOut(store, running);
    expect(await nextWakeUps(store)).toEqual([]);
    expect(await store.sweep('demo')).toMatchObject({ state: 'paused' });

    await store.resumeSweep('demo');
    await store.resumeSweep('demo');
    const [again] = await nextWakeUps(store);
    // Another number: the same one would count as a repeat of the message that led to nothing.
    expect(again).toMatchObject({ job: second!.job, publication: second!.publication + 1 });
    expect(await workOff(store)).toEqual([]);
    await carryOut(store, await claimOf(store, second!.job));
    expect(await workOff(store)).toEqual(['demo']);
  });

  test('goes on with jobs that a running sweep wants while another one that wants them is paused', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first' });
    const second = launchOf({ name: 'second' });
    await store.saveSweep(first.sweep, first.plan);
    await store.saveSweep(second.sweep, second.plan);
    await store.pauseSweep('first');
    expect(await workOff(store)).toEqual(['first', 'second']);
  });

  test('cancels what only this sweep wants, and takes the lease of whoever runs it', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first', budgets: [5], cellsPerJobMax: 1 });
    const second = launchOf({ name: 'second', budgets: [5, 10], cellsPerJobMax: 1 });
    await store.saveSweep(first.sweep, first.plan);
    await store.saveSweep(second.sweep, second.plan);
    const claims = await claimEvaluations(store);
    expect(claims).toHaveLength(2);
    await store.cancelSweep('second');
    await store.cancelSweep('second');

    const states = await Promise.all(claims.map((claim) => store.renew(fenceOf(claim))));
    expect(states.sort()).toEqual(['lost', 'renewed']);
    const [lost] = claims.filter((_, i) => states[i] === 'lost' || claims[i]!.finishedCells.length > 0);
    expect(lost).toBeDefined();
    expect((await store.sweep('second')).state).toBe('cancelled');
    expect((await store.sweep('second')).cells).toEqual({ pending: 1, done: 0, failed: 0, cancelled: 1 });
    for (const claim of claims) {
      const own = second.cells.find(({ id }) => JSON.stringify(claim.payload).includes(id))!;
      const outcome = outcomeOf({ id: own.id, split: own.cell.split });
      if (own.cell.split.request.budget === 10)
        await expect(store.commitCell(fenceOf(claim), outcome)).rejects.toThrow(LostLeaseError);
      else await carryOut(store, claim);
    }
    expect(await workOff(store)).toEqual(['first']);
    expect((await store.sweep('second')).cells).toEqual({ pending: 0, done: 1, failed: 0, cancelled: 1 });
  });

  test('goes on with a failed cell that another sweep has planned again, when that one is cancelled', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first', cellsPerJobMax: 1 });
    const second = launchOf({ name: 'second', budgets: [5, 10, 20] });
    await store.saveSweep(first.sweep, first.plan);
    const [failing, open] = await claimEvaluations(store);
    await carryOut(store, failing!, ({ id }) => ({ status: 'failed', cell: id, reason: 'no luck' }));
    expect(await store.saveSweep(second.sweep, second.plan)).toMatchObject({ alreadyLive: 1, jobs: 1 });
    await store.cancelSweep('second');
    await carryOut(store, open!);
    expect(await workOff(store)).toEqual(['first']);
    expect((await store.sweep('first')).cells).toEqual({ pending: 0, done: 2, failed: 0, cancelled: 0 });
  });

  test('cancels embeddings that no evaluation waits for any more, and no others', async () => {
    const { store } = under();
    const first = launchOf({ name: 'first', encoders: ['hog'] });
    const second = launchOf({ name: 'second', encoders: ['hog', 'vit'], methods: [knn(1)] });
    await store.saveSweep(first.sweep, first.plan);
    await store.saveSweep(second.sweep, second.plan);
    await store.cancelSweep('second');
    const { jobs } = await store.sweep('second');
    expect(jobs).toEqual(
      [
        { kind: 'embed', state: 'ready', count: 2 },
        { kind: 'embed', state: 'cancelled', count: 2 },
        { kind: 'evaluate', state: 'cancelled', count: 2 },
      ].sort((a, b) => (a.kind + a.state < b.kind + b.state ? -1 : 1)),
    );
    expect(await workOff(store)).toEqual(['first']);
  });

  test('goes on with a cancelled sweep when it is launched again', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ budgets: [5, 10, 20], cellsPerJobMax: 1 });
    await store.saveSweep(sweep, plan);
    const [claim] = await claimEvaluations(store);
    await carryOut(store, claim!);
    await store.cancelSweep('demo');
    expect(await store.sweep('demo')).toMatchObject({ state: 'cancelled', cells: { done: 1, cancelled: 2 } });
    expect(await store.saveSweep(sweep, plan)).toMatchObject({ alreadyDone: 1, jobs: 2 });
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.sweep('demo')).cells).toEqual({ pending: 0, done: 3, failed: 0, cancelled: 0 });
  });

  test('names the sweeps that there are when asked for another one', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    for (const ask of [
      'pauseSweep',
      'resumeSweep',
      'cancelSweep',
      'sweep',
      'snapshot',
      'leaderboard',
      'holes',
    ] as const)
      await expect(store[ask]('dmo'), ask).rejects.toThrow(
        expect.objectContaining({
          name: 'UnknownSweepError',
          known: ['demo'],
          message: expect.stringContaining('"demo"'),
        }),
      );
    await expect(resultsOf(store, 'dmo')).rejects.toThrow(UnknownSweepError);
    await expect(store.unreadableImages('dmo')).rejects.toThrow(UnknownSweepError);
  });
}
