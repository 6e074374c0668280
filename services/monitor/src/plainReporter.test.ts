import { beforeAll, expect, test } from 'vitest';
import { START, sampleField, sampleSnapshot, sampleWorker, type SnapshotChanges } from '../test/sampleSnapshot.ts';
import { jsonDocuments, type JsonTold } from './jsonReporter.ts';
import { initialState, reduce, type MonitorInput, type MonitorState } from './model.ts';
import { endLine, plainLines, type Told } from './plainReporter.ts';

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

const T0 = START.getTime();
const snapshot = (seconds: number, changes: SnapshotChanges = {}): MonitorInput => ({
  type: 'snapshot',
  atMs: T0 + 1000 * seconds,
  snapshot: sampleSnapshot({ seconds, failures: [], workers: [sampleWorker()], ...changes }),
});
const away = (seconds: number): MonitorInput => ({
  type: 'database-away',
  atMs: T0 + 1000 * seconds,
  reason: 'refused',
});
const cells = (done: number, failed = 0) => ({ cells: { pending: 72 - done - failed, done, failed, cancelled: 0 } });

function statesOf(inputs: readonly MonitorInput[]): MonitorState[] {
  let state = initialState('demo', T0);
  return inputs.map((input) => (state = reduce(state, input)));
}

function linesOf(inputs: readonly MonitorInput[]): string[] {
  let told: Told | null = null;
  return statesOf(inputs).flatMap((state) => {
    const said = plainLines(told, state);
    told = said.told;
    return said.lines;
  });
}

test('tells a sweep from its beginning to its end', () => {
  const through = [sampleField({ pending: 0, done: 18 })];
  expect(
    linesOf([
      snapshot(0, { sweep: cells(0), images: { done: 0, total: 2000 }, matrix: [sampleField()] }),
      snapshot(10, { sweep: cells(0), images: { done: 1000, total: 2000 }, matrix: [sampleField()] }),
      snapshot(20, { sweep: cells(0), images: { done: 2000, total: 2000 }, matrix: [sampleField()] }),
      snapshot(30, { sweep: cells(36), images: { done: 2000, total: 2000 }, matrix: [sampleField()] }),
      snapshot(40, {
        sweep: cells(70, 2),
        images: { done: 2000, total: 2000 },
        matrix: through,
        failures: [{ reason: 'NaN loss', count: 2 }],
      }),
    ]),
  ).toMatchInlineSnapshot(`
    [
      "demo: running, 72 cells, 0 done before",
      "demo: worker laptop-1 is there",
      "demo: cells 0 % (0/72), images 0 % (0/2,000)",
      "demo: cells 0 % (0/72), images 50 % (1,000/2,000), ETA more than 10 s",
      "demo: cells 0 % (0/72), images 100 % (2,000/2,000)",
      "demo: cells 50 % (36/72), images 100 % (2,000/2,000), ETA 10 s",
      "demo: 2 failed: NaN loss",
      "demo: hog on emoji-drift is through: best accuracy 45.7 % (18 cells)",
      "demo: cells 100 % (72/72), images 100 % (2,000/2,000)",
    ]
  `);
});

test('is silent while nothing changes, but for a sign of life every five minutes', () => {
  const still = Array.from({ length: 601 }, (_, seconds) => snapshot(seconds));
  expect(linesOf(still).filter((line) => line.includes('cells 44 %'))).toHaveLength(3);
});

test('puts two seconds between progress lines of a fast sweep', () => {
  const fast = Array.from({ length: 73 }, (_, done) => snapshot(done / 10, { sweep: cells(done), matrix: [] }));
  const lines = linesOf(fast).filter((line) => /cells \d+ %/.test(line));
  expect(lines.length).toBeLessThanOrEqual(6);
  expect(lines.at(-1)).toContain('cells 100 % (72/72)');
});

test('tells once that the database went away and once that it is back', () => {
  const lines = linesOf([snapshot(0), away(5), away(6), away(7), snapshot(9)]);
  expect(lines.filter((line) => line.includes('database'))).toEqual([
    'demo: database away since 10:00:05: refused',
    'demo: database back',
  ]);
  expect(linesOf([away(0), away(1)])).toEqual(['demo: database away: refused']);
});

test('tells of workers that come, fall silent and leave', () => {
  const worker = (state: 'alive' | 'silent' | 'left') => ({ workers: [sampleWorker({ state })] });
  const lines = linesOf([
    snapshot(0, { workers: [] }),
    snapshot(1, worker('alive')),
    snapshot(2, worker('silent')),
    snapshot(3, worker('alive')),
    snapshot(4, worker('left')),
  ]);
  expect(lines.filter((line) => line.includes('laptop-1'))).toEqual([
    'demo: worker laptop-1 is there',
    'demo: worker laptop-1 is silent',
    'demo: worker laptop-1 is alive',
    'demo: worker laptop-1 left',
  ]);
});

test('closes with what became of the sweep', () => {
  const finishedAt = new Date(T0 + 184_000);
  const [done] = statesOf([snapshot(184, { sweep: { state: 'done', finishedAt, ...cells(70, 2) } })]);
  expect(endLine(done!, 'failed')).toBe('demo: done, 70 of 72 cells done in 3 min 04 s, 2 failed');
  const [running] = statesOf([snapshot(10, { sweep: cells(7) })]);
  expect(endLine(running!, 'detached')).toBe('demo: running, no longer watched, 7 of 72 cells done');
});

test('writes JSON numbers when they change and at most once a second', () => {
  let told: JsonTold | null = null;
  const documents = statesOf([
    snapshot(0),
    snapshot(2),
    snapshot(4, { sweep: cells(40) }),
    snapshot(4.5, { sweep: cells(41) }),
    away(5),
    away(6),
    snapshot(7, { sweep: cells(41) }),
  ]).flatMap((state) => {
    const said = jsonDocuments(told, state);
    told = said.told;
    return said.documents as { type: string; cells?: { done: number }; state: string }[];
  });
  expect(documents.map(({ type, cells, state }) => [type, type === 'sweep' ? cells!.done : state])).toEqual([
    ['sweep', 31],
    ['sweep', 40],
    ['database', 'away'],
    ['sweep', 41],
    ['database', 'back'],
  ]);
});
