import { afterEach, expect, test } from 'vitest';
import type { RegattaEvent } from '@regatta/jobs';
import { coordinatorInMemory } from '../test/coordinatorInMemory.ts';

let fleet: ReturnType<typeof coordinatorInMemory>;
const start = async () => {
  fleet = coordinatorInMemory();
  await fleet.start();
  return fleet;
};
afterEach(() => fleet.stop());

const jobDone: RegattaEvent = {
  type: 'job.done',
  at: '2026-01-01T00:00:00.000Z',
  job: 'a',
  kind: 'embed',
  worker: 'w',
  seconds: 1,
};

test('publishes what is ready within a second, and at once when an event tells that something ended', async () => {
  const { world, did, time, hear } = await start();
  world.ready.push('a');
  await time.pass(1020);
  expect(did).toEqual(['forget', 'publish a']);
  world.ready.push('b');
  hear(jobDone);
  await time.pass(10);
  expect(did.at(-1)).toBe('publish b');
});

test('answers many events by few rounds', async () => {
  const { world, time, hear } = await start();
  const before = world.rounds;
  for (let i = 0; i < 100; i++) {
    hear(jobDone);
    await time.pass(1);
  }
  expect(world.rounds - before).toBeLessThanOrEqual(11);
});

test('publishes everything anew when the stream is another one', async () => {
  const { world, did, time } = await start();
  await time.pass(3000);
  expect(did).toEqual(['forget']);
  world.stream = 'second';
  await time.pass(1020);
  expect(did).toEqual(['forget', 'forget']);
});

test('publishes anew what was not confirmed, as soon as the bus answers again', async () => {
  const { world, did, time } = await start();
  world.isPublishingBroken = true;
  world.ready.push('a');
  await time.pass(1020);
  world.isPublishingBroken = false;
  await time.pass(1020);
  expect(did).toEqual(['forget', 'forget']);
});

test('expires leases and settles sweeps while the bus is away', async () => {
  const { world, did, events, time } = await start();
  world.isBusAway = true;
  world.expired.push('a');
  world.settled.push('demo');
  await time.pass(6000);
  expect(did).toEqual(['forget', 'expire a at 4.01 s']);
  expect(events).toMatchObject([
    { type: 'sweep.changed', sweep: 'demo', state: 'done' },
    { type: 'job.failed', job: 'a', failure: 'interrupted', next: 'ready' },
  ]);
});

test('lets workers renew their leases after an outage before it expires any', async () => {
  const { world, did, time } = await start();
  await time.pass(10_000);
  world.isDatabaseAway = true;
  await time.pass(60_000);
  world.isDatabaseAway = false;
  world.expired.push('a');
  await time.pass(3900);
  expect(did).toEqual(['forget']);
  await time.pass(1500);
  expect(did.at(-1)).toMatch(/^expire a at 7[34]\./);
});

test('follows when another one leads, deaf to events, and takes over when it may', async () => {
  const { world, did, time, hear } = await start();
  world.isDeposed = true;
  await time.pass(1020);
  const before = world.rounds;
  for (let i = 0; i < 10; i++) {
    hear(jobDone);
    await time.pass(10);
  }
  expect(world.rounds).toBe(before);
  world.isDeposed = false;
  world.epoch = 3;
  world.ready.push('a');
  await time.pass(2100);
  expect(did).toEqual(['forget', 'forget', 'publish a']);
});

test('deletes old rows once an hour, a batch per round until none is left', async () => {
  const { world, did, time } = await start();
  world.old.push(...Array.from({ length: 2500 }, (_, i) => `${i}`));
  await time.pass(3_610_000);
  expect(did.slice(1).map((line) => line.replace(/ at .*/, ''))).toEqual(['trim', 'trim', 'trim']);
  await time.pass(3_610_000);
  expect(did).toHaveLength(5);
});

test('gives the lead back when it stops, at once', async () => {
  const { did, stop } = await start();
  await stop();
  expect(did).toEqual(['forget', 'abdicate']);
});
