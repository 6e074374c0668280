/** @file Tries again what has failed: the failed cells of a sweep, or jobs that lie in the dead letters. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { journal } from './journal.ts';
import { lockPlanning } from './planning.ts';
import { startAfresh, type CellOfJob } from './startAfresh.ts';
import type { JobState, Redriven, RetriedCells } from './store.ts';
import { oneSummary } from './summaries.ts';

export async function retryFailed(tx: Tx, name: string, by: string): Promise<RetriedCells> {
  await lockPlanning(tx);
  const { state } = await oneSummary(tx, name);
  if (state === 'cancelled') return { cells: 0, jobs: [], reopened: [], busy: 0, state };
  // Of several jobs that have tried a cell, the one that was planned last.
  const { rows } = await tx.execute<{ cell: string; job: string | null }>(sql`
    SELECT DISTINCT ON (cell.id) cell.id AS cell, job.id AS job
    FROM listing JOIN cell ON cell.id = listing.cell
    LEFT JOIN (job_cell JOIN job ON job.id = job_cell.job AND job.state IN ('done', 'failed', 'cancelled'))
      ON job_cell.cell = cell.id
    WHERE listing.sweep = ${name} AND cell.state = 'failed'
    ORDER BY cell.id, job.sequence DESC NULLS LAST`);
  const chosen = rows.filter((row): row is CellOfJob => row.job !== null);
  const started = await startAfresh(tx, { cells: chosen, comparisons: [] });
  if (started.cells > 0)
    await journal(tx, [
      { type: 'sweep.retried', subject: name, details: { by, cells: started.cells, jobs: started.jobs.length } },
    ]);
  const busy = rows.length - chosen.length;
  return { ...started, busy, state: (await oneSummary(tx, name)).state };
}

export async function redrive(tx: Tx, jobs: readonly string[], by: string): Promise<Redriven> {
  await lockPlanning(tx);
  const { rows: found } = await tx.execute<{ id: string; kind: string; state: JobState }>(
    sql`SELECT id, kind, state FROM job WHERE id = ANY (${sql.param(jobs)}) ORDER BY id`,
  );
  const dead = found.filter(({ state }) => state === 'failed').map(({ id }) => id);
  const { rows: comparisons } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM job
    WHERE id = ANY (${sql.param(dead)}) AND kind = 'compare' AND EXISTS (
      SELECT FROM sweep_job JOIN sweep ON sweep.name = sweep_job.sweep
      WHERE sweep_job.job = job.id AND sweep.state <> 'cancelled')`);
  const started = await startAfresh(tx, {
    cells: await failedCells(tx, await failedTogether(tx, dead)),
    comparisons: comparisons.map(({ id }) => id),
  });
  const again = new Set(started.jobs);
  await journal(
    tx,
    started.jobs.map((job) => ({ type: 'job.redriven', subject: job, details: { by } })),
  );
  const unchanged = jobs
    .filter((job) => !again.has(job))
    .map((job) => {
      const state = found.find(({ id }) => id === job)?.state;
      if (state === undefined) return { job, reason: 'there is no such job' };
      if (state !== 'failed') return { job, reason: `it is ${state}, not among the dead letters` };
      return { job, reason: 'no sweep wants it: its cells have ended otherwise, or only cancelled sweeps list them' };
    });
  return { ...started, unchanged };
}

/** These failed jobs, all that failed because of one of them, those that they failed because of, and so on. */
async function failedTogether(tx: Tx, dead: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    WITH RECURSIVE edge AS (
      SELECT dependency.job AS one, dependency.depends_on AS other
      FROM dependency
      JOIN job AS waiting ON waiting.id = dependency.job AND waiting.state = 'failed'
      JOIN job AS needed ON needed.id = dependency.depends_on AND needed.state = 'failed'
      JOIN dead_letter ON dead_letter.job = waiting.id AND redriven_at IS NULL AND cause = 'dependency'
    ), together AS (
      SELECT unnest(${sql.param(dead)}::text[]) AS id
      UNION
      SELECT CASE WHEN edge.one = together.id THEN edge.other ELSE edge.one END
      FROM together JOIN edge ON together.id IN (edge.one, edge.other)
    )
    SELECT id FROM together`);
  return rows.map(({ id }) => id);
}

/** Failed cells of these jobs that a sweep lists which was not cancelled, each with one job. */
async function failedCells(tx: Tx, jobs: readonly string[]): Promise<CellOfJob[]> {
  const { rows } = await tx.execute<CellOfJob & Record<string, unknown>>(sql`
    SELECT DISTINCT ON (cell.id) cell.id AS cell, job.id AS job
    FROM job JOIN job_cell ON job_cell.job = job.id JOIN cell ON cell.id = job_cell.cell
    WHERE job.id = ANY (${sql.param(jobs)}) AND cell.state = 'failed' AND EXISTS (
      SELECT FROM listing JOIN sweep ON sweep.name = listing.sweep
      WHERE listing.cell = cell.id AND sweep.state <> 'cancelled')
    ORDER BY cell.id, job.sequence DESC`);
  return rows;
}
