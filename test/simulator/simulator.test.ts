import { expect, test } from 'vitest';
import { describeFailure, replay } from './replay.ts';
import { simulate } from './simulate.ts';

const SEEDS = 2000;

test(`keeps every guarantee in ${SEEDS} fleets, whatever befalls them`, async () => {
  let cells = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await simulate(seed);
    if (run.violations.length > 0) expect.fail(await describeFailure(seed));
    cells += run.cells;
  }
  expect(cells).toBeGreaterThan(SEEDS);
}, 180_000);

test('runs the same fleet again from the same seed, line by line', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [await replay(seed), await replay(seed)];
    expect(first.lines.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  }
});
