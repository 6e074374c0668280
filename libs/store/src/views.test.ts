import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { accuracy, knn, launchOf, leadOf, outcomeOf, workOff } from './contract/world.testkit.ts';
import { emptyTestDatabase } from './database.testkit.ts';
import { keepScoresOf, writeSyntheticSweep } from './syntheticSweep.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
afterEach(() => emptyTestDatabase(under.client));

type Row = Record<string, unknown>;
const rowsOf = async (text: string) => (await under.client.query<Row>(text)).rows;
const only = async (text: string) => {
  const rows = await rowsOf(text);
  expect(rows).toHaveLength(1);
  return rows[0]!;
};

/** A finished sweep whose numbers are given per cell as subset to value. */
async function finished(
  options: Parameters<typeof launchOf>[0],
  scores: (place: { encoder: string; dataset: string; budget: unknown }) => Readonly<Record<string, number>>,
) {
  const { sweep, plan } = launchOf({ shards: 1, ...options });
  await under.store.saveSweep(sweep, plan);
  const cellOf = new Map(sweep.cells.map(({ id, cell }) => [id, cell]));
  await workOff(under.store, (planned) => {
    const { encoder, dataset, split } = cellOf.get(planned.id)!;
    const { budget } = split.request;
    const subsets = Object.entries(scores({ encoder: encoder.name, dataset: dataset.name, budget }));
    const labels = Number(budget);
    return outcomeOf(planned, {
      split: { hash: split.hash, train: labels, val: 0, test: 40, gotMin: labels, gotMax: labels },
      metrics: subsets.map(([subset, value]) => accuracy(value, { subset, isHeadline: true })),
    });
  });
}

test('a finished sweep keeps its scores, and they are those that would be computed', async () => {
  await finished({ encoders: ['a', 'b'], budgets: [5, 10], draws: 2, methods: [knn(1), knn(5)] }, ({ encoder }) => ({
    test: encoder === 'a' ? 0.7 : 0.6,
  }));
  const kept = await under.store.leaderboard('demo');
  expect(kept).toHaveLength(8);
  expect(await rowsOf('SELECT FROM live_score')).toEqual([]);
  await under.client.query('UPDATE sweep SET is_kept = false');
  expect(await under.store.leaderboard('demo')).toEqual(kept);
});

test('a launch, a cell and a comparison that come later make a sweep forget its scores', async () => {
  const isKept = async () => (await only("SELECT is_kept FROM sweep WHERE name = 'demo'"))['is_kept'];
  const { sweep, plan } = launchOf({ encoders: ['a', 'b'], budgets: [5], shards: 1 });
  await under.store.saveSweep(sweep, plan);
  await workOff(under.store, (cell) => ({ status: 'failed', cell: cell.id, reason: 'the loss is NaN' }));
  expect(await isKept()).toBe(true);
  // Another sweep tries the cells again, and they succeed.
  const other = launchOf({ name: 'other', encoders: ['a', 'b'], budgets: [5], shards: 1 });
  await under.store.saveSweep(other.sweep, other.plan);
  await workOff(under.store);
  expect(await isKept()).toBe(false);
  expect(await under.store.leaderboard('demo')).toHaveLength(2);
  await under.store.saveSweep(sweep, plan);
  await under.store.settleSweeps(await leadOf(under.store));
  expect(await isKept()).toBe(true);
  const more = launchOf({ encoders: ['a', 'b', 'c'], budgets: [5], shards: 1 });
  await under.store.saveSweep(more.sweep, more.plan);
  expect(await isKept()).toBe(false);
});

test('a learning curve tells the gain of each step with its interval, and none for the first', async () => {
  await finished({ encoders: ['a'], budgets: [5, 10] }, ({ budget }) => ({ test: budget === 5 ? 0.5 : 0.6 }));
  const rows = await rowsOf('SELECT * FROM learning_curve ORDER BY labels');
  expect(rows[0]).toMatchObject({ budget: '5', labels: 5, budget_before: null, gain: null });
  expect(rows[1]).toMatchObject({ budget: '10', budget_before: '5', n: 40 });
  expect(rows[1]!['gain']).toBeCloseTo(0.1, 12);
  expect(rows[1]!['gain_low']).toBeCloseTo(0.1 - Math.hypot(0.1, 0.1), 12);
  expect(rows[1]!['gain_per_label']).toBeCloseTo(0.02, 12);
});

test('an order of performance is written as the study writes it, variants in brackets', async () => {
  const standard = { ...knn(20), k: 20 };
  await finished({ encoders: ['a'], budgets: [100, 10], methods: [standard], labels: 500 }, ({ budget }) => ({
    ood: budget === 100 ? 0.6 : 0.5,
    id: budget === 100 ? 0.6 : 0.7,
  }));
  const rows = await rowsOf('SELECT subset, "order", entries, value, n FROM performance_order ORDER BY subset');
  const of = (budget: number) =>
    under.client.query<{ variant: string }>(`SELECT variant FROM listing WHERE budget = '${budget}'`);
  const { variant } = (await of(10)).rows[0]!;
  const stem = variant === '' ? 'knn' : `knn(${variant})`;
  expect(rows).toEqual([
    { subset: 'id', order: `${stem}_10>${stem}_100`, entries: 2, value: 0.7, n: 40 },
    { subset: 'ood', order: `${stem}_100_ood>${stem}_10_ood`, entries: 2, value: 0.6, n: 40 },
  ]);
});

test('drift sets both sides beside each other and beside the line of all', async () => {
  const ID: Row = { a: 0.5, b: 0.7, c: 0.9 };
  await finished({ encoders: ['a', 'b', 'c'], budgets: [5] }, ({ encoder }) => {
    const id = ID[encoder] as number;
    return { id, ood: id / (2 - id) };
  });
  // The odds are half of those in distribution: a straight line of logits, which everybody lies on.
  const rows = await rowsOf('SELECT * FROM drift ORDER BY encoder');
  expect(rows.map(({ entries }) => entries)).toEqual([3, 3, 3]);
  for (const { effective_robustness: effective } of rows) expect(effective).toBeCloseTo(0, 10);
  expect(rows[0]!['gap']).toBeCloseTo(0.5 - 1 / 3, 12);
});

test('the worst group is the domain with the lowest number, by name', async () => {
  await finished({ encoders: ['a'], budgets: [5] }, () => ({ test: 0.6, north: 0.8, south: 0.4 }));
  const row = await only('SELECT worst, value, n, groups, group_mean FROM worst_group');
  expect(row).toMatchObject({ worst: 'south', value: 0.4, n: 40, groups: 2 });
  expect(row['group_mean']).toBeCloseTo(0.6, 12);
});

test('one for all tells the regret against the best for each dataset', async () => {
  await finished({ encoders: ['a', 'b'], datasets: ['x', 'y'], budgets: [5] }, ({ encoder, dataset }) => ({
    test: encoder === 'a' ? 0.8 : dataset === 'x' ? 0.9 : 0.4,
  }));
  const rows = await rowsOf('SELECT * FROM one_for_all ORDER BY encoder');
  expect(rows[0]).toMatchObject({ encoder: 'a', wins: 1, datasets: 2, datasets_of_all: 2, worst_dataset: 'x' });
  expect(rows[0]!['value']).toBeCloseTo(0.05, 12);
  expect(rows[1]!['value']).toBeCloseTo(0.2, 12);
  expect(rows[1]!['worst_regret']).toBeCloseTo(0.4, 12);
});

test('label efficiency interpolates along the logarithm of labels, and says what is only a bound', async () => {
  const VALUES: Record<string, Row> = { a: { 10: 0.4, 40: 0.6 }, b: { 10: 0.3, 40: 0.5 } };
  await finished({ encoders: ['a', 'b'], budgets: [10, 40], labels: 500 }, ({ encoder, budget }) => ({
    test: VALUES[encoder]![String(budget)] as number,
  }));
  const rows = await rowsOf('SELECT * FROM label_efficiency ORDER BY encoder, other_labels');
  const [low, high, reached, not] = rows;
  expect(low).toMatchObject({ encoder: 'a', budget: '10', labels: 10, bound: 'at most', saved: 0 });
  expect(high).toMatchObject({ encoder: 'a', budget: '40', bound: null });
  expect(high!['labels']).toBeCloseTo(20, 9);
  expect(high!['factor']).toBeCloseTo(2, 9);
  expect(reached!['labels']).toBeCloseTo(20, 9);
  expect(not).toMatchObject({ encoder: 'b', budget: '40', labels: null, bound: 'not reached', saved: null });
});

test('cost, speed, ties and provenance have a row for everything', async () => {
  await finished({ encoders: ['a', 'b'], budgets: [5] }, ({ encoder }) => ({ test: encoder === 'a' ? 0.5 : 0.4 }));
  const [first] = await rowsOf("SELECT * FROM cost WHERE encoder = 'a'");
  expect(first).toMatchObject({ seconds: 0.25, embed_seconds: 0.1, seconds_per_point: 0.005, n: 40 });
  expect(await only("SELECT * FROM speed WHERE encoder = 'a'")).toMatchObject({
    value: 100,
    n: 10,
    shards: 1,
    reused: 0,
  });
  const ties = await rowsOf('SELECT encoder, is_tied, value, low, high FROM ties ORDER BY encoder');
  expect(ties).toEqual([
    { encoder: 'a', is_tied: true, value: 0, low: 0, high: 0 },
    { encoder: 'b', is_tied: false, value: -0.1, low: -0.15, high: -0.05 },
  ]);
  expect(await rowsOf('SELECT n, worker FROM provenance')).toEqual([
    { n: 40, worker: 'laptop-1' },
    { n: 40, worker: 'laptop-1' },
  ]);
});

test('the published numbers in the database are those of the file', async () => {
  const [head, ...lines] = readFileSync(resolve(import.meta.dirname, '../data/study/cells.csv'), 'utf8')
    .trim()
    .split('\n');
  const { rows: inDatabase } = await under.client.query<Record<string, string | number | null>>(
    `SELECT ${head} FROM study_cell`,
  );
  const written = inDatabase.map((row) =>
    Object.values(row)
      .map((value) => String(value ?? ''))
      .join(','),
  );
  const plain = lines.map((line) =>
    line
      .split(',')
      .map((field, i) => (field !== '' && i >= 7 && i <= 10 ? String(Number(field)) : field))
      .join(','),
  );
  expect(written.sort()).toEqual(plain.sort());
});

test('a published number is set beside ours, or it is said why not', async () => {
  const verdicts = () =>
    rowsOf(`SELECT verdict, count(*)::integer AS count FROM study_comparison GROUP BY 1 ORDER BY 1`);
  expect(await verdicts()).toEqual([{ verdict: 'not comparable', count: 797 }]);
  await finished({ encoders: ['clip-vit-b-32'], datasets: ['flowers102'], budgets: [10] }, () => ({ test: 0.8 }));
  const seen = `SELECT verdict, reason FROM study_comparison WHERE sweep = 'demo'`;
  expect(await rowsOf(seen)).toEqual([{ verdict: 'not comparable', reason: 'another split: protocol few-shot' }]);
  await under.client.query("UPDATE kept_score SET protocol = 'study'; UPDATE encoder SET preprocessing = 'study'");
  expect(await rowsOf(seen)).toEqual([{ verdict: 'agrees', reason: null }]);
  await under.client.query('UPDATE kept_score SET value = 0.3, low = 0.25, high = 0.35');
  expect(await rowsOf(seen)).toEqual([{ verdict: 'differs beyond noise', reason: null }]);
});

test('a synthetic sweep of any size fills every view', async () => {
  const cells = await writeSyntheticSweep(under.url, {
    encoders: 4,
    datasets: 2,
    variants: 1,
    budgets: [5, 10],
    draws: 2,
  });
  expect(cells).toBe(4 * 2 * 2 * 2 * 2);
  await keepScoresOf(under.url);
  const kept = await rowsOf('SELECT FROM kept_score');
  await keepScoresOf(under.url);
  expect(await rowsOf('SELECT FROM kept_score')).toHaveLength(kept.length);
  for (const view of [
    'score',
    'learning_curve',
    'performance_order',
    'drift',
    'worst_group',
    'one_for_all',
    'label_efficiency',
    'cost',
    'speed',
    'ties',
    'provenance',
  ])
    expect(await rowsOf(`SELECT FROM ${view} LIMIT 1`), view).toHaveLength(1);
});
