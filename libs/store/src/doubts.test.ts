import { afterEach, expect, test } from 'vitest';
import { accuracy, launchOf, outcomeOf, workOff } from './contract/world.testkit.ts';
import { emptyTestDatabase } from './database.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
afterEach(() => emptyTestDatabase(under.client));

/** A sweep over two classes whose macro accuracies are given by encoder and budget. */
async function finished(scores: Readonly<Record<string, Readonly<Record<string, number>>>>, change = {}) {
  const budgets = [...new Set(Object.values(scores).flatMap((own) => Object.keys(own)))].map(Number);
  const { sweep, plan } = launchOf({ encoders: Object.keys(scores), budgets, shards: 1 });
  const datasets = sweep.datasets.map(({ ref }) => ({ ref, summary: { classes: [{ name: 'cat' }, { name: 'dog' }] } }));
  await under.store.saveSweep({ ...sweep, datasets }, plan);
  const nameOf = new Map(sweep.cells.map(({ id, cell }) => [id, cell.encoder.name]));
  await workOff(under.store, (cell) => {
    const value = scores[nameOf.get(cell.id)!]![String(cell.split.request.budget)]!;
    return outcomeOf(cell, { metrics: [accuracy(value), accuracy(value, { name: 'macro-accuracy' })], ...change });
  });
  return (await under.store.doubts('demo')).map(
    ({ kind, encoder, budget, evidence }) => `${encoder} ${budget} ${kind}: ${evidence}`,
  );
}

test('an encoder that does no better than guessing is doubted, a control is not', async () => {
  const doubts = await finished({ good: { 5: 0.9 }, lost: { 5: 0.52 }, 'control-x': { 5: 0.52 } });
  expect(doubts).toContain(
    'lost 5 chance-level: macro accuracy 52.0 % [42.0, 62.0] on test, where guessing among 2 classes gets 50.0 %',
  );
  expect(doubts.filter((doubt) => doubt.includes('chance-level'))).toHaveLength(1);
});

test('more labels and a lower score, beyond the intervals, is doubted', async () => {
  const doubts = await finished({ odd: { 5: 0.9, 10: 0.6, 20: 0.95 }, even: { 5: 0.7, 10: 0.69, 20: 0.71 } });
  expect(doubts.filter((doubt) => doubt.includes('fewer'))).toEqual([
    'odd 10 fewer-with-more-labels: macro accuracy 60.0 % on test with 10 labels per class, but 90.0 % with 5',
  ]);
});

test('an encoder that a control beats in the paired test is doubted', async () => {
  // The comparison of these tests finds everybody better than those behind it, and orders by accuracy.
  const doubts = await finished({ poor: { 5: 0.7 }, 'control-x': { 5: 0.8 }, good: { 5: 0.9 } });
  expect(doubts).toEqual(['poor 5 below-control: the control control-x is 10.0 points better on test [5.0, 15.0]']);
});

test('what a cell saw by itself is told with its place', async () => {
  const evidence = 'C = 100 is the largest of the grid: one beyond it might do better.';
  const doubts = await finished({ a: { 5: 0.9 } }, { doubts: [{ kind: 'edge-of-grid', evidence }] });
  expect(doubts).toEqual([`a 5 edge-of-grid: ${evidence}`]);
});

test('counts per class are shown by name, with recall, precision and interval', async () => {
  const perClass = [{ subset: 'test', n: [10, 30], hits: [5, 30], predicted: [5, 35] }];
  await finished({ a: { 5: 0.9 } }, { perClass });
  const { rows } = await under.client.query('SELECT class, n, hits, recall, low, high, precision FROM per_class');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ class: 'cat', n: 10, hits: 5, recall: 0.5, precision: 1 });
  expect(rows[0].low).toBeCloseTo(0.2366, 4);
  expect(rows[0].high).toBeCloseTo(0.7634, 4);
  expect(rows[1]).toMatchObject({ class: 'dog', recall: 1 });
  expect(rows[1].high).toBeCloseTo(1, 4);
  expect(rows[1].low).toBeCloseTo(0.8865, 4);
});
