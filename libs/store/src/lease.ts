/** @file The lease on a job's row: how long it lasts by kind, and the lock under which its holder writes. */
import { JOB_CATALOG, JOB_KINDS, type JobKind } from '@regatta/jobs';
import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { LostLeaseError } from './errors.ts';
import type { FailureCounters } from './retryPolicy.ts';
import type { Fence } from './store.ts';

/** When a lease that is taken or renewed now runs out, for an UPDATE of the table `job`. */
export const LEASE_END: SQL = sql`clock_timestamp() + make_interval(secs => CASE job.kind ${sql.join(
  JOB_KINDS.map((kind) => sql`WHEN ${kind} THEN ${JOB_CATALOG[kind].leaseMs / 1000}::float8`),
  sql` `,
)} END)`;

export interface HeldJob extends FailureCounters {
  readonly kind: JobKind;
  readonly state: 'running' | 'done';
}

/**
 * Locks the job's row for the holder of this token, until the transaction ends: what it writes then is accepted, or
 * not written at all. A job that was finished under this token still counts as its own.
 * @throws {LostLeaseError}
 */
export async function lockLeased(tx: Tx, { job, token }: Fence): Promise<HeldJob> {
  const { rows } = await tx.execute<HeldJob & Record<string, unknown>>(sql`
    SELECT kind, state, errors, executor_deaths AS "executorDeaths", infrastructure_errors AS "infrastructureErrors",
      interruptions
    FROM job
    WHERE id = ${job} AND token = ${token} AND state IN ('running', 'done')
    FOR NO KEY UPDATE`);
  const [held] = rows;
  if (held === undefined) throw new LostLeaseError({ job, token });
  return held;
}
