import { expect, test } from 'vitest';
import { agentInMemory, cellNamed, embedResult, failedCell } from '../test/agentInMemory.ts';

test('acknowledges after the claim, commits cell by cell, finishes, and takes the next job', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.executor().say({ type: 'cell', outcome: failedCell('1') });
  fleet.executor().say({ type: 'cell', outcome: failedCell('2') });
  fleet.executor().say({ type: 'done', result: embedResult });
  await fleet.time.pass(0);
  await fleet.wake('b');
  expect(fleet.did).toEqual([
    'start',
    'register',
    'claim a',
    'ack a',
    'commit 1',
    'commit 2',
    'finish a',
    'claim b',
    'ack b',
  ]);
  expect(fleet.events.map(({ type }) => type).filter((type) => type !== 'worker.heartbeat')).toEqual([
    'worker.joined',
    'job.claimed',
    'cell.failed',
    'cell.failed',
    'job.done',
    'job.claimed',
  ]);
  expect(fleet.events).toContainEqual(expect.objectContaining({ type: 'cell.failed', cell: cellNamed('1'), job: 'a' }));
});

test('acknowledges a wake-up that leads to nothing, and none whose claim could not be asked for', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a', 'taken');
  fleet.world.isDatabaseAway = true;
  await fleet.wake('b');
  fleet.world.isDatabaseAway = false;
  await fleet.time.pass(1000);
  expect(fleet.did.slice(2)).toEqual(['claim a', 'ack a']);
  await fleet.wake('c');
  expect(fleet.did.slice(4)).toEqual(['claim c', 'ack c']);
});

test('tells at once how an executor died in the middle of a job, and starts another', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.executor().die('SIGKILL');
  await fleet.time.pass(0);
  expect(fleet.did.slice(4)).toEqual(['fail a: job, SIGKILL', 'start']);
  expect(fleet.events).toContainEqual(
    expect.objectContaining({
      type: 'job.failed',
      job: 'a',
      failure: 'job',
      reason: 'The executor ended with SIGKILL in the middle of the job.',
      next: 'delayed',
    }),
  );
  await fleet.wake('b');
  expect(fleet.executor().jobs.map(({ id }) => id)).toEqual(['b']);
});

test('blames no job for an executor that died between two, and starts another without waiting for one', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  fleet.executor().die('SIGSEGV');
  await fleet.time.pass(0);
  expect(fleet.did).toEqual(['start', 'register', 'start']);
  await fleet.wake('a');
  expect(fleet.executor().jobs).toHaveLength(1);
  expect(fleet.did.filter((what) => what.startsWith('fail'))).toEqual([]);
});

test('blames no job for an executor that died while it was being claimed', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  fleet.world.diesOnClaim = true;
  await fleet.wake('a');
  expect(fleet.did.slice(2)).toEqual(['claim a', 'ack a', 'fail a: interrupted', 'start']);
});

test('does not spin when executors do not start, and claims nothing meanwhile', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  fleet.world.startsThatFail = 4;
  fleet.executor().die('SIGKILL');
  await fleet.wake('a');
  await fleet.time.pass(20_000);
  expect(fleet.did.slice(2)).toEqual([
    'start failed at 0 s',
    'start failed at 1 s',
    'start failed at 3 s',
    'start failed at 7 s',
    'start',
    'claim a',
    'ack a',
  ]);
});

test('gives up on a machine on which no executor starts at all, with its last words', async () => {
  const fleet = agentInMemory({ startsThatFail: 100 });
  await fleet.start();
  await fleet.time.pass(60_000);
  await expect(fleet.ended()).rejects.toThrow(/No executor could be started in 3 tries.*exit code 1.*no such device/s);
  expect(fleet.did).toHaveLength(3);
});

test('gives its job back as interrupted on SIGTERM, and signs off', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  await fleet.stop();
  await fleet.ended();
  expect(fleet.executor().stops).toHaveLength(1);
  expect(fleet.did.slice(4)).toEqual(['fail a: interrupted', 'left: stopped']);
  expect(fleet.events.at(-1)).toMatchObject({ type: 'worker.left' });
  expect(fleet.executor().isClosed).toBe(true);
});

test('calls it interrupted, too, when the executor had to be killed to stop', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  const executor = fleet.executor();
  executor.stop = () => executor.die('SIGKILL');
  await fleet.stop();
  await fleet.ended();
  expect(fleet.did.slice(4)).toEqual(['fail a: interrupted', 'left: stopped']);
});

test('stops in order before the database has heard of it', async () => {
  const fleet = agentInMemory();
  fleet.world.isDatabaseAway = true;
  await fleet.start();
  await fleet.stop();
  await fleet.ended();
  expect(fleet.did).toEqual(['start']);
  expect(fleet.executor().isClosed).toBe(true);
});

test('stops within seconds while the database is away', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.world.isDatabaseAway = true;
  await fleet.stop();
  await fleet.time.pass(6000);
  await fleet.ended();
  expect(fleet.did.slice(4)).toEqual([]);
});

test('loses no work to a database that is away for a minute', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.world.isDatabaseAway = true;
  fleet.executor().say({ type: 'cell', outcome: failedCell('1') });
  fleet.executor().say({ type: 'done', result: embedResult });
  await fleet.time.pass(60_000);
  expect(fleet.did.slice(4)).toEqual([]);
  fleet.world.isDatabaseAway = false;
  await fleet.time.pass(1000);
  expect(fleet.did.slice(4)).toEqual(['commit 1', 'finish a']);
  expect(fleet.executor().stops).toEqual([]);
});

test('stops the executor when the lease is lost, tells nobody, and goes on', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.lostTokens.add(1);
  await fleet.time.pass(5000);
  expect(fleet.executor().stops).toEqual(['the lease was lost or the job was cancelled']);
  await fleet.wake('b');
  expect(fleet.did.slice(4)).toEqual(['claim b', 'ack b']);
});

test('stops the executor when a commit finds the lease lost', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.lostTokens.add(1);
  fleet.executor().say({ type: 'cell', outcome: failedCell('1') });
  await fleet.time.pass(0);
  expect(fleet.executor().stops).toHaveLength(1);
  await fleet.wake('b');
  expect(fleet.did.slice(4)).toEqual(['commit 1', 'claim b', 'ack b']);
});

test('fails a job whose result is not what its kind promises', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  await fleet.wake('a');
  fleet.executor().say({ type: 'done', result: { rows: -1 } });
  await fleet.time.pass(0);
  expect(fleet.did.slice(4)).toEqual(['fail a: job']);
});

test('asks a bus that is away twice a second, not more', async () => {
  const fleet = agentInMemory();
  await fleet.start();
  fleet.world.isBusAway = true;
  await fleet.time.pass(5000);
  const before = fleet.world.pulls;
  await fleet.time.pass(10_000);
  expect(fleet.world.pulls - before).toBeLessThanOrEqual(21);
});
