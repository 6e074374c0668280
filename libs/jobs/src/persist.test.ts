import { expect, test } from 'vitest';
import { VirtualTime } from '../../../test/support/virtualTime.ts';
import { RetryableError, TerminalError } from './errors.ts';
import { persist } from './persist.ts';

/** Fails `failures` times, then answers how often it was asked. */
function attemptThat(failures: number, error: Error = new RetryableError('the database is away')) {
  let asked = 0;
  return async () => {
    if (++asked <= failures) throw error;
    return asked;
  };
}

test('tries again while the infrastructure is at fault, a pause apart', async () => {
  const time = new VirtualTime();
  const troubles: string[] = [];
  const answer = persist(attemptThat(3), {
    time,
    forMs: 10_000,
    onTrouble: ({ message }) => troubles.push(`${time.now()} ${message}`),
  });
  await time.pass(1499);
  expect(troubles).toEqual(['0 the database is away', '500 the database is away', '1000 the database is away']);
  await time.pass(1);
  expect(await answer).toBe(4);
});

test('throws any other error at once', async () => {
  const attempt = attemptThat(1, new TerminalError('no such thing'));
  await expect(persist(attempt, { time: new VirtualTime(), forMs: 10_000 })).rejects.toThrow('no such thing');
  expect(await attempt()).toBe(2);
});

test('throws the last error when the time is up', async () => {
  const time = new VirtualTime();
  const answer = persist(attemptThat(Infinity), { time, forMs: 2000, pauseMs: 900 });
  const rejected = expect(answer).rejects.toThrow('the database is away');
  await time.pass(1800);
  await rejected;
  expect(time.now()).toBe(1800);
});

test('makes one try when the signal has fired, and ends a pause when it fires', async () => {
  const time = new VirtualTime();
  const fired = AbortSignal.abort();
  expect(await persist(attemptThat(0), { time, forMs: 10_000, signal: fired })).toBe(1);
  await expect(persist(attemptThat(1), { time, forMs: 10_000, signal: fired })).rejects.toThrow(RetryableError);
  const stop = new AbortController();
  const rejected = expect(persist(attemptThat(Infinity), { time, forMs: 1e9, signal: stop.signal })).rejects.toThrow();
  await time.pass(5000);
  stop.abort();
  await rejected;
});
