import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { keepScoresOf, writeSyntheticSweep } from './syntheticSweep.testkit.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();
const TEXT = readFileSync(resolve(import.meta.dirname, '../../../docs/sql.md'), 'utf8');
const QUESTIONS = [...TEXT.matchAll(/([^\n]+)\n```sql\n([\s\S]*?)```/g)].map(([, title, statement]) => [
  title!,
  statement!,
]);
/** What a synthetic sweep has none of. */
const EMPTY = [
  'Where more labels have not helped beyond the interval:',
  'Classes that suffer:',
  'What is missing, and why:',
  'What not to believe:',
  'Where ours differ:',
];

beforeAll(async () => {
  await writeSyntheticSweep(under.url, { encoders: 4, datasets: 2, variants: 2, budgets: [5, 10, 20], draws: 2 });
  await keepScoresOf(under.url);
});

test.each(QUESTIONS)('the cookbook answers: %s', async (title, statement) => {
  const { rows } = await under.store.query(statement, { rowsMax: 1000, timeoutMs: 10_000 });
  if (!EMPTY.includes(title)) expect(rows.length).toBeGreaterThan(0);
});

test('the cookbook has 25 questions', () => {
  expect(QUESTIONS).toHaveLength(25);
});
