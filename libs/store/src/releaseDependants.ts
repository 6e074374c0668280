/** @file Frees what waited for a job that has ended, or fails it. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { failJobs, type Death } from './jobEnds.ts';

/** Ended jobs that are looked at in one go; the rest follows at once. */
const BATCH = 1000;

/** Looks at nothing but jobs that wait for one that has ended since the last time. */
export async function releaseDependants(tx: Tx): Promise<{ released: number; failed: number }> {
  let [released, failed] = [0, 0];
  // A job that fails here has dependants of its own, and they are looked at in the next turn.
  for (;;) {
    const { rows: ended } = await tx.execute<{ id: string }>(sql`
      UPDATE job SET is_announced = true
      WHERE id IN (
        SELECT id FROM job WHERE state IN ('done', 'failed', 'cancelled') AND NOT is_announced
        ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE)
      RETURNING id`);
    if (ended.length === 0) return { released, failed };
    const waiting = await lockWaitingFor(
      tx,
      ended.map(({ id }) => id),
    );
    const { ready, doomed } = await judge(tx, waiting);
    await tx.execute(sql`UPDATE job SET state = 'ready' WHERE id = ANY (${sql.param(ready)}) AND state = 'waiting'`);
    await failJobs(tx, doomed);
    released += ready.length;
    failed += doomed.length;
  }
}

async function lockWaitingFor(tx: Tx, ended: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM job
    WHERE state = 'waiting' AND id IN (SELECT job FROM dependency WHERE depends_on = ANY (${sql.param(ended)}))
    ORDER BY id FOR NO KEY UPDATE`);
  return rows.map(({ id }) => id);
}

async function judge(tx: Tx, waiting: readonly string[]): Promise<{ ready: string[]; doomed: Death[] }> {
  const { rows } = await tx.execute<{ id: string; open: number; obstacle: string | null }>(sql`
    SELECT dependency.job AS id, count(*) FILTER (WHERE needed.state <> 'done')::integer AS open,
      min(concat_ws(' ', needed.kind, needed.label, needed.state || ':', needed.reason))
        FILTER (WHERE needed.state IN ('failed', 'cancelled')) AS obstacle
    FROM dependency JOIN job AS needed ON needed.id = dependency.depends_on
    WHERE dependency.job = ANY (${sql.param(waiting)})
    GROUP BY dependency.job ORDER BY dependency.job`);
  return {
    ready: rows.filter(({ open }) => open === 0).map(({ id }) => id),
    doomed: rows.flatMap(({ id, obstacle }) =>
      obstacle === null ? [] : [{ job: id, cause: 'dependency', reason: obstacle, exit: null, logTail: [] }],
    ),
  };
}
