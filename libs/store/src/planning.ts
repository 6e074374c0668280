/** @file What launching and cancelling share: one of them at a time, and the end of cells that nobody lists any more. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { cancelJobs } from './jobEnds.ts';

/** Names the lock; another number than that of the migrations. */
const PLANNING_LOCK = 5_271_304_403;

/** Waits until no other launch or cancellation is under way, and keeps others waiting until the transaction ends. */
export async function lockPlanning(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${PLANNING_LOCK})`);
}

/** Cancels those of these cells that are pending and in no running or paused sweep, and the jobs that they leave empty. */
export async function cancelUnlisted(tx: Tx, cells: readonly string[], reason: string): Promise<void> {
  if (cells.length === 0) return;
  // As a set to be joined: a long list in a condition may be searched from its beginning for every row.
  const candidates = sql`(SELECT unnest(${sql.param(cells)}::text[]))`;
  // Jobs first, as those do who commit cells: two that lock in one order cannot wait for each other.
  const { rows: jobs } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM job
    WHERE id IN (SELECT job FROM job_cell WHERE is_live AND cell IN ${candidates})
    ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    WITH cancelled AS (
      UPDATE cell SET state = 'cancelled', reason = ${reason}, ended_at = clock_timestamp()
      WHERE id IN ${candidates} AND state = 'pending'
        AND NOT EXISTS (
          SELECT FROM listing JOIN sweep ON sweep.name = listing.sweep
          WHERE listing.cell = cell.id AND sweep.state IN ('running', 'paused'))
      RETURNING id
    )
    UPDATE job_cell SET is_live = false FROM cancelled WHERE job_cell.cell = cancelled.id AND job_cell.is_live`);
  const { rows: emptied } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM job
    WHERE id = ANY (${sql.param(jobs.map(({ id }) => id))}) AND state IN ('waiting', 'ready', 'running')
      AND NOT EXISTS (SELECT FROM job_cell WHERE job_cell.job = job.id AND job_cell.is_live)`);
  await cancelJobs(
    tx,
    emptied.map(({ id }) => id),
    reason,
  );
}
