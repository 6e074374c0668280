/** @file How jobs end other than by their worker: failed, cancelled, or done because none of their cells is left. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { journal } from './journal.ts';
import { shortText } from './text.ts';

export interface Death {
  readonly job: string;
  readonly cause: 'errors' | 'quarantine' | 'dependency';
  readonly reason: string;
  readonly exit: string | null;
  readonly logTail: readonly string[];
}

/** Jobs, none of them ended, that are given up: into the dead letters, and their live cells fail with the reason. */
export async function failJobs(tx: Tx, deaths: readonly Death[]): Promise<void> {
  if (deaths.length === 0) return;
  const rows = deaths.map(({ job, cause, reason, exit, logTail }) => ({
    ...{ job, cause, exit: exit === null ? null : shortText(exit) },
    ...{ reason: shortText(reason), log_tail: logTail.map(shortText) },
  }));
  const death = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS death (job text, cause text, reason text, exit text, log_tail text[])`;
  await tx.execute(sql`
    INSERT INTO dead_letter (job, token, cause, reason, exit, log_tail)
    SELECT job.id, job.token, death.cause, death.reason, death.exit, death.log_tail
    FROM ${death} JOIN job ON job.id = death.job`);
  await tx.execute(sql`
    WITH ended AS (
      UPDATE job SET state = 'failed', reason = death.reason, worker = NULL, lease_until = NULL, not_before = NULL,
        ended_at = clock_timestamp(), is_announced = false
      FROM ${death} WHERE job.id = death.job
      RETURNING job.id, death.reason
    ), released AS (
      UPDATE job_cell SET is_live = false
      FROM ended WHERE job_cell.job = ended.id AND job_cell.is_live
      RETURNING job_cell.cell, ended.reason
    )
    UPDATE cell SET state = 'failed', reason = released.reason, ended_at = clock_timestamp()
    FROM released WHERE cell.id = released.cell`);
  await journal(
    tx,
    rows.map(({ job, cause, reason }) => ({ type: 'job.failed', subject: job, details: { cause, reason } })),
  );
}

/**
 * Cancels jobs that are not ended and are not wanted any more, and then those that only they waited for. Whoever runs
 * one of them loses its lease.
 */
export async function cancelJobs(tx: Tx, ids: readonly string[], reason: string): Promise<void> {
  for (let unwanted = ids; unwanted.length > 0;) {
    const list = sql.param(unwanted);
    await tx.execute(sql`
      WITH fenced AS (
        UPDATE attempt SET ended_at = clock_timestamp(), outcome = 'fenced', reason = ${reason}
        FROM job
        WHERE job.id = ANY (${list}) AND job.state = 'running' AND attempt.job = job.id AND attempt.token = job.token
      )
      UPDATE job SET state = 'cancelled', reason = ${reason}, worker = NULL, lease_until = NULL,
        not_before = NULL, ended_at = clock_timestamp(), is_announced = false
      WHERE id = ANY (${list})`);
    const { rows } = await tx.execute<{ id: string }>(sql`
      SELECT id FROM job
      WHERE state IN ('waiting', 'ready', 'running')
        AND id IN (SELECT depends_on FROM dependency WHERE job = ANY (${list}))
        AND NOT EXISTS (
          SELECT FROM dependency JOIN job AS waiting ON waiting.id = dependency.job
          WHERE dependency.depends_on = job.id AND waiting.state IN ('waiting', 'ready', 'running'))
      ORDER BY id FOR NO KEY UPDATE`);
    unwanted = rows.map(({ id }) => id);
  }
}

/**
 * Ends those of these ready jobs whose cells have all ended: the last attempt was cut off after its last cell and before
 * it could say so. They are done, without a result of their own.
 */
export async function finishEmptied(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    UPDATE job SET state = 'done', reason = NULL, not_before = NULL, ended_at = clock_timestamp(), is_announced = false
    WHERE id = ANY (${sql.param(ids)}) AND state = 'ready'
      AND EXISTS (SELECT FROM job_cell WHERE job_cell.job = job.id)
      AND NOT EXISTS (SELECT FROM job_cell WHERE job_cell.job = job.id AND job_cell.is_live)`);
}
