import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RegattaEvent } from '@regatta/jobs';
import { START, sampleSnapshot, sampleWorker } from '../test/sampleSnapshot.ts';
import { eta, formatEta, formatSeconds, imagesDone, initialState, reduce, type MonitorState } from './model.ts';

const T0 = START.getTime();
const start = () => initialState('demo', T0);
const withSnapshot = (state: MonitorState, seconds: number, changes: Parameters<typeof sampleSnapshot>[0] = {}) =>
  reduce(state, { type: 'snapshot', atMs: T0 + 1000 * seconds, snapshot: sampleSnapshot({ seconds, ...changes }) });
const withEvents = (state: MonitorState, events: readonly RegattaEvent[]) =>
  events.reduce((before, event) => reduce(before, { type: 'event', event }), state);

const progress = (job: string, done: number, second: number): RegattaEvent => ({
  type: 'job.progress',
  at: new Date(T0 + 1000 * second).toISOString(),
  job,
  worker: 'laptop-1',
  progress: { done, total: 1000, unit: 'images', perSecond: 50, busy: 0.9, starved: 0.1 },
});

const job = fc.constantFrom('a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64));
const at = fc.integer({ min: 0, max: 100 }).map((seconds) => new Date(T0 + 1000 * seconds).toISOString());
const anyEvent: fc.Arbitrary<RegattaEvent> = fc.oneof(
  fc.tuple(job, fc.nat(1000), fc.nat(100)).map(([id, done, second]) => progress(id, done, second)),
  fc.record({
    type: fc.constant('job.done' as const),
    at,
    job,
    kind: fc.constant('embed' as const),
    worker: fc.constant('w'),
    seconds: fc.constant(1),
  }),
  fc.record({
    type: fc.constant('worker.left' as const),
    at,
    worker: fc.constantFrom('w', 'v'),
    reason: fc.constant('stopped'),
  }),
  fc.record({ type: fc.constant('cell.done' as const), at, cell: job, job, worker: fc.constant('w') }),
  fc.record({
    type: fc.constant('sweep.changed' as const),
    at,
    sweep: fc.constant('demo'),
    state: fc.constantFrom('paused', 'running'),
    by: fc.constant('cli'),
  }),
);

test('shows the same numbers after a snapshot, whichever events were lost before', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), fc.array(anyEvent), (heard, alsoHeard) => {
      const all = withSnapshot(withEvents(withSnapshot(start(), 1), [...heard, ...alsoHeard]), 2);
      const few = withSnapshot(withEvents(withSnapshot(start(), 1), heard), 2);
      expect(all.facts).toEqual(few.facts);
    }),
  );
});

test('is in the same state when events come twice and in another order', () => {
  const shuffled = fc
    .uniqueArray(anyEvent, { selector: (event) => JSON.stringify(event) })
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length })),
    );
  fc.assert(
    fc.property(shuffled, ([events, again]) => {
      expect(withSnapshot(withEvents(withSnapshot(start(), 1), again), 2)).toEqual(
        withSnapshot(withEvents(withSnapshot(start(), 1), events), 2),
      );
    }),
  );
});

test('forgets the progress of a job that no worker has in hand any more', () => {
  const working = withEvents(withSnapshot(start(), 1), [progress('a'.repeat(64), 500, 1)]);
  expect(imagesDone(working)).toEqual({
    done: 3100,
    total: 5200,
    perSecond: 50,
    devices: { busy: 0.9, starved: 0.1 },
  });
  const after = withSnapshot(working, 2, {
    workers: [sampleWorker({ job: null, jobKind: null, jobLabel: null })],
    images: { done: 3600, total: 5200 },
  });
  expect(imagesDone(after)).toEqual({ done: 3600, total: 5200, perSecond: 0, devices: null });
});

test('calls a job by what it is about, once a snapshot has said so', () => {
  const state = withEvents(withSnapshot(start(), 1), [
    {
      type: 'job.done',
      at: START.toISOString(),
      job: 'a'.repeat(64),
      kind: 'embed',
      worker: 'laptop-1',
      seconds: 12.34,
    },
    {
      type: 'job.failed',
      at: START.toISOString(),
      job: 'd'.repeat(64),
      kind: 'evaluate',
      worker: 'w',
      failure: 'infrastructure',
      reason: 'store away',
      next: 'delayed',
    },
  ]);
  expect(state.news.items.map(({ text }) => text)).toEqual([
    'embed hog emoji-drift done in 12 s by laptop-1',
    'evaluate dddddddd: infrastructure error: store away; tried again later',
  ]);
});

test('keeps the picture while the database is away, and the time of its first silence', () => {
  const seen = withSnapshot(start(), 1);
  const away = reduce(reduce(seen, { type: 'database-away', atMs: T0 + 5000, reason: 'no route' }), {
    type: 'database-away',
    atMs: T0 + 9000,
    reason: 'refused',
  });
  expect(away.facts).toBe(seen.facts);
  expect(away.databaseAway).toEqual({ sinceMs: T0 + 5000, reason: 'refused' });
  expect(withSnapshot(away, 12).databaseAway).toBeNull();
});

test('estimates the rest from what images and cells have cost so far', () => {
  const cells = (pending: number, done: number) => ({ cells: { pending, done, failed: 0, cancelled: 0 } });
  // 10 images a second, then 2 cells a second.
  let state = withSnapshot(start(), 0, { images: { done: 0, total: 200 }, sweep: cells(80, 0) });
  state = withSnapshot(state, 10, { images: { done: 100, total: 200 }, sweep: cells(80, 0) });
  expect(eta(state)).toEqual({ seconds: 10, isLowerBound: true });
  state = withSnapshot(state, 20, { images: { done: 200, total: 200 }, sweep: cells(80, 0) });
  state = withSnapshot(state, 30, { images: { done: 200, total: 200 }, sweep: cells(60, 20) });
  expect(eta(state)).toEqual({ seconds: 30, isLowerBound: false });
  const later = reduce(state, { type: 'tick', atMs: T0 + 35_000, bus: 'connected' });
  expect(eta(later)?.seconds).toBeCloseTo(25);
});

test('takes the pace of the first shard while there is nothing better, and says nothing before', () => {
  const fresh = withSnapshot(start(), 0, { images: { done: 0, total: 2000 } });
  expect(eta(fresh)).toBeNull();
  expect(eta(withEvents(fresh, [progress('a'.repeat(64), 500, 1)]))).toEqual({ seconds: 30, isLowerBound: true });
});

test('estimates nothing for a sweep that is paused or done', () => {
  const state = withSnapshot(withSnapshot(start(), 0), 10, { images: { done: 3000, total: 5200 } });
  expect(eta(state)).not.toBeNull();
  expect(eta(withSnapshot(state, 11, { sweep: { state: 'paused' } }))).toBeNull();
  expect(
    eta(withSnapshot(state, 11, { sweep: { cells: { pending: 0, done: 72, failed: 0, cancelled: 0 } } })),
  ).toBeNull();
});

test('writes durations for people', () => {
  expect([0.04, 8.21, 42.4, 59.7, 200, 3599.7, 7500, 280_000].map(formatSeconds)).toEqual([
    '0.0 s',
    '8.2 s',
    '42 s',
    '1 min 00 s',
    '3 min 20 s',
    '1 h 00 min',
    '2 h 05 min',
    '3 d 6 h',
  ]);
  expect([0.2, 5.4, 70, 700, 5000].map((seconds) => formatEta({ seconds, isLowerBound: false }))).toEqual([
    '1 s',
    '5 s',
    '1 min 10 s',
    '12 min',
    '1 h 23 min',
  ]);
});
