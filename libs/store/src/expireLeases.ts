/** @file Frees the jobs whose lease has run out, and gives up those that take their workers with them. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { failJobs, finishEmptied } from './jobEnds.ts';
import { journal } from './journal.ts';
import { quarantineReason } from './retryPolicy.ts';
import type { ExpiredLease } from './store.ts';

export async function expireLeases(tx: Tx): Promise<ExpiredLease[]> {
  const { rows: expired } = await tx.execute<Omit<ExpiredLease, 'quarantine'> & Record<string, unknown>>(sql`
    WITH expired AS (
      -- Whoever holds the row's lock is just renewing or writing, so it lives.
      SELECT id, worker, token FROM job
      WHERE state = 'running' AND lease_until <= clock_timestamp()
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), ended AS (
      UPDATE attempt SET ended_at = clock_timestamp(), outcome = 'expired'
      FROM expired WHERE attempt.job = expired.id AND attempt.token = expired.token
    )
    UPDATE job SET state = 'ready', worker = NULL, lease_until = NULL, interruptions = interruptions + 1,
      reason = 'its lease ran out on ' || expired.worker
    FROM expired WHERE job.id = expired.id
    RETURNING job.id AS job, job.kind, expired.worker`);
  if (expired.length === 0) return [];
  const ids = expired.map(({ job }) => job);
  await finishEmptied(tx, ids);
  await journal(
    tx,
    expired.map(({ job, worker }) => ({ type: 'lease.expired', subject: job, details: { worker } })),
  );
  const reasons = new Map<string, string>();
  for (const { job, workers } of await workersLost(tx, ids)) {
    const reason = quarantineReason(workers);
    if (reason !== null) reasons.set(job, reason);
  }
  await failJobs(
    tx,
    [...reasons].map(([job, reason]) => ({ job, cause: 'quarantine', reason, exit: null, logTail: [] })),
  );
  return expired.map((lease) => ({ ...lease, quarantine: reasons.get(lease.job) ?? null }));
}

/**
 * For each of these jobs that is ready: the workers of its latest attempts, as far back as each lost its lease for good.
 * The job's counter of interruptions is from its last planning on, and so is what counts here.
 */
async function workersLost(tx: Tx, jobs: readonly string[]): Promise<{ job: string; workers: string[] }[]> {
  const { rows } = await tx.execute<{ job: string; workers: string[] }>(sql`
    SELECT job.id AS job, (array_agg(lost.worker ORDER BY lost.token DESC))[1:min(job.interruptions)] AS workers
    FROM job JOIN attempt AS lost ON lost.job = job.id
    WHERE job.id = ANY (${sql.param(jobs)}) AND job.state = 'ready'
      AND lost.token > coalesce((
        SELECT max(other.token) FROM attempt AS other
        WHERE other.job = job.id AND (
          other.outcome <> 'expired'
          OR EXISTS (SELECT FROM worker WHERE worker.id = other.worker AND worker.seen_at > other.ended_at)
          OR EXISTS (
            SELECT FROM job_cell JOIN cell ON cell.id = job_cell.cell
            WHERE job_cell.job = job.id AND cell.ended_at BETWEEN other.started_at AND other.ended_at))), 0)
    GROUP BY job.id`);
  return rows;
}
