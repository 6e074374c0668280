import { expect, test } from 'vitest';
import type { RegattaEvent, Time } from '@regatta/jobs';
import { systemTime } from '@regatta/jobs';
import type { Snapshot } from '@regatta/store';
import { START, sampleSnapshot } from '../test/sampleSnapshot.ts';
import { followSweep } from './followSweep.ts';
import type { MonitorState } from './model.ts';

/** Time that passes so many times as fast. */
const timeAt = (speed: number): Time => ({
  now: () => systemTime.now() * speed,
  date: () => new Date(START.getTime() + systemTime.now() * speed),
  sleep: (ms, signal) => systemTime.sleep(ms / speed, signal),
});
/** A second of polling costs 25 ms. */
const fastTime = timeAt(40);

const done = (failed = 0): Snapshot =>
  sampleSnapshot({ sweep: { state: 'done', cells: { pending: 0, done: 72 - failed, failed, cancelled: 0 } } });

/** A store that gives these answers one after the other, and the last one for ever. */
function answering(answers: readonly (Snapshot | Error)[], time = fastTime) {
  const askedAt: number[] = [];
  return {
    askedAt,
    snapshot: () => {
      askedAt.push(time.now());
      const answer = answers[Math.min(askedAt.length, answers.length) - 1]!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

function follow(store: ReturnType<typeof answering>, more: Partial<Parameters<typeof followSweep>[0]> = {}) {
  const states: MonitorState[] = [];
  const end = followSweep({
    store,
    bus: null,
    sweep: 'demo',
    signal: new AbortController().signal,
    untilDone: true,
    onState: (state) => states.push(state),
    time: fastTime,
    ...more,
  });
  return { states, end };
}

test('ends with the sweep, and says whether every cell has a result', async () => {
  await expect(follow(answering([sampleSnapshot(), done()])).end).resolves.toBe('done');
  await expect(follow(answering([sampleSnapshot(), done(2)])).end).resolves.toBe('failed');
  await expect(follow(answering([sampleSnapshot({ sweep: { state: 'cancelled' } })])).end).resolves.toBe('failed');
});

test('keeps the last picture while the database is away', async () => {
  const { states, end } = follow(
    answering([sampleSnapshot(), new Error('refused\nand more'), new Error('refused'), done()]),
  );
  await end;
  const away = states.filter(({ databaseAway }) => databaseAway !== null);
  expect(away[0]!.databaseAway!.reason).toBe('refused');
  expect(away.every(({ facts }) => facts.snapshot !== null)).toBe(true);
  expect(states.at(-1)!.databaseAway).toBeNull();
});

test('passes on that the sweep does not exist', async () => {
  const unknown = Object.assign(new Error('Unknown sweep "demo".'), { name: 'UnknownSweepError' });
  await expect(follow(answering([unknown])).end).rejects.toThrow('Unknown sweep');
});

test('asks about once a second while nothing happens', async () => {
  const store = answering([...Array<Snapshot>(4).fill(sampleSnapshot()), done()]);
  await follow(store).end;
  const gaps = store.askedAt.slice(1).map((at, i) => at - store.askedAt[i]!);
  expect(Math.min(...gaps)).toBeGreaterThan(900);
});

test('asks sooner after an event, but not more often than four times a second', async () => {
  // Slow enough that a busy machine cannot turn a quarter of a second into a whole one.
  const time = timeAt(4);
  const store = answering([...Array<Snapshot>(8).fill(sampleSnapshot()), done()], time);
  let publish: (event: RegattaEvent) => void = () => undefined;
  const bus = {
    status: 'connected' as const,
    subscribeEvents: (onEvent: (event: RegattaEvent) => void) => {
      publish = onEvent;
      return Promise.resolve({ close: () => Promise.resolve() });
    },
  };
  const storm = setInterval(
    () => publish({ type: 'cell.done', at: START.toISOString(), cell: 'c', job: 'j', worker: 'w' }),
    1,
  );
  await follow(store, { bus, time }).end;
  clearInterval(storm);
  const gaps = store.askedAt.slice(1).map((at, i) => at - store.askedAt[i]!);
  expect(Math.min(...gaps)).toBeGreaterThan(200);
  expect(gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)]).toBeLessThan(900);
});

test('leaves at once when told to, even while the database owes an answer', async () => {
  const controller = new AbortController();
  const store = { askedAt: [], snapshot: () => new Promise<Snapshot>(() => undefined) };
  const { end } = follow(store, { signal: controller.signal });
  controller.abort();
  await expect(end).resolves.toBe('detached');
});

test('goes on after the end of the sweep when it is not to stop there', async () => {
  const controller = new AbortController();
  const store = answering([done()]);
  const { end } = follow(store, { signal: controller.signal, untilDone: false });
  await expect.poll(() => store.askedAt.length).toBeGreaterThan(3);
  controller.abort();
  await expect(end).resolves.toBe('detached');
});

test('goes on without news when the bus cannot be heard', async () => {
  const bus = { status: 'closed' as const, subscribeEvents: () => Promise.reject(new Error('no bus')) };
  const { states, end } = follow(answering([sampleSnapshot(), done()]), { bus });
  await expect(end).resolves.toBe('done');
  expect(states.some((state) => state.bus === 'closed')).toBe(true);
});
