/** @file The role of who looks, in memory: ../readStore.ts, ../snapshot.ts, ../summaries.ts and the views. */
import type { EmbedResult, EmbedPayload } from '@regatta/jobs';
import { QueryError } from '../errors.ts';
import type { DoubtRow, EmbeddingRow, HoleRow, MatrixField, ReadStore, SweepSummary, WorkerRow } from '../store.ts';
import { budgetOrder, leaderboardRows } from './leaderboard.testkit.ts';
import { sweepNamed } from './sweeps.testkit.ts';
import { byText, type JobRow, type ListingRow, type MemoryTables, type SweepRow } from './tables.testkit.ts';
import type { Transactions } from './transactions.testkit.ts';

const SILENT_AFTER_MS = 15_000;
const REMEMBERED_MS = 3_600_000;
const REASONS_MAX = 20;

/** `doubts` has only those that cells saw by themselves, and `query` refuses everything: there is no SQL here. */
export function readTransactions(tables: MemoryTables): Transactions<ReadStore> {
  const named = (name: string) => sweepNamed(tables, name);
  const summary = (name: string) => summaryOf(tables, named(name));
  return {
    sweeps: () =>
      [...tables.sweeps.values()]
        .sort((a, b) => b.launchedAtMs - a.launchedAtMs || (a.name < b.name ? -1 : 1))
        .map((sweep) => summaryOf(tables, sweep)),
    sweep: summary,
    snapshot: (name) => {
      const sweep = named(name);
      const cells = [...new Set(sweep.listings.map(({ cell }) => cell))].map((id) => tables.cell(id));
      const since = tables.now() - 60_000;
      const embeds = [...sweep.jobs].map((id) => tables.job(id));
      const images = (jobs: readonly JobRow[]) => jobs.reduce((sum, job) => sum + job.images, 0);
      return {
        ...{ at: new Date(tables.now()), sweep: summary(name), matrix: matrix(tables, sweep) },
        workers: workerRows(tables),
        cellsLastMinute: cells.filter(({ state, endedAtMs }) => state === 'done' && endedAtMs! > since).length,
        images: { done: images(embeds.filter(({ state }) => state === 'done')), total: images(embeds) },
        failures: failures(cells.filter(({ state }) => state === 'failed').map(({ reason }) => reason!)),
      };
    },
    leaderboard: (name) => leaderboardRows(tables, named(name)),
    holes: (name) => holes(tables, named(name)),
    doubts: (name) => doubts(tables, named(name)),
    workers: () => workerRows(tables),
    results: (name) => results(tables, named(name)),
    unreadableImages: (name) => unreadableImages(embedsOf(tables, named(name))),
    embeddings: (name) => embeddings(embedsOf(tables, named(name))),
    query: () => {
      throw new QueryError('A store in memory has no SQL. Ask a store on PostgreSQL.');
    },
  };
}

function summaryOf(tables: MemoryTables, sweep: SweepRow): SweepSummary {
  const { name, state, createdAtMs, finishedAtMs, listings } = sweep;
  const cells = { pending: 0, done: 0, failed: 0, cancelled: 0 };
  for (const cell of new Set(listings.map(({ cell }) => cell))) cells[tables.cell(cell).state]++;
  const jobs = new Map<
    string,
    { -readonly [Key in keyof SweepSummary['jobs'][number]]: SweepSummary['jobs'][number][Key] }
  >();
  for (const id of sweep.jobs) {
    const { kind, state } = tables.job(id);
    const row = jobs.get(kind + state) ?? { kind, state, count: 0 };
    row.count++;
    jobs.set(kind + state, row);
  }
  return {
    ...{
      name,
      state,
      createdAt: new Date(createdAtMs),
      finishedAt: finishedAtMs === null ? null : new Date(finishedAtMs),
    },
    cells,
    jobs: [...jobs.values()].sort(
      byText(
        ({ kind }) => kind,
        ({ state }) => state,
      ),
    ),
  };
}

function matrix(tables: MemoryTables, sweep: SweepRow): MatrixField[] {
  const fields = new Map<string, Set<string>>();
  for (const { encoder, dataset, cell } of sweep.listings) {
    const key = JSON.stringify([encoder, dataset]);
    fields.set(key, (fields.get(key) ?? new Set()).add(cell));
  }
  const scores = leaderboardRows(tables, sweep).filter(
    ({ metric, subset }) => metric === 'accuracy' && (subset === 'test' || subset === 'id'),
  );
  return [...fields].sort(byText(([key]) => key)).map(([key, cells]) => {
    const [encoder, dataset] = JSON.parse(key) as [string, string];
    const counts = { pending: 0, done: 0, failed: 0, cancelled: 0 };
    for (const cell of cells) counts[tables.cell(cell).state]++;
    const own = scores.filter((score) => score.encoder === encoder && score.dataset === dataset);
    const best = own.length === 0 ? null : Math.max(...own.map(({ value }) => value));
    return { encoder, dataset, ...counts, best };
  });
}

function failures(reasons: readonly string[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
    .slice(0, REASONS_MAX);
}

function workerRows(tables: MemoryTables): WorkerRow[] {
  const nowMs = tables.now();
  return [...tables.workers.values()]
    .filter(({ seenAtMs }) => seenAtMs > nowMs - REMEMBERED_MS)
    .sort(byText(({ info }) => info.id))
    .map(({ info, seenAtMs, memoryBytes, hasLeft }) => {
      const [job] = [...tables.jobs.values()]
        .filter(({ worker }) => !hasLeft && worker === info.id)
        .sort((a, b) => b.leaseUntilMs! - a.leaseUntilMs!);
      return {
        ...{ ...info, memoryBytes, heartbeatAgeMs: Math.max(0, nowMs - seenAtMs) },
        state: hasLeft ? 'left' : seenAtMs < nowMs - SILENT_AFTER_MS ? 'silent' : 'alive',
        ...{ job: job?.id ?? null, jobKind: job?.kind ?? null, jobLabel: job?.label ?? null },
      };
    });
}

function holes(tables: MemoryTables, sweep: SweepRow): HoleRow[] {
  return sweep.listings
    .filter(({ cell }) => tables.cell(cell).state !== 'done')
    .map(({ cell, encoder, dataset, method, variant, budget, draw }) => ({
      ...{ sweep: sweep.name, cell, encoder, dataset, method, variant, budget, draw },
      ...{ state: tables.cell(cell).state, reason: reasonOf(tables, sweep, cell) },
    }))
    .sort(
      (a, b) =>
        byText<HoleRow>(
          ({ dataset }) => dataset,
          ({ encoder }) => encoder,
          ({ method }) => method,
          ({ variant }) => variant,
        )(a, b) || (a.budget === b.budget ? a.draw - b.draw : budgetOrder(a.budget) - budgetOrder(b.budget)),
    );
}

/** The `CASE` of the view `holes`. */
function reasonOf(tables: MemoryTables, sweep: SweepRow, id: string): string {
  const { state, reason, liveJob } = tables.cell(id);
  if (state !== 'pending') return reason!;
  if (liveJob === null) return 'no job computes it: launch the sweep again';
  const job = tables.job(liveJob);
  if (job.state === 'running') return `its job runs on ${job.worker}`;
  if (sweep.state === 'paused') return 'the sweep is paused';
  if (job.state === 'waiting') return 'its job waits for features';
  if (job.notBeforeMs !== null && job.notBeforeMs > tables.now()) return `its job is tried again soon: ${job.reason}`;
  return job.state === 'ready' ? 'its job waits for a worker' : 'its job has ended without it';
}

function doubts(tables: MemoryTables, sweep: SweepRow): DoubtRow[] {
  const rows = new Map<string, DoubtRow>();
  for (const { cell, encoder, dataset, protocol, method, variant, budget } of sweep.listings)
    for (const { kind, evidence } of tables.results.get(cell)?.done.doubts ?? []) {
      const row = { sweep: sweep.name, kind, encoder, dataset, protocol, method, variant, budget, evidence };
      const key = JSON.stringify({ ...row, evidence: null });
      const known = rows.get(key);
      if (known === undefined || evidence < known.evidence) rows.set(key, row);
    }
  return [...rows.values()].sort(
    byText(
      ({ dataset }) => dataset,
      ({ kind }) => kind,
      ({ encoder }) => encoder,
    ),
  );
}

function results(tables: MemoryTables, sweep: SweepRow) {
  const listings = Map.groupBy(sweep.listings, ({ cell }) => cell);
  return [...listings]
    .filter(([cell]) => tables.results.has(cell))
    .sort(byText(([cell]) => cell))
    .map(([cell, listed]) => {
      const { done } = tables.results.get(cell)!;
      const metrics = done.metrics.toSorted(
        byText(
          ({ name }) => name,
          ({ subset }) => subset,
        ),
      );
      return { listings: listed.map(listingOf), result: { ...done, metrics } };
    });
}

function listingOf({ encoder, dataset, variant, budget, draw }: ListingRow) {
  return { encoder, dataset, variant, budget: budget === 'all' ? ('all' as const) : Number(budget), draw };
}

interface Embed {
  readonly payload: EmbedPayload;
  readonly result: EmbedResult;
}

function embedsOf(tables: MemoryTables, sweep: SweepRow): Embed[] {
  return [...sweep.jobs]
    .map((id) => tables.job(id))
    .filter(({ kind, state }) => kind === 'embed' && state === 'done')
    .map(({ payload, result }) => ({ payload, result }) as Embed);
}

function unreadableImages(embeds: readonly Embed[]): { dataset: string; path: string; reason: string }[] {
  const images = new Map<string, { dataset: string; path: string; reason: string }>();
  for (const { payload, result } of embeds)
    for (const { path, reason } of result.unreadable) {
      const dataset = payload.dataset.name;
      images.set(JSON.stringify([dataset, path]), { dataset, path, reason });
    }
  return [...images.values()].sort(
    byText(
      ({ dataset }) => dataset,
      ({ path }) => path,
    ),
  );
}

function embeddings(embeds: readonly Embed[]): EmbeddingRow[] {
  const computed = embeds.filter(({ result }) => !result.reused && result.imagesPerSecond > 0);
  const groups = Map.groupBy(computed, ({ payload, result }) =>
    JSON.stringify([payload.encoder.name, payload.dataset.name, result.provider]),
  );
  return [...groups].sort(byText(([key]) => key)).map(([key, shards]) => {
    const [encoder, dataset, provider] = JSON.parse(key) as [string, string, string];
    const secondsOf = ({ result }: Embed) => result.rows / result.imagesPerSecond;
    const sum = (of: (embed: Embed) => number) => shards.reduce((total, embed) => total + of(embed), 0);
    const [images, seconds] = [sum(({ result }) => result.rows), sum(secondsOf)];
    return {
      ...{ encoder, dataset, provider, shards: shards.length, images, imagesPerSecond: images / seconds },
      busy: sum((embed) => embed.result.busy * secondsOf(embed)) / seconds,
      starved: sum((embed) => embed.result.starved * secondsOf(embed)) / seconds,
      batch: Math.max(...shards.map(({ result }) => result.batch)),
    };
  });
}
