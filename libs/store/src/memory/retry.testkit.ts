/** @file ../retry.ts and ../startAfresh.ts in memory. */
import type { Redriven, RetriedCells, StartedAfresh } from '../store.ts';
import { cancelStrayComparisons, restart } from './jobEnds.testkit.ts';
import { isOpen, type CellRow, type JobRow, type MemoryTables, type SweepRow } from './tables.testkit.ts';

export function retryFailed(tables: MemoryTables, sweep: SweepRow): RetriedCells {
  if (sweep.state === 'cancelled') return { cells: 0, jobs: [], reopened: [], busy: 0, state: sweep.state };
  const failed = [...new Set(sweep.listings.map(({ cell }) => cell))]
    .map((id) => tables.cell(id))
    .filter(({ state }) => state === 'failed');
  const chosen = withJobs(failed, [...tables.jobs.values()]);
  const started = startAfresh(tables, chosen, []);
  return { ...started, busy: failed.length - chosen.size, state: sweep.state };
}

export function redrive(tables: MemoryTables, ids: readonly string[]): Redriven {
  const dead = ids
    .map((id) => tables.jobs.get(id))
    .filter((job): job is JobRow => job !== undefined && job.state === 'failed');
  const together = failedTogether(tables, dead);
  const listed = new Set(
    [...tables.sweeps.values()]
      .filter(({ state }) => state !== 'cancelled')
      .flatMap(({ listings }) => listings.map(({ cell }) => cell)),
  );
  const failed = new Set(
    together
      .flatMap(({ cells }) => [...cells].map((id) => tables.cell(id)))
      .filter(({ id, state }) => {
        return state === 'failed' && listed.has(id);
      }),
  );
  const comparisons = dead.filter(
    ({ id, kind }) => kind === 'compare' && tables.isWanted(id, ['running', 'paused', 'done']),
  );
  const started = startAfresh(tables, withJobs([...failed], together), comparisons);
  const unchanged = ids
    .filter((id) => !started.jobs.includes(id))
    .map((job) => ({ job, reason: `it is ${tables.jobs.get(job)?.state ?? 'unknown'}, or no sweep wants it` }));
  return { ...started, unchanged };
}

/** Each of these cells with the one among these jobs that has ended and was planned last; cells without one are left out. */
function withJobs(cells: readonly CellRow[], jobs: readonly JobRow[]): Map<CellRow, JobRow> {
  const latestFirst = jobs.filter((job) => !isOpen(job)).sort((a, b) => b.sequence - a.sequence);
  return new Map(
    cells.flatMap((cell) => {
      const job = latestFirst.find((other) => other.cells.has(cell.id));
      return job === undefined ? [] : [[cell, job] as const];
    }),
  );
}

/** These failed jobs, all that failed because of one of them, those that they failed because of, and so on. */
function failedTogether(tables: MemoryTables, dead: readonly JobRow[]): JobRow[] {
  const isFor = (waiting: JobRow, needed: JobRow) =>
    waiting.state === 'failed' &&
    needed.state === 'failed' &&
    tables.deadLetters.get(waiting.id)!.cause === 'dependency';
  const together = new Set(dead);
  for (const job of together) {
    for (const needed of job.dependsOn) if (isFor(job, tables.job(needed))) together.add(tables.job(needed));
    for (const waiting of job.dependants) if (isFor(tables.job(waiting), job)) together.add(tables.job(waiting));
  }
  return [...together];
}

function startAfresh(
  tables: MemoryTables,
  cells: ReadonlyMap<CellRow, JobRow>,
  comparisons: readonly JobRow[],
): StartedAfresh {
  const jobs = new Set([...cells.values(), ...comparisons]);
  if (jobs.size === 0) return { cells: 0, jobs: [], reopened: [] };
  for (const { dependsOn } of jobs)
    for (const needed of dependsOn)
      if (['failed', 'cancelled'].includes(tables.job(needed).state)) jobs.add(tables.job(needed));
  const isDone = (id: string) => tables.job(id).state === 'done' && !jobs.has(tables.job(id));
  const states = new Map(
    [...jobs].map((job) => [job, [...job.dependsOn].every(isDone) ? 'ready' : 'waiting'] as const),
  );
  for (const [job, state] of states) restart(tables, job, state);
  for (const [cell, { id }] of cells)
    Object.assign(cell, { state: 'pending', reason: null, endedAtMs: null, liveJob: id });
  const reopened: string[] = [];
  for (const sweep of tables.sweeps.values()) {
    if (sweep.state === 'cancelled') continue;
    const own = sweep.listings.map(({ cell }) => cells.get(tables.cell(cell))).filter((job) => job !== undefined);
    if (own.length === 0 && !comparisons.some(({ id }) => sweep.jobs.has(id))) continue;
    if (sweep.state === 'done') {
      Object.assign(sweep, { state: 'running', finishedAtMs: null });
      reopened.push(sweep.name);
    }
    if (own.length === 0) continue;
    for (const id of sweep.jobs) if (tables.job(id).kind === 'compare') sweep.jobs.delete(id);
    const add = ({ id, dependsOn }: JobRow) => {
      sweep.jobs.add(id);
      for (const needed of dependsOn) add(tables.job(needed));
    };
    for (const job of own) add(job);
  }
  cancelStrayComparisons(tables, 'cells that it is to compare are tried again');
  return { cells: cells.size, jobs: [...jobs].map(({ id }) => id).sort(), reopened: reopened.sort() };
}
