/**
 * @file From a sweep to its cells: the cross product of encoders, datasets, methods, budgets and draws, less what is
 * excluded, with equal cells met once. Pure: names were resolved and datasets can be asked for splits.
 */
import {
  cellId,
  type Budget,
  type Cell,
  type DatasetRef,
  type EncoderRef,
  type Protocol,
  type SplitRequest,
} from './cell.ts';
import { choosesByValidation, isStochastic, methodVariant, usesLabels, type Method } from './method.ts';
import { matchesGlob } from './glob.ts';

/** A method of a sweep with what it narrows for itself; null takes the sweep's own. */
export interface SweepMethod {
  readonly method: Method;
  readonly datasets: readonly string[] | null;
  readonly budgets: readonly Budget[] | null;
  readonly draws: number | null;
  readonly exclude: readonly Exclusion[];
  /** Names of the encoders that it is for. Left out: all. */
  readonly encoders?: readonly string[];
  /** What tables call it, where one entry of a sweep file is another method for each encoder. @default methodVariant */
  readonly variant?: string;
}

/** Cells that match every given part are left out. Names may hold `*`. */
export interface Exclusion {
  readonly method?: string | undefined;
  readonly encoder?: string | undefined;
  readonly dataset?: string | undefined;
  readonly protocol?: Protocol | undefined;
  readonly budget?: Budget | undefined;
}

export interface Sweep {
  readonly name: string;
  readonly seed: number;
  readonly encoders: readonly EncoderRef[];
  readonly datasets: readonly SplittableDataset[];
  readonly protocols: readonly Protocol[];
  readonly budgets: readonly Budget[];
  readonly draws: number;
  readonly methods: readonly SweepMethod[];
  readonly exclude: readonly Exclusion[];
}

/** A dataset that can name the split which a request gives. */
export interface SplittableDataset extends DatasetRef {
  splitHash(request: SplitRequest): string;
}

/** Where a cell stands in a sweep: the names, budget and draw it was asked for under. One cell may have several. */
export interface CellListing {
  readonly encoder: string;
  readonly dataset: string;
  readonly variant: string;
  readonly budget: Budget;
  readonly draw: number;
}

export interface PlannedCell {
  readonly id: string;
  readonly cell: Cell;
  readonly listings: CellListing[];
}

/**
 * The cells of a sweep in a stable order: dataset, encoder, protocol, method, budget, draw.
 * Cost: one hash per combination; splits are asked for once per dataset, protocol, budget, draw and hold-out.
 */
export function expandSweep(sweep: Sweep): PlannedCell[] {
  const cells = new Map<string, PlannedCell>();
  for (const dataset of sweep.datasets) {
    const splitHash = memoizedSplits(dataset);
    for (const encoder of sweep.encoders)
      for (const protocol of sweep.protocols)
        for (const entry of sweep.methods) {
          if (entry.datasets !== null && !entry.datasets.includes(dataset.name)) continue;
          if (entry.encoders?.includes(encoder.name) === false) continue;
          const isTrained = usesLabels(entry.method);
          for (const budget of isTrained ? (entry.budgets ?? sweep.budgets) : [0]) {
            const place = { method: entry.method.kind, encoder: encoder.name, dataset: dataset.name, protocol, budget };
            if ([...sweep.exclude, ...entry.exclude].some((exclusion) => isExcluded(place, exclusion))) continue;
            for (let draw = 0; draw < (isTrained ? (entry.draws ?? sweep.draws) : 1); draw++) {
              const holdOut = choosesByValidation(entry.method);
              const request: SplitRequest = { protocol, budget, draw, seed: sweep.seed, holdOut };
              const cell: Cell = {
                encoder,
                dataset: { name: dataset.name, hash: dataset.hash },
                split: { hash: splitHash(request), request },
                method: entry.method,
                seed: isStochastic(entry.method) ? sweep.seed + draw : null,
              };
              addCell(cells, cell, entry.variant ?? methodVariant(entry.method));
            }
          }
        }
  }
  return [...cells.values()];
}

function addCell(cells: Map<string, PlannedCell>, cell: Cell, variant: string): void {
  const { budget, draw } = cell.split.request;
  const listing: CellListing = { encoder: cell.encoder.name, dataset: cell.dataset.name, variant, budget, draw };
  const id = cellId(cell);
  const known = cells.get(id);
  if (known) {
    // A sweep may say the same thing twice (a budget, a method); that is one listing.
    if (!known.listings.some((other) => isSameListing(other, listing))) known.listings.push(listing);
  } else cells.set(id, { id, cell, listings: [listing] });
}

function isSameListing(a: CellListing, b: CellListing): boolean {
  return (
    a.encoder === b.encoder &&
    a.dataset === b.dataset &&
    a.variant === b.variant &&
    a.budget === b.budget &&
    a.draw === b.draw
  );
}

function memoizedSplits(dataset: SplittableDataset): (request: SplitRequest) => string {
  const known = new Map<string, string>();
  return (request) => {
    const key = `${request.protocol} ${request.budget} ${request.draw} ${request.seed} ${request.holdOut}`;
    let hash = known.get(key);
    if (hash === undefined) known.set(key, (hash = dataset.splitHash(request)));
    return hash;
  };
}

function isExcluded(
  place: { method: string; encoder: string; dataset: string; protocol: Protocol; budget: Budget },
  { method, encoder, dataset, protocol, budget }: Exclusion,
): boolean {
  return (
    (method === undefined || matchesGlob(place.method, method)) &&
    (encoder === undefined || matchesGlob(place.encoder, encoder)) &&
    (dataset === undefined || matchesGlob(place.dataset, dataset)) &&
    (protocol === undefined || place.protocol === protocol) &&
    (budget === undefined || place.budget === budget)
  );
}
