import { expect, test } from 'vitest';
import { RetryableError } from '@regatta/jobs';
import { VirtualTime } from '../../../test/support/virtualTime.ts';
import { Lease, OUTAGE_MS_MAX } from './lease.ts';

type Answer = 'renewed' | 'lost' | 'away' | 'broken';

/** A lease of 15 s on a virtual clock; `answers` come in turn, the last of them for ever. */
function openLease(...answers: [Answer, ...Answer[]]) {
  const time = new VirtualTime();
  const renewals: number[] = [];
  const renew = async () => {
    renewals.push(time.now());
    const answer = answers.length > 1 ? answers.shift()! : answers[0];
    if (answer === 'away') throw new RetryableError('the database is away');
    if (answer === 'broken') throw new Error('no such table');
    return answer;
  };
  let troubles = 0;
  const onTrouble = () => void troubles++;
  const lease = new Lease({ renew }, { job: 'a', token: 1 }, { leaseMs: 15_000, time, onTrouble });
  return { lease, time, renewals, troubles: () => troubles };
}

test('renews at a third of its length until it is released', async () => {
  const { lease, time, renewals } = openLease('renewed');
  await time.pass(16_000);
  expect(renewals).toEqual([5000, 10_000, 15_000]);
  await lease.release();
  await time.pass(60_000);
  expect(renewals).toHaveLength(3);
  expect(lease.lost.aborted).toBe(false);
});

test('fires when the database says that it is lost, and asks no more', async () => {
  const { lease, time, renewals } = openLease('renewed', 'lost');
  await time.pass(10_000);
  expect(lease.lost.aborted).toBe(true);
  expect(lease.lost.reason).toMatch(/lost or the job was cancelled/);
  await time.pass(60_000);
  expect(renewals).toHaveLength(2);
  await lease.release();
});

test('works on through an outage of a minute, and renews within a second after it', async () => {
  const away = Array.from({ length: 60 }, (): Answer => 'away');
  const { lease, time, renewals, troubles } = openLease('away', ...away, 'renewed');
  await time.pass(5000 + 61_000);
  expect(lease.lost.aborted).toBe(false);
  expect(troubles()).toBe(61);
  expect(renewals.at(-1)).toBe(66_000);
  await time.pass(5000);
  expect(renewals.at(-1)).toBe(71_000);
  await lease.release();
});

test('gives up when the database is away for too long, or refuses for another reason', async () => {
  const away = openLease('renewed', 'away');
  await away.time.pass(5000 + OUTAGE_MS_MAX);
  expect(away.lease.lost.aborted).toBe(false);
  await away.time.pass(2000);
  expect(away.lease.lost.reason).toMatch(/could not be renewed: the database is away/);
  const broken = openLease('broken');
  await broken.time.pass(5000);
  expect(broken.lease.lost.reason).toMatch(/could not be renewed: no such table/);
});
