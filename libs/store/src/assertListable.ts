/** @file Refuses a sweep whose tables would mix what does not belong together. */
import { ContractError, type CellListing, type PlannedCell } from '@regatta/jobs';
import type { NewSweep } from './store.ts';

/**
 * Every place of a sweep (encoder, dataset, protocol, method, variant, budget, draw) holds one cell, and every name
 * means one encoder or dataset, which was given.
 * @throws {ContractError}
 */
export function assertListable({ name, cells, encoders, datasets }: NewSweep): void {
  const givenEncoders = new Set(encoders.map(({ ref }) => ref.hash));
  const givenDatasets = new Set(datasets.map(({ ref }) => ref.hash));
  const meanings = new Map<string, string>();
  const places = new Map<string, PlannedCell>();
  for (const planned of cells) {
    const { encoder, dataset } = planned.cell;
    assertGiven('encoder', encoder, givenEncoders);
    assertGiven('dataset', dataset, givenDatasets);
    for (const listing of planned.listings) {
      assertOneMeaning(meanings, `encoder ${listing.encoder}`, encoder.hash);
      assertOneMeaning(meanings, `dataset ${listing.dataset}`, dataset.hash);
      const place = describePlace(planned, listing);
      const other = places.get(place);
      if (other !== undefined)
        throw new ContractError(
          `Two cells of sweep ${name} would stand in one place of its tables: ${place}.\n  ${describeMethod(other)}\n  ${describeMethod(planned)}\nKeep one of them in this sweep, or put them into two.`,
        );
      places.set(place, planned);
    }
  }
}

function assertGiven(kind: string, ref: { name: string; hash: string }, given: ReadonlySet<string>): void {
  if (!given.has(ref.hash))
    throw new ContractError(`A cell names ${kind} ${ref.name} (${ref.hash}), which was not given with the sweep.`);
}

function assertOneMeaning(meanings: Map<string, string>, name: string, hash: string): void {
  const known = meanings.get(name);
  if (known !== undefined && known !== hash)
    throw new ContractError(
      `The name ${name} means two things in one sweep: ${known} and ${hash}. Rename one of them.`,
    );
  meanings.set(name, hash);
}

function describePlace({ cell }: PlannedCell, { encoder, dataset, variant, budget, draw }: CellListing): string {
  const { protocol } = cell.split.request;
  return `${encoder} on ${dataset}, ${protocol}, ${cell.method.kind} ${variant}, budget ${budget}, draw ${draw}`;
}

function describeMethod({ cell }: PlannedCell): string {
  return JSON.stringify(cell.method);
}
