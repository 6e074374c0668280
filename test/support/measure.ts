/** @file Timing for the measurements: contenders take turns, so that a noisy neighbour slows all of them alike. */

export interface MeasureOptions {
  /** Turns per contender. */
  readonly rounds: number;
  /** How long one turn repeats its work, at least. @unit milliseconds */
  readonly turnMs: number;
}

export interface MeasureInTurnsOptions<K extends string> extends MeasureOptions {
  /** Hears the times of each round: what their ratios are worth shows in how far they spread. */
  readonly onRound?: (times: Record<K, number>) => void;
}

/** Milliseconds per call, the median over the rounds, of each contender: A B C, A B C, and so on. */
export async function measureInTurns<K extends string>(
  contenders: Readonly<Record<K, () => unknown>>,
  { rounds, turnMs, onRound }: MeasureInTurnsOptions<K>,
): Promise<Record<K, number>> {
  const entries = Object.entries(contenders) as [K, () => unknown][];
  const times = new Map<K, number[]>(entries.map(([name]) => [name, []]));
  for (const [, work] of entries) await work();
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of entries) times.get(name)!.push(await oneTurn(work, turnMs));
    onRound?.(Object.fromEntries(entries.map(([name]) => [name, times.get(name)!.at(-1)!])) as Record<K, number>);
  }
  return Object.fromEntries(entries.map(([name]) => [name, median(times.get(name)!)])) as Record<K, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function oneTurn(work: () => unknown, turnMs: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  do {
    await work();
    calls++;
  } while (performance.now() - start < turnMs);
  return (performance.now() - start) / calls;
}
