/** @file A seed again, with everything that happened in it. */
import type { Bug } from './bugs.ts';
import { simulate, type Simulation } from './simulate.ts';

/** Lines before the first violation that usually tell how it came about. */
const TRACE_LINES = 25;

export async function replay(seed: number, bug: Bug | null = null): Promise<Simulation & { lines: readonly string[] }> {
  const lines: string[] = [];
  const simulation = await simulate(seed, { bug, onNote: (line) => lines.push(line) });
  return { ...simulation, lines };
}

/** What was broken, how to see it again, and the last lines before it. */
export async function describeFailure(seed: number, bug: Bug | null = null): Promise<string> {
  const { violations, lines } = await replay(seed, bug);
  const planted = bug === null ? '' : ` --bug '${bug.name}'`;
  const at = Number.parseFloat(violations[0] ?? 'Infinity');
  const before = lines.filter((line) => Number.parseFloat(line) <= at).slice(-TRACE_LINES);
  return [
    `Seed ${seed} breaks a guarantee. To see it again: node test/simulator/main.ts --seed ${seed}${planted}`,
    ...violations.slice(0, 5).map((violation) => `  ${violation}`),
    'What happened before:',
    ...before.map((line) => `  ${line}`),
  ].join('\n');
}
