/** @file Keeps the tables that only grow from growing for ever: the journal, and the attempts of jobs long ended. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { Trimmed } from './store.ts';

/**
 * No view reads what is deleted here. Attempts of failed jobs stay for as long as they lie in the dead letters, and those
 * of a sweep that goes on stay with it, for they tell what it has cost.
 */
export async function trim(
  tx: Tx,
  { ageMs, rowsMax }: { readonly ageMs: number; readonly rowsMax: number },
): Promise<Trimmed> {
  const since = sql`clock_timestamp() - make_interval(secs => ${ageMs / 1000}::float8)`;
  const { rowCount: events } = await tx.execute(sql`
    DELETE FROM event WHERE id IN (
      SELECT id FROM event
      WHERE at < ${since}
        AND NOT EXISTS (SELECT FROM sweep WHERE name = event.subject AND state IN ('running', 'paused'))
        AND NOT EXISTS (SELECT FROM job WHERE id = event.subject AND state IN ('waiting', 'ready', 'running', 'failed'))
      ORDER BY id LIMIT ${rowsMax})`);
  const { rowCount: attempts } = await tx.execute(sql`
    DELETE FROM attempt USING (
      SELECT attempt.job, attempt.token FROM attempt JOIN job ON job.id = attempt.job
      WHERE job.state IN ('done', 'cancelled') AND job.ended_at < ${since}
        AND NOT EXISTS (
          SELECT FROM sweep_job JOIN sweep ON sweep.name = sweep_job.sweep
          WHERE sweep_job.job = job.id AND sweep.state IN ('running', 'paused'))
      LIMIT ${rowsMax}
    ) AS old
    WHERE attempt.job = old.job AND attempt.token = old.token`);
  return { events: events ?? 0, attempts: attempts ?? 0 };
}
