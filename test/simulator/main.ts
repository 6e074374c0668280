/**
 * @file Runs many seeds and tells which of them break a guarantee; a single seed is told line by line.
 *
 *   node test/simulator/main.ts --seeds 10000 --from 1
 *   node test/simulator/main.ts --seed 4711
 *   node test/simulator/main.ts --seed 90 --bug 'takes results without looking at the token'
 */
import { parseArgs } from 'node:util';
import { BUGS, type Bug } from './bugs.ts';
import { replay } from './replay.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    bug: { type: 'string' },
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
  },
});

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) {
    console.error(`Expected --${option} to be a whole number, got \`${text}\`.`);
    process.exit(2);
  }
  return Number(text);
}

function bugNamed(name: string | undefined): Bug | null {
  const bug = BUGS.find((one) => one.name === name) ?? null;
  if (name !== undefined && bug === null) {
    console.error(`There is no bug \`${name}\` to plant, but these:\n${BUGS.map((one) => `  ${one.name}`).join('\n')}`);
    process.exit(2);
  }
  return bug;
}

const bug = bugNamed(values.bug);
if (values.seed !== undefined) {
  const { violations, lines } = await replay(wholeNumber('seed', values.seed), bug);
  console.log([...lines, ...violations.map((violation) => `VIOLATION ${violation}`)].join('\n'));
  process.exitCode = violations.length === 0 ? 0 : 1;
} else {
  const [from, seeds] = [wholeNumber('from', values.from), wholeNumber('seeds', values.seeds)];
  const startedMs = performance.now();
  let failed = 0;
  let simulatedMs = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const run = await simulate(seed, { bug });
    simulatedMs += run.simulatedMs;
    if (run.violations.length === 0) continue;
    failed++;
    console.log(`seed ${seed}: ${run.violations[0]}\n  node test/simulator/main.ts --seed ${seed}`);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${seeds} seeds, ${failed} broke a guarantee; ${(simulatedMs / 3_600_000).toFixed(1)} simulated hours in ${seconds.toFixed(1)} s`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}
