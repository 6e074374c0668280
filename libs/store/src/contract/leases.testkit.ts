/** @file Claims, leases, fencing tokens, and the ways in which an attempt can end. */
import { ContractError, JOB_CATALOG } from '@regatta/jobs';
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import { LostLeaseError } from '../errors.ts';
import type { Claim, Store } from '../store.ts';
import {
  WORKER,
  accuracy,
  carryOut,
  cellsOf,
  claimEvaluations,
  claimOf,
  embedResult,
  failure,
  fenceOf,
  launchOf,
  leadOf,
  nextWakeUps,
  outcomeOf,
  resultsOf,
  workOff,
} from './world.testkit.ts';

const LEASE_MS = JOB_CATALOG.embed.leaseMs;

async function launched(store: Store, options: Parameters<typeof launchOf>[0] = {}): Promise<string[]> {
  const { sweep, plan } = launchOf(options);
  await store.saveSweep(sweep, plan);
  return (await nextWakeUps(store)).map(({ job }) => job);
}

async function embedding(store: Store): Promise<Claim> {
  const [job] = await launched(store);
  return claimOf(store, job!);
}

async function evaluation(store: Store, options: Parameters<typeof launchOf>[0] = {}): Promise<Claim> {
  const { sweep, plan } = launchOf(options);
  await store.saveSweep(sweep, plan);
  const [claim] = await claimEvaluations(store);
  return claim!;
}

export function leases(under: Under): void {
  test('gives a job to one worker, with all that it needs', async () => {
    const { store } = under();
    const [job] = await launched(store);
    const claim = await claimOf(store, job!);
    expect(claim).toMatchObject({ job, kind: 'embed', inputs: {}, finishedCells: [], attempt: 1, leaseMs: LEASE_MS });
    expect(claim.token).toBeGreaterThan(0);
    expect(claim.payload).toMatchObject({ version: 1, encoder: { name: 'hog' }, shard: { images: 10 } });
    expect(await store.claim(job!, 'other')).toBe('taken');
  });

  test('never gives a job to two of the workers that ask at the same time', async () => {
    const { connect, store } = under();
    const jobs = await launched(store, { encoders: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], shards: 3 });
    expect(jobs).toHaveLength(30);
    const workers = await Promise.all(Array.from({ length: 8 }, () => connect()));
    const answers = await Promise.all(
      jobs.flatMap((job) =>
        workers.map(async (worker, i) => ({ job, answer: await worker.claim(job, `worker-${i}`) })),
      ),
    );
    for (const job of jobs) {
      const own = answers.filter((answer) => answer.job === job).map(({ answer }) => answer);
      expect(own.filter((answer) => typeof answer === 'object')).toHaveLength(1);
      expect(own.filter((answer) => answer === 'taken')).toHaveLength(7);
    }
  });

  test('says why there is nothing to claim', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf();
    const jobs = plan(sweep.cells);
    await store.saveSweep(sweep, plan);
    const waiting = jobs.find(({ kind }) => kind === 'evaluate')!.id;
    expect(await store.claim('0'.repeat(64), 'w')).toBe('unknown');
    expect(await store.claim(waiting, 'w')).toBe('not-ready');
    const claim = await claimOf(store, jobs[0]!.id);
    expect(await store.claim(claim.job, 'w')).toBe('taken');
    await carryOut(store, claim);
    expect(await store.claim(claim.job, 'w')).toBe('ended');
    await store.fail(fenceOf(await claimOf(store, jobs[1]!.id)), failure({ kind: 'infrastructure' }));
    expect(await store.claim(jobs[1]!.id, 'w')).toBe('not-ready');
  });

  test('keeps a lease that is renewed, and frees a job whose lease has run out', async () => {
    const { store, passTime } = under();
    const claim = await embedding(store);
    const leadership = await leadOf(store);
    for (let i = 0; i < 3; i++) {
      await passTime(LEASE_MS * 0.6);
      expect(await store.renew(fenceOf(claim))).toBe('renewed');
      expect(await store.expireLeases(leadership)).toEqual([]);
    }
    await passTime(LEASE_MS + 1);
    expect(await store.expireLeases(leadership)).toEqual([
      { job: claim.job, kind: 'embed', worker: WORKER.id, quarantine: null },
    ]);
    expect(await store.expireLeases(leadership)).toEqual([]);
    expect(await store.renew(fenceOf(claim))).toBe('lost');
    const next = await claimOf(store, claim.job, 'other');
    expect(next.token).toBeGreaterThan(claim.token);
    expect(next.attempt).toBe(2);
  });

  test('lets a late renewal count as long as nobody has freed the job', async () => {
    const { store, passTime } = under();
    const claim = await embedding(store);
    await passTime(10 * LEASE_MS);
    expect(await store.renew(fenceOf(claim))).toBe('renewed');
    expect(await store.expireLeases(await leadOf(store))).toEqual([]);
  });

  test('refuses everything that comes late, and changes nothing by it', async () => {
    const { store, passTime } = under();
    const old = await evaluation(store);
    await passTime(LEASE_MS + 1);
    await store.expireLeases(await leadOf(store));
    const late = async () => {
      const before = [await store.sweep('demo'), await resultsOf(store, 'demo')];
      const fence = fenceOf(old);
      expect(await store.renew(fence)).toBe('lost');
      await expect(store.commitCell(fence, outcomeOf(cellsOf(old)[0]!))).rejects.toThrow(LostLeaseError);
      await expect(store.finish(fence, { done: 2, failed: 0, seconds: 1 })).rejects.toThrow(LostLeaseError);
      await expect(store.fail(fence, failure())).rejects.toThrow(LostLeaseError);
      expect([await store.sweep('demo'), await resultsOf(store, 'demo')]).toEqual(before);
    };
    // While the job waits for another worker, while that one runs it, and after it has ended it.
    await late();
    const claim = await claimOf(store, old.job, 'other');
    await late();
    await carryOut(store, claim, (cell) => outcomeOf(cell, { metrics: [accuracy(0.9)] }));
    await late();
    const values = (await resultsOf(store, 'demo')).flatMap(({ result }) => result.metrics.map(({ value }) => value));
    expect(values).toEqual([0.9, 0.9]);
  });

  test('takes a cell once under one token, whatever is said about it later', async () => {
    const { store } = under();
    const claim = await evaluation(store);
    const [first] = cellsOf(claim);
    await store.commitCell(fenceOf(claim), outcomeOf(first!));
    const before = await resultsOf(store, 'demo');
    await store.commitCell(fenceOf(claim), outcomeOf(first!));
    await store.commitCell(fenceOf(claim), outcomeOf(first!, { metrics: [accuracy(0.1)] }));
    await store.commitCell(fenceOf(claim), { status: 'failed', cell: first!.id, reason: 'changed its mind' });
    expect(await resultsOf(store, 'demo')).toEqual(before);
  });

  test('takes the same commit from two connections once', async () => {
    const { store, connect } = under();
    const claim = await evaluation(store);
    const stores = await Promise.all(Array.from({ length: 4 }, () => connect()));
    const [cell] = cellsOf(claim);
    await Promise.all(stores.map((other) => other.commitCell(fenceOf(claim), outcomeOf(cell!))));
    expect(await resultsOf(store, 'demo')).toHaveLength(1);
  });

  test('finishes a job once, and only when each of its cells has an outcome', async () => {
    const { store } = under();
    const claim = await evaluation(store);
    const [first, second] = cellsOf(claim);
    await store.commitCell(fenceOf(claim), outcomeOf(first!));
    await expect(store.finish(fenceOf(claim), {})).rejects.toThrow(ContractError);
    await expect(store.finish(fenceOf(claim), {})).rejects.toThrow(/1 of its cells has no outcome/);
    await store.commitCell(fenceOf(claim), { status: 'failed', cell: second!.id, reason: 'no labels' });
    await store.finish(fenceOf(claim), { done: 1, failed: 1, seconds: 1 });
    await store.finish(fenceOf(claim), { done: 1, failed: 1, seconds: 1 });
    await expect(store.fail(fenceOf(claim), failure())).rejects.toThrow(LostLeaseError);
    expect(await store.sweep('demo')).toMatchObject({ cells: { done: 1, failed: 1 } });
  });

  test('refuses an outcome for a cell of another job, and one on another split', async () => {
    const { store } = under();
    const claim = await evaluation(store);
    const [cell] = cellsOf(claim);
    const foreign = outcomeOf({ id: 'f'.repeat(64), split: cell!.split });
    await expect(store.commitCell(fenceOf(claim), foreign)).rejects.toThrow(/is none of job/);
    const elsewhere = outcomeOf({ id: cell!.id, split: { hash: 'e'.repeat(64) } });
    await expect(store.commitCell(fenceOf(claim), elsewhere)).rejects.toThrow(ContractError);
    expect(await resultsOf(store, 'demo')).toEqual([]);
  });

  test('tells the next attempt which cells are finished', async () => {
    const { store } = under();
    const claim = await evaluation(store, { budgets: [5, 10, 20] });
    const [first, second] = cellsOf(claim);
    await store.commitCell(fenceOf(claim), outcomeOf(first!));
    await store.commitCell(fenceOf(claim), { status: 'failed', cell: second!.id, reason: 'no labels' });
    expect(await store.fail(fenceOf(claim), failure({ kind: 'interrupted' }))).toBe('ready');
    const next = await claimOf(store, claim.job, 'other');
    expect(next.finishedCells.toSorted()).toEqual([first!.id, second!.id].sort());
    await carryOut(store, next);
    expect((await store.sweep('demo')).cells).toEqual({ pending: 0, done: 2, failed: 1, cancelled: 0 });
  });

  test.each(['lost its lease', 'gave it back'])('ends a job whose worker %s after its last cell', async (how) => {
    const { store, passTime } = under();
    const claim = await evaluation(store);
    for (const cell of cellsOf(claim)) await store.commitCell(fenceOf(claim), outcomeOf(cell));
    if (how === 'gave it back') await store.fail(fenceOf(claim), failure({ kind: 'interrupted' }));
    else {
      await passTime(LEASE_MS + 1);
      await store.expireLeases(await leadOf(store));
    }
    expect(await store.claim(claim.job, 'other')).toBe('ended');
    expect(await workOff(store)).toEqual(['demo']);
    expect((await store.sweep('demo')).jobs).toContainEqual({ kind: 'evaluate', state: 'done', count: 1 });
  });

  test('gives an interrupted job back at once, as often as it takes', async () => {
    const { store } = under();
    let claim = await embedding(store);
    for (let i = 0; i < 10; i++) {
      expect(await store.fail(fenceOf(claim), failure({ kind: 'interrupted' }))).toBe('ready');
      expect((await nextWakeUps(store)).map(({ job }) => job)).toContain(claim.job);
      claim = await claimOf(store, claim.job);
    }
    expect(claim.attempt).toBe(11);
  });

  test('tries again ever later, but never gives up, when the infrastructure failed', async () => {
    const { store, passTime } = under();
    let claim = await embedding(store);
    const delays: number[] = [];
    for (let i = 0; i < 9; i++) {
      expect(await store.fail(fenceOf(claim), failure({ kind: 'infrastructure' }))).toBe('delayed');
      expect(await store.claim(claim.job, 'w')).toBe('not-ready');
      expect((await nextWakeUps(store)).map(({ job }) => job)).not.toContain(claim.job);
      delays.push(await store.nextDeadlineMs(1e9));
      await passTime(delays.at(-1)! + 1);
      expect((await nextWakeUps(store)).map(({ job }) => job)).toContain(claim.job);
      claim = await claimOf(store, claim.job);
    }
    expect(delays[0]).toBeLessThanOrEqual(1000);
    expect(delays[4]!).toBeGreaterThan(4 * delays[0]!);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
  });

  test('gives a job up when its own errors have used up its tries, and its cells fail with the reason', async () => {
    const { store, passTime } = under();
    let claim = await evaluation(store);
    const [first] = cellsOf(claim);
    await store.commitCell(fenceOf(claim), outcomeOf(first!));
    const ends: string[] = [];
    for (let i = 1; i <= JOB_CATALOG.evaluate.maxAttempts; i++) {
      // What it is not to blame for does not count.
      await store.fail(fenceOf(claim), failure({ kind: 'interrupted' }));
      claim = await claimOf(store, claim.job);
      ends.push(await store.fail(fenceOf(claim), failure({ message: `the loss is NaN (${i})` })));
      await passTime(60_000);
      if (ends.at(-1) !== 'dead') claim = await claimOf(store, claim.job);
    }
    expect(ends).toEqual(['delayed', 'delayed', 'dead']);
    expect(await store.claim(claim.job, 'w')).toBe('ended');
    expect(await store.sweep('demo')).toMatchObject({ cells: { pending: 0, done: 1, failed: 1 } });
    expect((await store.holes('demo')).map(({ reason }) => reason)).toEqual(['the loss is NaN (3)']);
  });

  test('quarantines a job that has taken down two executors', async () => {
    const { store, passTime } = under();
    const claim = await evaluation(store);
    const death = failure({ message: 'The executor ended with SIGSEGV.', exit: 'SIGSEGV' });
    expect(await store.fail(fenceOf(claim), death)).toBe('delayed');
    await passTime(60_000);
    expect(await store.fail(fenceOf(await claimOf(store, claim.job)), death)).toBe('dead');
    const reasons = new Set((await store.holes('demo')).map(({ reason }) => reason));
    expect(reasons).toEqual(new Set(['Quarantined, for it took down 2 executors: The executor ended with SIGSEGV.']));
  });

  const loseWorker = async (claim: Claim) => {
    await under().passTime(claim.leaseMs + 1);
    const [expired] = await under().store.expireLeases(await leadOf(under().store));
    return expired!.quarantine;
  };

  test('quarantines a job that was lost with five workers in a row', async () => {
    const { store } = under();
    let claim = await evaluation(store);
    for (let i = 1; i < 5; i++) {
      expect(await loseWorker(claim)).toBeNull();
      claim = await claimOf(store, claim.job, `worker-${i}`);
    }
    const reason = await loseWorker(claim);
    expect(reason).toMatch(/^Quarantined, for 5 workers in a row were lost .*: worker-4, worker-3, .*, laptop-1\./);
    expect(await store.claim(claim.job, 'w')).toBe('ended');
    expect(new Set((await store.holes('demo')).map(({ state, reason }) => `${state}: ${reason}`))).toEqual(
      new Set([`failed: ${reason}`]),
    );
    // Started afresh, it has as many tries again.
    await store.redrive([claim.job], 'tester');
    expect(await loseWorker(await claimOf(store, claim.job))).toBeNull();
  });

  test.each(['finishes a cell', 'is heard of again', 'gives the job back'])(
    'keeps a job when one of its lost workers %s',
    async (how) => {
      const { store, passTime } = under();
      let claim = await evaluation(store);
      for (let i = 1; i <= 8; i++) {
        if (i === 4 && how === 'gives the job back') await store.fail(fenceOf(claim), failure({ kind: 'interrupted' }));
        else {
          if (i === 4 && how === 'finishes a cell')
            await store.commitCell(fenceOf(claim), outcomeOf(cellsOf(claim)[0]!));
          expect(await loseWorker(claim)).toBeNull();
          if (i === 4 && how === 'is heard of again') {
            await passTime(1000);
            await store.registerWorker({ ...WORKER, id: 'worker-3' });
          }
        }
        claim = await claimOf(store, claim.job, `worker-${i}`);
      }
      expect(await loseWorker(claim)).toMatch(/^Quarantined, for 5 workers/);
    },
  );

  test('keeps what executors write before they die, whatever bytes they use', async () => {
    const { store, passTime } = under();
    const claim = await evaluation(store);
    const nasty = failure({
      message: 'a\0b \ud800 \u{1f600}',
      logTail: ['\0', '\udfff', 'ok'],
      exit: 'exit\0code 1',
      stack: '\0',
    });
    await store.fail(fenceOf(claim), nasty);
    await passTime(60_000);
    await store.fail(fenceOf(await claimOf(store, claim.job)), nasty);
    expect((await store.holes('demo'))[0]!.reason).toContain('ab \ufffd \u{1f600}');
  });

  test('passes results on to the jobs that wait for them', async () => {
    const { store } = under();
    const jobs = await launched(store);
    for (const [shard, job] of jobs.entries())
      await store.finish(fenceOf(await claimOf(store, job)), embedResult({ shard, rows: 7 + shard }));
    const [next] = await nextWakeUps(store);
    const { inputs } = await claimOf(store, next!.job);
    expect(jobs.map((job) => inputs[job])).toEqual([
      expect.objectContaining({ shard: 0, rows: 7 }),
      expect.objectContaining({ shard: 1, rows: 8 }),
    ]);
  });
}
