/** @file Lets ended jobs begin anew for some of their cells, with whatever failed that they depend on. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { cancelStrayComparisons } from './planComparisons.ts';
import { restart } from './saveJobs.ts';
import type { JobState, StartedAfresh } from './store.ts';

export interface CellOfJob {
  readonly cell: string;
  readonly job: string;
}

/**
 * The lock on planning is held: nobody else lets an ended job begin anew.
 * @param chosen failed cells, each with a job of its that has ended, and comparisons that failed
 */
export async function startAfresh(
  tx: Tx,
  { cells, comparisons }: { readonly cells: readonly CellOfJob[]; readonly comparisons: readonly string[] },
): Promise<StartedAfresh> {
  if (cells.length + comparisons.length === 0) return { cells: 0, jobs: [], reopened: [] };
  const cellIds = sql.param(cells.map(({ cell }) => cell));
  const { rows: reopened } = await tx.execute<{ name: string }>(sql`
    UPDATE sweep SET state = 'running', finished_at = NULL
    WHERE state = 'done' AND (
      EXISTS (SELECT FROM listing WHERE listing.sweep = sweep.name AND listing.cell = ANY (${cellIds}))
      OR EXISTS (SELECT FROM sweep_job WHERE sweep_job.sweep = sweep.name AND job = ANY (${sql.param(comparisons)})))
    RETURNING name`);
  const rows = await withFailedNeeds(tx, [...new Set([...cells.map(({ job }) => job), ...comparisons])]);
  await restart(tx, rows);
  await tx.execute(sql`
    UPDATE job_cell SET is_live = true
    FROM json_to_recordset(${JSON.stringify(cells)}::json) AS given (cell text, job text)
    WHERE job_cell.cell = given.cell AND job_cell.job = given.job`);
  await tx.execute(sql`
    UPDATE cell SET state = 'pending', reason = NULL, ended_at = NULL WHERE id = ANY (${cellIds})`);
  await linkJobs(tx, cells);
  return {
    cells: cells.length,
    jobs: rows.map(({ id }) => id).sort(),
    reopened: reopened.map(({ name }) => name).sort(),
  };
}

/** These jobs and all failed or cancelled ones that they depend on, each with the state that it begins in. */
async function withFailedNeeds(tx: Tx, ids: readonly string[]): Promise<{ id: string; state: JobState }[]> {
  const { rows: needs } = await tx.execute<{ job: string; needed: string }>(sql`
    WITH RECURSIVE need AS (
      SELECT job, depends_on AS needed FROM dependency WHERE job = ANY (${sql.param(ids)})
      UNION
      SELECT dependency.job, dependency.depends_on FROM need JOIN dependency ON dependency.job = need.needed
    )
    SELECT job, needed FROM need`);
  // None of them can end before all of this is written.
  const { rows: locked } = await tx.execute<{ id: string; state: JobState }>(sql`
    SELECT id, state FROM job WHERE id = ANY (${sql.param([...ids, ...needs.map(({ needed }) => needed)])})
    ORDER BY id FOR NO KEY UPDATE`);
  const states = new Map(locked.map(({ id, state }) => [id, state]));
  const anew = new Set(ids);
  for (const id of anew)
    for (const { job, needed } of needs)
      if (job === id && ['failed', 'cancelled'].includes(states.get(needed)!)) anew.add(needed);
  const isOpen = ({ needed }: { needed: string }) => anew.has(needed) || states.get(needed) !== 'done';
  return [...anew].map((id) => ({
    id,
    state: needs.some((need) => need.job === id && isOpen(need)) ? 'waiting' : 'ready',
  }));
}

/**
 * Gives the jobs of these cells to every sweep that goes on and lists one of them. Its comparisons were made without
 * these cells; they are planned again when the cells have ended.
 */
async function linkJobs(tx: Tx, cells: readonly CellOfJob[]): Promise<void> {
  const wanting = sql`json_to_recordset(${JSON.stringify(cells)}::json) AS given (cell text, job text)
    JOIN listing ON listing.cell = given.cell
    JOIN sweep ON sweep.name = listing.sweep AND sweep.state IN ('running', 'paused')`;
  await tx.execute(sql`
    DELETE FROM sweep_job USING job
    WHERE job.id = sweep_job.job AND job.kind = 'compare' AND sweep_job.sweep IN (SELECT sweep.name FROM ${wanting})`);
  await tx.execute(sql`
    WITH RECURSIVE own AS (
      SELECT sweep.name AS sweep, given.job FROM ${wanting}
      UNION
      SELECT own.sweep, dependency.depends_on FROM own JOIN dependency ON dependency.job = own.job
    )
    INSERT INTO sweep_job (sweep, job) SELECT sweep, job FROM own ON CONFLICT DO NOTHING`);
  await cancelStrayComparisons(tx, 'cells that it is to compare are tried again');
}
