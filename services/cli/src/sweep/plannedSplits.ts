/** @file What protocols make of the datasets of a sweep: how many images train, validate and test, before anything runs. */
import { formatCount } from '@regatta/report';
import type { Budget, Protocol } from '@regatta/jobs';
import type { ResolvedSweep } from './resolveSweep.ts';

/** Counts of the first draw; other draws differ where groups do. */
export interface PlannedSplit {
  readonly dataset: string;
  readonly protocol: Protocol;
  /** Labels per class: asked for, and what the smallest and the largest class give, training and validation together. */
  readonly budget: Budget;
  readonly gotMin: number;
  readonly gotMax: number;
  /** True for methods that choose by validation. */
  readonly holdOut: boolean;
  readonly train: number;
  readonly val: number;
  readonly test: number;
  readonly notes: readonly string[];
}

/** Each split that the cells ask for, once, in their order. */
export function plannedSplits({ cells, datasets }: Pick<ResolvedSweep, 'cells' | 'datasets'>): PlannedSplit[] {
  const byHash = new Map(datasets.map((dataset) => [dataset.ref.hash, dataset]));
  const planned = new Map<string, PlannedSplit>();
  for (const { cell, listings } of cells) {
    const { protocol, holdOut } = cell.split.request;
    for (const { dataset, budget } of listings) {
      const key = JSON.stringify([dataset, protocol, budget, holdOut]);
      if (planned.has(key)) continue;
      const split = byHash.get(cell.dataset.hash)!.splitter.split(cell.split.request);
      const { train, val, test, gotMin, gotMax, notes } = split;
      const counts = { train: train.length, val: val.length, test: test.length };
      planned.set(key, { dataset, protocol, budget, gotMin, gotMax, holdOut, ...counts, notes });
    }
  }
  return [...planned.values()];
}

/** A line for each dataset and protocol: `photos, few-shot: 5: 15 or 12 + 3 train, 12 test; 100, all: ...`. */
export function splitLines(splits: readonly PlannedSplit[]): string[] {
  const groups = Map.groupBy(splits, ({ dataset, protocol }) => `${dataset}, ${protocol}`);
  return [...groups].map(([name, of]) => {
    const words = [...Map.groupBy(of, ({ budget }) => budget)].map(
      ([budget, own]) => [budget, splitWords(own)] as const,
    );
    const alike = [...Map.groupBy(words, ([, counts]) => counts)];
    return `${name}: ${alike.map(([counts, own]) => `${own.map(([budget]) => budget).join(', ')}: ${counts}`).join('; ')}`;
  });
}

/** One budget: without and with a part set aside to validate on. */
function splitWords(splits: readonly PlannedSplit[]): string {
  const sides = splits.map(({ train, val }) =>
    val === 0 ? formatCount(train) : `${formatCount(train)} + ${formatCount(val)}`,
  );
  const tests = splits.map(({ test }) => formatCount(test));
  return `${[...new Set(sides)].join(' or ')} train, ${[...new Set(tests)].join(' or ')} test`;
}
