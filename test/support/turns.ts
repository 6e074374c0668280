/** @file Wall and processor time of contenders that take turns, and the table that tells of them. */
import { median } from './measure.ts';

/** What one turn of one contender takes. */
export interface Turn {
  readonly ms: number;
  readonly cpu_ms: number;
}

const ROUNDS = 3;

/** A B C, A B C, and so on, after one turn that does not count: name and medians of each. */
export async function inTurns(
  contenders: Readonly<Record<string, () => Promise<Turn>>>,
  rounds = ROUNDS,
): Promise<string[][]> {
  const turns = new Map<string, Turn[]>(Object.keys(contenders).map((name) => [name, []]));
  for (const work of Object.values(contenders)) await work();
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(contenders)) turns.get(name)!.push(await work());
  }
  return [...turns].map(([name, own]) => [name, ...columnsOf(own)]);
}

export function columnsOf(turns: readonly Turn[]): [string, string] {
  return [median(turns.map(({ ms }) => ms)).toFixed(0), median(turns.map((turn) => turn.cpu_ms)).toFixed(0)];
}

export async function timed(work: () => Promise<unknown>): Promise<Turn> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - start, cpu_ms: (user + system) / 1000 };
}

export function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line([title, ...columns]), line([title, ...columns].map(() => '---')), ...rows.map(line)].join('\n');
}
