/** @file The simulator itself on trial: each known bug, planted alone, must be found, or a green run means nothing. */
import { expect, test } from 'vitest';
import { BUGS, type Bug } from './bugs.ts';
import { describeFailure } from './replay.ts';
import { simulate } from './simulate.ts';

const SEEDS_MAX = 1000;

/** The first seed that breaks a guarantee with this bug. */
async function firstFailure(bug: Bug): Promise<number | null> {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) if ((await simulate(seed, { bug })).violations.length > 0) return seed;
  return null;
}

test.each(BUGS)(
  'finds a store or worker that $name',
  async (bug) => {
    const seed = await firstFailure(bug);
    expect(seed).not.toBeNull();
    // The same seed is without fault when the bug is not there.
    expect((await simulate(seed!)).violations).toEqual([]);
    const report = await describeFailure(seed!, bug);
    expect(report).toContain(`node test/simulator/main.ts --seed ${seed} --bug '${bug.name}'`);
    expect(report).toMatch(/What happened before:\n {2}\d/);
  },
  120_000,
);
