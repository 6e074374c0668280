import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { START, sampleField, sampleSnapshot, sampleWorker, type SnapshotChanges } from '../test/sampleSnapshot.ts';
import { ASCII, UNICODE, bar } from './glyphs.ts';
import { initialState, reduce, type MonitorState } from './model.ts';
import { lineWidth, plainText } from './styledLine.ts';
import { percent, view, type ViewOptions } from './view.ts';

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

const T0 = START.getTime();

function sampleState(changes: SnapshotChanges = {}): MonitorState {
  let state = reduce(initialState('demo', T0), {
    type: 'snapshot',
    atMs: T0 + 20_000,
    snapshot: sampleSnapshot({
      seconds: 20,
      images: { done: 1300, total: 5200 },
      sweep: { cells: { pending: 60, done: 12, failed: 0, cancelled: 0 } },
    }),
  });
  state = reduce(state, { type: 'snapshot', atMs: T0 + 42_000, snapshot: sampleSnapshot(changes) });
  const at = (seconds: number) => new Date(T0 + 1000 * seconds).toISOString();
  const events = [
    { type: 'worker.joined', at: at(1), worker: 'laptop-1', lanes: ['gpu', 'cpu'], device: 'cpu' },
    { type: 'job.done', at: at(20), job: 'b'.repeat(64), kind: 'evaluate', worker: 'laptop-2', seconds: 3.25 },
    {
      type: 'cell.failed',
      at: at(30),
      cell: 'c'.repeat(64),
      job: 'b'.repeat(64),
      worker: 'laptop-2',
      reason: 'Fewer training images (3) than k (5).',
    },
    {
      type: 'job.progress',
      at: at(41),
      job: 'a'.repeat(64),
      worker: 'laptop-1',
      progress: { done: 640, total: 1300, unit: 'images', perSecond: 118.4, busy: 0.9, starved: 0 },
    },
  ] as const;
  for (const event of events) state = reduce(state, { type: 'event', event: structuredClone(event) as never });
  return reduce(state, { type: 'tick', atMs: T0 + 42_500, bus: 'connected' });
}

const draw = (state: MonitorState, columns: number, rows: number, more: Partial<ViewOptions> = {}) =>
  view(state, { columns, rows: rows - 1, glyphs: UNICODE, scroll: { row: 0, column: 0 }, hasKeys: true, ...more });
const text = (...args: Parameters<typeof draw>) =>
  `\n${draw(...args)
    .lines.map(plainText)
    .join('\n')}\n`;

describe('the picture of a sweep at work', () => {
  test('at 60 x 15', () => expect(text(sampleState(), 60, 15)).toMatchSnapshot());
  test('at 80 x 24', () => expect(text(sampleState(), 80, 24)).toMatchSnapshot());
  test('at 120 x 40', () => expect(text(sampleState(), 120, 40)).toMatchSnapshot());
  test('in ASCII', () => {
    const drawn = text(sampleState(), 80, 24, { glyphs: ASCII });
    expect(drawn).toMatchSnapshot();
    expect(drawn).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

test('never draws more lines or columns than it may, whatever there is to show', () => {
  const many = sampleState({
    matrix: ['面白い-encoder', 'b', 'c'.repeat(90)].flatMap((encoder) =>
      ['d1', 'd2', 'e'.repeat(70), 'd4', 'd5'].map((dataset) => sampleField({ encoder, dataset, failed: 1234 })),
    ),
    workers: Array.from({ length: 50 }, (_, i) =>
      sampleWorker({ id: `worker-with-a-long-name-${i}`, state: (['alive', 'silent', 'left'] as const)[i % 3]! }),
    ),
    failures: Array.from({ length: 9 }, (_, i) => ({
      reason: `bad\x1b[2J\nthing ${i} ${'x'.repeat(200)}`,
      count: i + 1,
    })),
  });
  const states = [many, sampleState(), initialState('demo', T0)];
  fc.assert(
    fc.property(
      fc.constantFrom(...states),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 2, max: 70 }),
      fc.nat(9),
      fc.nat(9),
      fc.constantFrom(ASCII, UNICODE),
      (state, columns, rows, row, column, glyphs) => {
        const { lines } = draw(state, columns, rows, { scroll: { row, column }, glyphs });
        expect(lines.length).toBeLessThanOrEqual(rows - 1);
        for (const line of lines) {
          expect(lineWidth(line)).toBeLessThanOrEqual(columns);
          expect(plainText(line)).not.toMatch(/\p{Control}/u);
        }
      },
    ),
  );
});

test('scrolls a long matrix to its end and no further', () => {
  const state = sampleState({
    matrix: Array.from({ length: 40 }, (_, i) => sampleField({ encoder: `encoder-${i}` })),
    failures: [],
  });
  const { scrollMax, lines } = draw(state, 80, 24, { scroll: { row: 999, column: 0 } });
  expect(scrollMax.row).toBeGreaterThan(20);
  expect(lines.map(plainText).some((line) => line.startsWith('encoder-39'))).toBe(true);
  expect(lines.map(plainText).find((line) => line.startsWith('Best'))).toMatch(/encoders \d+-40 of 40/);
});

test('scrolls a wide matrix sideways and says which datasets it shows', () => {
  const state = sampleState({ matrix: Array.from({ length: 12 }, (_, i) => sampleField({ dataset: `data-${i}` })) });
  const { scrollMax } = draw(state, 80, 24);
  const shown = draw(state, 80, 24, { scroll: scrollMax }).lines.map(plainText).join('\n');
  expect(shown).toContain('data-11');
  expect(shown).toMatch(/datasets \d+-12 of 12/);
  expect(shown).not.toContain('data-0');
});

test('counts the workers that it has no line for', () => {
  const state = sampleState({ workers: Array.from({ length: 50 }, (_, i) => sampleWorker({ id: `w${i}` })) });
  const shown = draw(state, 80, 24).lines.map(plainText);
  const drawn = shown.filter((line) => line.startsWith('● w')).length;
  expect(shown).toContain(`  and ${50 - drawn} more`);
});

test('says what is away: the database, the bus, every worker', () => {
  let state = sampleState({ workers: [] });
  state = reduce(state, { type: 'database-away', atMs: T0 + 43_000, reason: 'connection refused' });
  state = reduce(state, { type: 'tick', atMs: T0 + 50_000, bus: 'reconnecting' });
  const shown = text(state, 80, 24);
  expect(shown).toContain('Database away since 10:00:43 (7.0 s): connection refused');
  expect(shown).toContain('Bus away');
  expect(shown).toContain('No worker is alive');
  expect(shown).toContain('hog');
});

test('lets heartbeats age between snapshots', () => {
  const aged = reduce(sampleState(), { type: 'tick', atMs: T0 + 52_000, bus: 'connected' });
  expect(text(aged, 120, 40)).toContain('11 s ago');
});

test('draws a bar that is never empty after a beginning nor full before the end', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 80 }),
      fc.constantFrom(ASCII, UNICODE),
      (part, width, glyphs) => {
        const { filled, open } = bar(part, width, glyphs);
        expect((filled + open).length).toBe(width);
        if (part === 1) expect(filled).toBe(glyphs.full.repeat(width));
        if (part === 0) expect(filled).toBe('');
        // One field of ASCII cannot say more than full or empty.
        const canSayPart = glyphs === UNICODE || width > 1;
        if (part > 0 && canSayPart) expect(filled).not.toBe('');
        if (part < 1 && canSayPart) expect(filled).not.toBe(glyphs.full.repeat(width));
      },
    ),
  );
});

test('says 100 % when all is done and not before', () => {
  expect([percent(999, 1000), percent(1000, 1000), percent(0, 0)]).toEqual(['99 %', '100 %', '100 %']);
});
