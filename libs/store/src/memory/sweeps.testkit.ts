/** @file The role of who launches and controls sweeps, in memory: ../sweepStore.ts, ../saveSweep.ts, ../saveJobs.ts. */
import { ContractError, type JobPayload, type PlannedCell, type PlannedJob } from '@regatta/jobs';
import { assertListable } from '../assertListable.ts';
import { UnknownSweepError } from '../errors.ts';
import type { JobState, NewSweep, SavedSweep, SweepStore } from '../store.ts';
import { planComparisons } from './comparisons.testkit.ts';
import { cancelStrayComparisons, cancelUnlisted, restart } from './jobEnds.testkit.ts';
import { redrive, retryFailed } from './retry.testkit.ts';
import type { MemoryTables, SweepRow } from './tables.testkit.ts';
import type { Transactions } from './transactions.testkit.ts';

export function sweepTransactions(tables: MemoryTables): Transactions<SweepStore> {
  return {
    cellStates: (ids) =>
      new Map(
        ids.flatMap((id) => {
          const cell = tables.cells.get(id);
          return cell === undefined ? [] : [[id, { state: cell.state, live: cell.liveJob !== null }] as const];
        }),
      ),
    saveSweep: (sweep, plan) => saveSweep(tables, sweep, plan),
    pauseSweep: (name) => {
      const sweep = sweepNamed(tables, name);
      if (sweep.state === 'running') sweep.state = 'paused';
    },
    resumeSweep: (name) => {
      const sweep = sweepNamed(tables, name);
      if (sweep.state !== 'paused') return;
      sweep.state = 'running';
      // Wake-ups that came during the pause led to nothing.
      for (const id of sweep.jobs)
        if (tables.job(id).state === 'ready')
          Object.assign(tables.job(id), { publishedAtMs: null, unansweredPublications: 0 });
    },
    cancelSweep: (name) => {
      const sweep = sweepNamed(tables, name);
      if (sweep.state === 'cancelled' || sweep.state === 'done') return;
      Object.assign(sweep, { state: 'cancelled', finishedAtMs: tables.now() });
      cancelUnlisted(tables, new Set(sweep.listings.map(({ cell }) => cell)), `sweep ${name} was cancelled`);
      cancelStrayComparisons(tables, `sweep ${name} was cancelled`);
    },
    retryFailed: (name) => retryFailed(tables, sweepNamed(tables, name)),
    redrive: (jobs) => redrive(tables, jobs),
  };
}

/** @throws {UnknownSweepError} with the names that exist */
export function sweepNamed(tables: MemoryTables, name: string): SweepRow {
  const sweep = tables.sweeps.get(name);
  if (sweep === undefined) throw new UnknownSweepError(name, [...tables.sweeps.keys()].sort());
  return sweep;
}

function saveSweep(
  tables: MemoryTables,
  given: NewSweep,
  plan: (missing: readonly PlannedCell[]) => readonly PlannedJob[],
): SavedSweep {
  const { name, cells } = given;
  assertListable(given);
  const isDone = ({ id }: PlannedCell) => tables.cells.get(id)?.state === 'done';
  const missing = cells.filter(
    (planned) => !isDone(planned) && (tables.cells.get(planned.id)?.liveJob ?? null) === null,
  );
  const alreadyDone = cells.filter(isDone).length;
  // Nothing is written before everything is known to be in order: there is no transaction to roll back.
  const jobs = missing.length > 0 ? judgePlan(tables, missing, plan(missing)) : [];

  for (const { ref } of given.encoders) tables.encoders.set(ref.hash, ref);
  for (const { id, cell } of cells)
    if (!tables.cells.has(id))
      tables.cells.set(id, { id, cell, state: 'pending', reason: null, endedAtMs: null, liveJob: null });
  const { sweep, dropped } = replaceListings(tables, given);
  for (const { job, state } of jobs) writeJob(tables, job, state);
  for (const { job } of jobs) linkJob(tables, job);
  cancelUnlisted(tables, dropped, `sweep ${name} was launched again without it`);
  linkSweep(tables, sweep);
  linkToOthers(tables, sweep, missing);
  const comparisons = alreadyDone === cells.length ? planComparisons(tables, sweep, { isLaunch: true }) : 0;
  cancelStrayComparisons(tables, `sweep ${name} was launched again`);
  if (alreadyDone === cells.length && comparisons === 0)
    Object.assign(sweep, { state: 'done', finishedAtMs: tables.now() });
  return {
    ...{ name, cells: cells.length, alreadyDone },
    ...{ alreadyLive: cells.length - alreadyDone - missing.length, jobs: jobs.length },
  };
}

interface JudgedJob {
  readonly job: PlannedJob;
  readonly state: JobState;
}

/** The jobs that are to be written and their states. @throws {ContractError} */
function judgePlan(tables: MemoryTables, missing: readonly PlannedCell[], jobs: readonly PlannedJob[]): JudgedJob[] {
  const wanted = new Set(missing.map(({ id }) => id));
  const planned = jobs.flatMap(({ cells }) => cells);
  if (planned.length !== wanted.size || missing.some(({ id }) => !planned.includes(id)))
    throw new ContractError(`Expected a plan that computes each of ${wanted.size} cells in one job.`);
  const stateOf = (id: string) => tables.jobs.get(id)?.state;
  const written = jobs.filter(({ id, cells }) => {
    const state = stateOf(id);
    return state === undefined || state === 'failed' || state === 'cancelled' || cells.length > 0;
  });
  const writtenIds = new Set(written.map(({ id }) => id));
  const isDone = (job: string, needed: string): boolean => {
    if (writtenIds.has(needed)) return false;
    const state = stateOf(needed);
    if (state === undefined || state === 'failed' || state === 'cancelled')
      throw new ContractError(`Job ${job} depends on job ${needed}, which is ${state ?? 'unknown'} and not planned.`);
    return state === 'done';
  };
  return written.map((job) => ({
    job,
    state: job.dependsOn.every((needed) => isDone(job.id, needed)) ? 'ready' : 'waiting',
  }));
}

function writeJob(tables: MemoryTables, { id, kind, lane, payload }: PlannedJob, state: JobState): void {
  const known = tables.jobs.get(id);
  if (known !== undefined) return restart(tables, known, state);
  const label = 'encoder' in payload ? `${payload.encoder.name} ${payload.dataset.name}` : payload.dataset.name;
  const images = kind === 'embed' ? (payload as JobPayload<'embed'>).shard.images : 0;
  tables.insertJob({ id, kind, lane, payload, label, images, state });
}

function linkJob(tables: MemoryTables, { id, dependsOn, cells }: PlannedJob): void {
  const job = tables.job(id);
  for (const needed of dependsOn) {
    job.dependsOn.add(needed);
    tables.job(needed).dependants.add(id);
  }
  for (const cell of cells) {
    job.cells.add(cell);
    Object.assign(tables.cell(cell), { state: 'pending', reason: null, endedAtMs: null, liveJob: id });
  }
}

/** @returns the sweep's row, running, and the cells that it lists no more */
function replaceListings(
  tables: MemoryTables,
  { name, cells }: NewSweep,
): { sweep: SweepRow; dropped: ReadonlySet<string> } {
  const known = tables.sweeps.get(name);
  const nowMs = tables.now();
  const sweep: SweepRow = known ?? {
    ...{ name, state: 'running', createdAtMs: nowMs, launchedAtMs: nowMs, finishedAtMs: null },
    ...{ listings: [], jobs: new Set() },
  };
  const dropped = new Set(sweep.listings.map(({ cell }) => cell));
  for (const { id } of cells) dropped.delete(id);
  const listings = cells.flatMap(({ id, cell, listings }) =>
    listings.map((listing) => ({
      ...{ ...listing, cell: id, protocol: cell.split.request.protocol, method: cell.method.kind },
      budget: String(listing.budget),
    })),
  );
  Object.assign(sweep, { state: 'running', launchedAtMs: nowMs, finishedAtMs: null, listings });
  tables.sweeps.set(name, sweep);
  return { sweep, dropped };
}

/** The jobs of a sweep: those that compute or have computed its cells, and all that these depend on. */
function linkSweep(tables: MemoryTables, sweep: SweepRow): void {
  sweep.jobs.clear();
  for (const { cell } of sweep.listings) {
    linkWithNeeded(tables, sweep, tables.cell(cell).liveJob);
    linkWithNeeded(tables, sweep, tables.results.get(cell)?.fence.job ?? null);
  }
}

/** Other sweeps that list some of the missing cells and go on are in want of their new jobs as well. */
function linkToOthers(tables: MemoryTables, sweep: SweepRow, missing: readonly PlannedCell[]): void {
  const planned = new Set(missing.map(({ id }) => id));
  for (const other of tables.sweeps.values())
    if (other !== sweep && (other.state === 'running' || other.state === 'paused'))
      for (const { cell } of other.listings)
        if (planned.has(cell)) linkWithNeeded(tables, other, tables.cell(cell).liveJob);
}

function linkWithNeeded(tables: MemoryTables, sweep: SweepRow, job: string | null): void {
  if (job === null || sweep.jobs.has(job)) return;
  sweep.jobs.add(job);
  for (const needed of tables.job(job).dependsOn) linkWithNeeded(tables, sweep, needed);
}
