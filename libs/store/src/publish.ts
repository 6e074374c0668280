/** @file Which ready jobs are to be published now, so that all of them are heard of and few at a time. */
import { LANES, type WakeUp } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { isWanted } from './wanted.ts';

/**
 * A publication that has led to no claim for so long is repeated, twice as long with each: the message may be lost, but
 * more likely every worker is busy, and then repeats only make more messages for nothing.
 */
const REPEAT_MS_MIN = 10_000;
const REPEAT_MS_MAX = 300_000;

const isClaimable = sql`state = 'ready' AND (not_before IS NULL OR not_before <= clock_timestamp()) AND ${isWanted}`;

/**
 * Counts a publication of each job that it returns, in the order of their planning. Jobs that are published and not
 * claimed, and those that run, fill a lane's window; a repeat takes no new place in it.
 */
export async function takePublishable(tx: Tx, window: number): Promise<WakeUp[]> {
  const { rows: lanes } = await tx.execute<{ lane: string; underWay: number }>(sql`
    SELECT lane, count(*)::integer AS "underWay" FROM job
    WHERE state = 'running' OR (published_at IS NOT NULL AND ${isClaimable})
    GROUP BY lane`);
  const room = LANES.map((lane) => {
    const underWay = lanes.find((other) => other.lane === lane)?.underWay ?? 0;
    return { lane, room: window - underWay };
  }).filter(({ room }) => room > 0);
  const { rows } = await tx.execute<Omit<WakeUp, 'version'> & { sequence: string }>(sql`
    WITH due AS (
      SELECT id FROM job
      WHERE published_at < clock_timestamp() - make_interval(secs =>
          least(${REPEAT_MS_MAX / 1000}::float8, ${REPEAT_MS_MIN / 1000}::float8 * 2 ^ (unanswered_publications - 1)))
        AND ${isClaimable}
      UNION ALL
      SELECT fresh.id
      FROM jsonb_to_recordset(${JSON.stringify(room)}::jsonb) AS place (lane text, room integer),
        LATERAL (
          SELECT id FROM job
          WHERE lane = place.lane AND published_at IS NULL AND ${isClaimable}
          ORDER BY sequence LIMIT place.room
        ) AS fresh
    )
    UPDATE job SET publications = publications + 1, unanswered_publications = unanswered_publications + 1,
      published_at = clock_timestamp()
    FROM (SELECT id FROM job WHERE id IN (SELECT id FROM due) AND state = 'ready' FOR NO KEY UPDATE SKIP LOCKED) AS free
    WHERE job.id = free.id
    RETURNING job.id AS job, kind, lane, publications AS publication, sequence`);
  return rows
    .sort((a, b) => Number(a.sequence) - Number(b.sequence))
    .map(({ job, kind, lane, publication }) => ({ version: 1, job, kind, lane, publication }));
}

/** Lets every ready job count as never published. The numbers of publications go on, as message names must. */
export async function forgetPublications(tx: Tx): Promise<void> {
  await tx.execute(sql`
    UPDATE job SET published_at = NULL, unanswered_publications = 0 WHERE state = 'ready' AND published_at IS NOT NULL`);
}
