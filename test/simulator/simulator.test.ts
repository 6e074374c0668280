import { expect, test } from 'vitest';
import { describeFailure, replay } from './replay.ts';
import { simulate } from './simulate.ts';

const SEEDS = 2000;

test(`keeps every guarantee in ${SEEDS} fleets, whatever befalls them`, async () => {
  const total: Record<string, number> = {};
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await simulate(seed);
    if (run.violations.length > 0) expect.fail(await describeFailure(seed));
    for (const [ordeal, count] of Object.entries(run.ordeals)) total[ordeal] = (total[ordeal] ?? 0) + count;
  }
  // Runs in which nothing happens would keep every guarantee, too.
  for (const [ordeal, count] of Object.entries(total)) expect(count, ordeal).toBeGreaterThan(SEEDS / 20);
  expect(total.cellsAccepted).toBeGreaterThan(SEEDS);
}, 180_000);

test('runs the same fleet again from the same seed, line by line', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [await replay(seed), await replay(seed)];
    expect(first.lines.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  }
});
