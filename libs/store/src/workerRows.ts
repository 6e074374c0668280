/** @file The fleet as it is now. */
import type { JobKind } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { WorkerRow } from './store.ts';

/** A heartbeat comes every five seconds; three that are missed are no accident. */
const SILENT_AFTER_S = 15;
/** A machine that was last heard of before that is history. */
const REMEMBERED_S = 3600;

/** Workers heard of in the last hour, in the order of their names. */
export async function workerRows(tx: Tx): Promise<WorkerRow[]> {
  const { rows } = await tx.execute<Record<string, unknown> & WorkerRow & { jobKind: JobKind | null }>(sql`
    SELECT worker.id, host, pid, lanes, device, threads, memory_bytes::float8 AS "memoryBytes", version,
      CASE WHEN left_at IS NOT NULL THEN 'left'
        WHEN seen_at < clock_timestamp() - make_interval(secs => ${SILENT_AFTER_S}::float8) THEN 'silent'
        ELSE 'alive' END AS state,
      in_hand.id AS job, in_hand.kind AS "jobKind", in_hand.label AS "jobLabel",
      greatest(0, extract(epoch FROM clock_timestamp() - seen_at) * 1000)::float8 AS "heartbeatAgeMs"
    FROM worker
    LEFT JOIN LATERAL (
      SELECT id, kind, label FROM job
      WHERE job.state = 'running' AND job.worker = worker.id
      ORDER BY lease_until DESC LIMIT 1
    ) AS in_hand ON left_at IS NULL
    WHERE seen_at > clock_timestamp() - make_interval(secs => ${REMEMBERED_S}::float8)
    ORDER BY worker.id`);
  return rows;
}
