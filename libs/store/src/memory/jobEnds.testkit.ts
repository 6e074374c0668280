/** @file How jobs end other than by their worker, and how they start afresh: ../jobEnds.ts and ../planning.ts in memory. */
import type { Death } from '../jobEnds.ts';
import type { JobState } from '../store.ts';
import { shortText } from '../text.ts';
import { NO_FAILURES, isOpen, type JobRow, type MemoryTables } from './tables.testkit.ts';

/** Jobs, none of them ended, that are given up: their live cells fail with the reason. */
export function failJobs(tables: MemoryTables, deaths: readonly Death[]): void {
  for (const { job: id, cause, reason } of deaths) {
    const job = tables.job(id);
    const text = shortText(reason);
    tables.deadLetters.set(id, { cause, reason: text });
    for (const cell of tables.liveCells(job))
      Object.assign(cell, { state: 'failed', reason: text, endedAtMs: tables.now(), liveJob: null });
    Object.assign(job, { ...released(), state: 'failed', reason: text, isAnnounced: false });
  }
}

/** Cancels jobs that are not wanted any more, and then those that only they waited for. */
export function cancelJobs(tables: MemoryTables, jobs: readonly JobRow[], reason: string): void {
  for (let unwanted = jobs; unwanted.length > 0;) {
    for (const job of unwanted) {
      endAttempt(tables, job, 'fenced');
      Object.assign(job, { ...released(), state: 'cancelled', reason, isAnnounced: false });
    }
    const needed = new Set(unwanted.flatMap(({ dependsOn }) => [...dependsOn]));
    unwanted = [...needed]
      .map((id) => tables.job(id))
      .filter((job) => isOpen(job) && ![...job.dependants].some((id) => isOpen(tables.job(id))));
  }
}

/** Cancels those of these cells that are pending and in no running or paused sweep, and the jobs that they leave empty. */
export function cancelUnlisted(tables: MemoryTables, cells: Iterable<string>, reason: string): void {
  const listed = new Set<string>();
  for (const { state, listings } of tables.sweeps.values())
    if (state === 'running' || state === 'paused') for (const { cell } of listings) listed.add(cell);
  const jobs = new Set<JobRow>();
  for (const id of cells) {
    const cell = tables.cell(id);
    if (cell.state !== 'pending' || listed.has(id)) continue;
    if (cell.liveJob !== null) jobs.add(tables.job(cell.liveJob));
    Object.assign(cell, { state: 'cancelled', reason, endedAtMs: tables.now(), liveJob: null });
  }
  cancelJobs(
    tables,
    [...jobs].filter((job) => isOpen(job) && tables.liveCells(job).length === 0),
    reason,
  );
}

/** Cancels comparisons of which no running or paused sweep is in want any more. */
export function cancelStrayComparisons(tables: MemoryTables, reason: string): void {
  const strays = [...tables.jobs.values()].filter(
    (job) => job.kind === 'compare' && isOpen(job) && !tables.isWanted(job.id, ['running', 'paused']),
  );
  cancelJobs(tables, strays, reason);
}

/** Ends this ready job when its last attempt was cut off after its last cell and before it could say so. */
export function finishEmptied(tables: MemoryTables, job: JobRow): void {
  if (job.state !== 'ready' || job.cells.size === 0 || tables.liveCells(job).length > 0) return;
  Object.assign(job, { state: 'done', reason: null, notBeforeMs: null, isAnnounced: false });
}

/** A job that is there begins anew; whoever runs it is fenced off. */
export function restart(tables: MemoryTables, job: JobRow, state: JobState): void {
  endAttempt(tables, job, 'fenced');
  tables.deadLetters.delete(job.id);
  Object.assign(job, { ...released(), state, counters: NO_FAILURES, isAnnounced: false });
  Object.assign(job, { publishedAtMs: null, unansweredPublications: 0, result: null, standings: null, reason: null });
}

/** Closes the attempt that is under way, if there is one. */
export function endAttempt(tables: MemoryTables, job: JobRow, outcome: string): void {
  if (job.state === 'running') Object.assign(job.attempts.at(-1)!, { outcome, endedAtMs: tables.now() });
}

/** What a job has lost when nobody runs it. */
export function released() {
  return { worker: null, leaseUntilMs: null, notBeforeMs: null };
}
