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

/** A line for each dataset and protocol. */
export function splitLines(splits: readonly PlannedSplit[]): string[] {
  const groups = Map.groupBy(splits, ({ dataset, protocol }) => `${dataset}, ${protocol}`);
  return [...groups].map(([name, of]) => `${name}: ${[...new Set(of.map(splitWords))].join('; ')}`);
}

function splitWords({ budget, train, val, test }: PlannedSplit): string {
  const sides = { train, val, test };
  const words = Object.entries(sides).filter(([side, count]) => side !== 'val' || count > 0);
  return `${budget} = ${words.map(([side, count]) => `${formatCount(count)} ${side}`).join(', ')}`;
}
