/** @file What monitors, reports and people read. */
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import {
  WORKER,
  accuracy,
  carryOut,
  claimEvaluations,
  claimOf,
  embedResult,
  failure,
  fenceOf,
  knn,
  launchOf,
  nextWakeUps,
  outcomeOf,
  resultsOf,
  workOff,
} from './world.testkit.ts';

export function reading(under: Under): void {
  test('counts cells and jobs by their states', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'] });
    await store.saveSweep(sweep, plan);
    expect(await store.sweep('demo')).toMatchObject({
      ...{ name: 'demo', state: 'running', finishedAt: null },
      cells: { pending: 4, done: 0, failed: 0, cancelled: 0 },
      jobs: [
        { kind: 'embed', state: 'ready', count: 4 },
        { kind: 'evaluate', state: 'waiting', count: 2 },
      ],
    });
    expect(await store.sweeps()).toEqual([await store.sweep('demo')]);
    expect((await store.sweep('demo')).createdAt).toBeInstanceOf(Date);
  });

  test('draws a sweep from its snapshot: matrix, fleet, images, failures', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'], draws: 2 });
    await store.saveSweep(sweep, plan);
    await store.registerWorker(WORKER);
    await store.workerAlive(WORKER.id, { job: null, memoryBytes: 123_456_789 });
    const wakeUps = await nextWakeUps(store);
    for (const { job } of wakeUps.slice(0, 3)) await carryOut(store, await claimOf(store, job));
    const inHand = await claimOf(store, wakeUps[3]!.job);
    const [evaluation] = await nextWakeUps(store);
    const value = { 5: [0.2, 0.6], 10: [0.3, 0.3] };
    await carryOut(store, await claimOf(store, evaluation!.job, 'other'), (cell) => {
      const { budget, draw } = cell.split.request;
      if (budget === 10 && draw === 1) return { status: 'failed', cell: cell.id, reason: 'no labels' };
      const best = accuracy(value[budget as 5 | 10][draw]!, { subset: 'id' });
      return outcomeOf(cell, {
        metrics: [best, accuracy(0.9, { subset: 'ood' }), { ...best, name: 'macro-accuracy', value: 0.9, high: 1 }],
      });
    });

    const snapshot = await store.snapshot('demo');
    expect(snapshot.sweep).toEqual(await store.sweep('demo'));
    expect(snapshot.matrix).toEqual([
      // The mean over the draws of budget 5 beats the only draw of budget 10.
      { encoder: 'hog', dataset: 'birds', pending: 0, done: 3, failed: 1, cancelled: 0, best: 0.4 },
      { encoder: 'vit', dataset: 'birds', pending: 4, done: 0, failed: 0, cancelled: 0, best: null },
    ]);
    expect(snapshot.images).toEqual({ done: 30, total: 40 });
    expect(snapshot.cellsLastMinute).toBe(3);
    expect(snapshot.failures).toEqual([{ reason: 'no labels', count: 1 }]);
    expect(snapshot.workers).toEqual([
      {
        ...{ ...WORKER, memoryBytes: 123_456_789, state: 'alive', heartbeatAgeMs: expect.any(Number) },
        ...{ job: inHand.job, jobKind: 'embed', jobLabel: 'vit birds' },
      },
    ]);
    await under().passTime(60_000);
    expect((await store.snapshot('demo')).cellsLastMinute).toBe(0);
  });

  test('counts a cell that is listed twice once in the sums and in the matrix', async () => {
    const { store } = under();
    // A class has 10 labels: the budgets 50 and `all` are one split, and all draws of it.
    const { sweep, plan } = launchOf({ budgets: [5, 50, 'all'], draws: 3, labels: 10 });
    await store.saveSweep(sweep, plan);
    await workOff(store);
    expect((await store.sweep('demo')).cells.done).toBe(4);
    expect((await store.snapshot('demo')).matrix).toMatchObject([{ done: 4 }]);
    const rows = await store.leaderboard('demo');
    expect(rows.map(({ budget, draws }) => [budget, draws])).toEqual([
      ['5', 3],
      ['50', 1],
      ['all', 1],
    ]);
    expect((await resultsOf(store, 'demo')).flatMap(({ listings }) => listings)).toHaveLength(9);
  });

  test('knows who is alive, silent or gone', async () => {
    const { store, passTime } = under();
    expect(await store.workers()).toEqual([]);
    await store.registerWorker(WORKER);
    await store.registerWorker({ ...WORKER, id: 'spot-1' });
    await store.registerWorker({ ...WORKER, id: 'spot-2' });
    await passTime(10_000);
    await store.workerAlive('laptop-1', { job: null, memoryBytes: 1 });
    await store.workerLeft('spot-1', 'stopped');
    await passTime(10_000);
    const workers = await store.workers();
    expect(workers.map(({ id, state }) => [id, state])).toEqual([
      ['laptop-1', 'alive'],
      ['spot-1', 'left'],
      ['spot-2', 'silent'],
    ]);
    expect(workers[2]!.heartbeatAgeMs).toBeGreaterThanOrEqual(20_000);
    // One that comes back is the same one.
    await store.registerWorker({ ...WORKER, id: 'spot-1', pid: 1 });
    expect((await store.workers())[1]).toMatchObject({ id: 'spot-1', pid: 1, state: 'alive' });
  });

  test('ranks entries by what is significantly better, and shows interval, n and draws of each', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['a', 'b', 'control'], budgets: [5], draws: 2 });
    await store.saveSweep(sweep, plan);
    const scores: Record<string, [number, number]> = { a: [0.8, 0.9], b: [0.78, 0.86], control: [0.2, 0.4] };
    const nameOf = new Map(sweep.cells.map(({ id, cell }) => [id, cell.encoder.name]));
    await workOff(
      store,
      (cell) => {
        const value = scores[nameOf.get(cell.id)!]![cell.split.request.draw]!;
        return outcomeOf(cell, { metrics: [accuracy(value, { n: 40 + cell.split.request.draw })] });
      },
      { isCompared: false },
    );
    const rows = await store.leaderboard('demo');
    expect(rows.map(({ encoder, role, rank }) => ({ encoder, role, rank }))).toEqual([
      { encoder: 'a', role: 'pretrained', rank: 1 },
      { encoder: 'b', role: 'pretrained', rank: 1 },
      { encoder: 'control', role: 'control', rank: 3 },
    ]);
    const [best] = rows;
    expect(best).toMatchObject({
      ...{ sweep: 'demo', dataset: 'birds', subset: 'test', protocol: 'few-shot', method: 'knn', variant: 'k=5' },
      ...{ budget: '5', metric: 'accuracy', n: 40, draws: 2 },
    });
    expect(best!.value).toBeCloseTo(0.85, 12);
    expect(best!.low).toBeCloseTo((0.7 + 0.8) / 2, 12);
    expect(best!.high).toBeCloseTo((0.9 + 1) / 2, 12);
    expect(best!.drawSd).toBeCloseTo(Math.SQRT1_2 / 10, 12);
  });

  test('names every hole and why it is one', async () => {
    const { store, passTime } = under();
    const { sweep, plan } = launchOf({
      encoders: ['hog', 'vit'],
      budgets: [5, 50, 'all'],
      labels: 10,
      methods: [knn(1)],
      shards: 1,
      cellsPerJobMax: 1,
    });
    await store.saveSweep(sweep, plan);
    const reasons = async () =>
      (await store.holes('demo')).map(({ encoder, budget, reason }) => `${encoder} ${budget}: ${reason}`);
    const [hog, vit] = await nextWakeUps(store);
    await carryOut(store, await claimOf(store, hog!.job));
    await store.fail(fenceOf(await claimOf(store, vit!.job)), failure({ kind: 'infrastructure', message: 'no route' }));
    const claims = (await nextWakeUps(store)).map(({ job }) => job);
    await claimOf(store, claims[0]!, 'laptop-1');
    const isFirst = sweep.cells.find(({ id }) =>
      plan(sweep.cells)
        .find((job) => job.id === claims[0])!
        .cells.includes(id),
    )!.cell.split.request.budget;
    const running = 'its job runs on laptop-1';
    const ready = 'its job waits for a worker';
    const waits = 'its job waits for features';
    const [five, all] = isFirst === 5 ? [running, ready] : [ready, running];
    expect(await reasons()).toEqual([
      `hog 5: ${five}`,
      // One cell, listed under both budgets.
      `hog 50: ${all}`,
      `hog all: ${all}`,
      `vit 5: ${waits}`,
      `vit 50: ${waits}`,
      `vit all: ${waits}`,
    ]);
    await store.pauseSweep('demo');
    expect(await reasons()).toContain('vit 5: the sweep is paused');
    await store.cancelSweep('demo');
    expect(new Set((await store.holes('demo')).map(({ state, reason }) => `${state}: ${reason}`))).toEqual(
      new Set(['cancelled: sweep demo was cancelled']),
    );
    await passTime(60_000);
  });

  test('gives back each result as it was committed, with all its listings', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ budgets: [5, 50, 'all'], labels: 10 });
    await store.saveSweep(sweep, plan);
    const committed = new Map<string, unknown>();
    await workOff(store, (cell) => {
      const outcome = outcomeOf(cell, {
        metrics: [
          accuracy(1 / 3),
          accuracy(0.1 + 0.2, { subset: 'ood', n: 7 }),
          accuracy(5e-324, { name: 'loss', low: -1.5 }),
        ],
        ...{
          chosen: { c: 0.316, scaling: 'l2' },
          excluded: 2,
          notes: ['did not converge, "at all"', 'zweiter Satz – ü'],
        },
        provenance: { provider: 'cuda', threads: 3, versions: { regatta: '0.1.0', ort: '1.30' }, seconds: 0.1 + 0.2 },
      });
      committed.set(cell.id, outcome);
      return outcome;
    });
    const rows = await resultsOf(store, 'demo');
    expect(rows).toHaveLength(2);
    for (const { listings, result } of rows) {
      const expected = committed.get(result.cell) as typeof result;
      const byName = (a: { name: string; subset: string }, b: { name: string; subset: string }) =>
        a.name + a.subset < b.name + b.subset ? -1 : 1;
      expect(result).toEqual({ ...expected, metrics: [...expected.metrics].sort(byName) });
      expect(listings).toEqual(sweep.cells.find(({ id }) => id === result.cell)!.listings);
    }
  });

  test('goes through more results than fit one page', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ budgets: [1, 2, 3, 4, 5, 6, 7, 8, 9], draws: 60, shards: 1 });
    await store.saveSweep(sweep, plan);
    await workOff(store);
    const cells = (await resultsOf(store, 'demo')).map(({ result }) => result.cell);
    expect(new Set(cells)).toEqual(new Set(sweep.cells.map(({ id }) => id)));
    expect(cells).toHaveLength(540);
  }, 120_000);

  test('names each unreadable image once, however many encoders met it', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog', 'vit'], shards: 1 });
    await store.saveSweep(sweep, plan);
    expect(await store.unreadableImages('demo')).toEqual([]);
    const unreadable = [
      { image: 3, path: 'b.png', reason: 'truncated' },
      { image: 1, path: 'a.png', reason: 'no image' },
    ];
    for (const { job } of await nextWakeUps(store))
      await store.finish(fenceOf(await claimOf(store, job)), embedResult({ unreadable }));
    expect(await store.unreadableImages('demo')).toEqual([
      { dataset: 'birds', path: 'a.png', reason: 'no image' },
      { dataset: 'birds', path: 'b.png', reason: 'truncated' },
    ]);
  });

  test('says how fast each encoder ran and how busy it kept its device, over the shards that it computed', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({ encoders: ['hog'], shards: 3 });
    await store.saveSweep(sweep, plan);
    expect(await store.embeddings('demo')).toEqual([]);
    const ends = [
      { rows: 100, imagesPerSecond: 100, busy: 1, starved: 0, batch: 8 },
      { rows: 300, imagesPerSecond: 100, busy: 0.6, starved: 0.2, batch: 32 },
      { reused: true, imagesPerSecond: 0, busy: 0, starved: 0, batch: 0 },
    ];
    for (const [i, { job }] of (await nextWakeUps(store)).entries())
      await store.finish(fenceOf(await claimOf(store, job)), embedResult(ends[i]));
    const [row, ...others] = await store.embeddings('demo');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ encoder: 'hog', dataset: 'birds', provider: 'cpu', shards: 2, images: 400, batch: 32 });
    expect(row!.imagesPerSecond).toBeCloseTo(100);
    expect(row!.busy).toBeCloseTo(0.7);
    expect(row!.starved).toBeCloseTo(0.15);
  });

  test('has nothing to show of a sweep that has not begun', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    await store.saveSweep(sweep, plan);
    expect(await store.leaderboard('demo')).toEqual([]);
    expect(await resultsOf(store, 'demo')).toEqual([]);
    expect((await store.snapshot('demo')).matrix).toMatchObject([{ best: null }]);
    expect(await claimEvaluations(store)).toHaveLength(1);
  });
}
