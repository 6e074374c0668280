/** @file ../planComparisons.ts in memory: the comparisons of a sweep whose cells have all ended. */
import { JOB_CATALOG, jobId, type ComparePayload, type Contestant } from '@regatta/jobs';
import { restart } from './jobEnds.testkit.ts';
import { byText, type ListingRow, type MemoryTables, type SweepRow } from './tables.testkit.ts';

const RESAMPLES = 2000;
const CONTESTANTS_MAX = 300;

/** @returns comparisons of the sweep that have not ended */
export function planComparisons(tables: MemoryTables, sweep: SweepRow, { isLaunch }: { isLaunch: boolean }): number {
  let open = 0;
  for (const payload of payloadsOf(tables, sweep)) {
    const id = jobId('compare', payload);
    const known = tables.jobs.get(id);
    if (known === undefined) {
      const { lane } = JOB_CATALOG.compare;
      const label = `${payload.dataset.name} at ${payload.budget}`;
      tables.insertJob({ id, kind: 'compare', lane, payload, label, images: 0, state: 'ready' });
    } else if (known.state === 'cancelled' || (isLaunch && known.state === 'failed')) restart(tables, known, 'ready');
    sweep.jobs.add(id);
    const { state } = tables.job(id);
    open += Number(state === 'ready' || state === 'running');
  }
  return open;
}

interface Entry {
  readonly contestant: Contestant;
  readonly values: number[];
}

/** What was scored on the same test images, in groups of at least two; the best first. */
function payloadsOf(tables: MemoryTables, { listings }: SweepRow): ComparePayload[] {
  const groups = new Map<string, { where: Omit<ComparePayload, 'contestants'>; entries: Map<string, Entry> }>();
  for (const listing of distinctEntries(listings)) {
    const result = tables.results.get(listing.cell);
    if (result === undefined) continue;
    const { encoder, dataset: name, protocol, budget, method, variant } = listing;
    const { cell } = tables.cell(listing.cell);
    const dataset = { name, hash: cell.dataset.hash };
    const group = getOrAdd(groups, JSON.stringify([dataset, protocol, budget]), () => ({
      where: { version: 1 as const, dataset, protocol, budget, resamples: RESAMPLES },
      entries: new Map<string, Entry>(),
    }));
    const entry = getOrAdd(group.entries, JSON.stringify([encoder, method, variant]), () => ({
      contestant: { encoder, method, variant, draws: [] },
      values: [],
    }));
    const { hash, request } = cell.split;
    entry.contestant.draws.push({ split: { hash, request }, predictions: result.done.predictions });
    const accuracies = result.done.metrics.filter(({ name }) => name === 'accuracy');
    accuracies.sort(
      byText(
        ({ subset }) => String(!['test', 'id'].includes(subset)),
        ({ subset }) => subset,
      ),
    );
    if (accuracies[0]) entry.values.push(accuracies[0].value);
  }
  return [...groups.values()]
    .filter(({ entries }) => entries.size >= 2)
    .map(({ where, entries }) => ({ ...where, contestants: ranked([...entries.values()]).slice(0, CONTESTANTS_MAX) }));
}

/** Listings in the order of the cells, each entry's cell once however many draws it is listed under. */
function distinctEntries(listings: readonly ListingRow[]): ListingRow[] {
  const rows = new Map(
    listings.map((row) => [
      JSON.stringify([row.encoder, row.dataset, row.protocol, row.budget, row.method, row.variant, row.cell]),
      row,
    ]),
  );
  return [...rows.values()].sort(byText(({ cell }) => cell));
}

function ranked(entries: readonly Entry[]): Contestant[] {
  const merit = ({ values }: Entry) =>
    values.length === 0 ? Infinity : values.toSorted((a, b) => a - b).reduce((sum, x) => sum + x, 0) / values.length;
  const byName = byText<Entry>(
    ({ contestant }) => contestant.encoder,
    ({ contestant }) => contestant.method,
    ({ contestant }) => contestant.variant,
  );
  return entries
    .toSorted((a, b) => (merit(a) === merit(b) ? byName(a, b) : merit(a) > merit(b) ? -1 : 1))
    .map(({ contestant }) => contestant);
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
