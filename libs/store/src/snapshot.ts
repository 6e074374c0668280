/** @file All that a monitor draws, from aggregates of one moment. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { MatrixField, Snapshot } from './store.ts';
import { oneSummary } from './summaries.ts';
import { workerRows } from './workerRows.ts';

/** Reasons beyond the most frequent ones are for the view `holes`. */
const REASONS_MAX = 20;

/** @throws {UnknownSweepError} */
export async function snapshot(tx: Tx, name: string): Promise<Snapshot> {
  const sweep = await oneSummary(tx, name);
  const { rows } = await tx.execute<{ at: string; cellsLastMinute: number; done: number; total: number }>(sql`
    SELECT clock_timestamp() AS at,
      (SELECT count(DISTINCT cell.id)::integer FROM listing JOIN cell ON cell.id = listing.cell
        WHERE listing.sweep = ${name} AND cell.state = 'done'
          AND cell.ended_at > clock_timestamp() - interval '1 minute') AS "cellsLastMinute",
      coalesce(sum(images) FILTER (WHERE job.state = 'done'), 0)::integer AS done,
      coalesce(sum(images), 0)::integer AS total
    FROM sweep_job JOIN job ON job.id = sweep_job.job
    WHERE sweep_job.sweep = ${name}`);
  const { at, cellsLastMinute, done, total } = rows[0]!;
  return {
    ...{ at: new Date(at), sweep, matrix: await matrix(tx, name), workers: await workerRows(tx) },
    ...{ cellsLastMinute, images: { done, total }, failures: await failures(tx, name) },
  };
}

/** The best is that of the leaderboard: the greatest mean over the draws that are there. */
async function matrix(tx: Tx, name: string): Promise<MatrixField[]> {
  const { rows } = await tx.execute<Record<string, unknown> & MatrixField>(sql`
    WITH listed AS (
      SELECT encoder, dataset, protocol, method, variant, budget, cell FROM listing WHERE sweep = ${name}
    ), field AS (
      SELECT field_cell.encoder, field_cell.dataset,
        count(*) FILTER (WHERE cell.state = 'pending')::integer AS pending,
        count(*) FILTER (WHERE cell.state = 'done')::integer AS done,
        count(*) FILTER (WHERE cell.state = 'failed')::integer AS failed,
        count(*) FILTER (WHERE cell.state = 'cancelled')::integer AS cancelled
      FROM (SELECT DISTINCT encoder, dataset, cell FROM listed) AS field_cell JOIN cell ON cell.id = field_cell.cell
      GROUP BY 1, 2
    ), entry AS (
      SELECT entry_cell.encoder, dataset, avg(metric.value) AS mean
      FROM (SELECT DISTINCT * FROM listed) AS entry_cell JOIN metric ON metric.cell = entry_cell.cell
      WHERE metric.name = 'accuracy' AND metric.subset IN ('test', 'id')
      GROUP BY entry_cell.encoder, dataset, protocol, method, variant, budget, metric.subset
    )
    SELECT field.*, (
      SELECT max(mean) FROM entry WHERE entry.encoder = field.encoder AND entry.dataset = field.dataset) AS best
    FROM field ORDER BY encoder, dataset`);
  return rows;
}

async function failures(tx: Tx, name: string): Promise<{ reason: string; count: number }[]> {
  const { rows } = await tx.execute<{ reason: string; count: number }>(sql`
    SELECT reason, count(*)::integer AS count
    FROM (SELECT DISTINCT cell FROM listing WHERE sweep = ${name}) AS listed JOIN cell ON cell.id = listed.cell
    WHERE cell.state = 'failed'
    GROUP BY reason ORDER BY count(*) DESC, reason LIMIT ${REASONS_MAX}`);
  return rows;
}
