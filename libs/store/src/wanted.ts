/** @file Whether anybody wants a job now. */
import { sql, type SQL } from 'drizzle-orm';

/** True for a row of the table `job` that a running sweep wants; one that only paused sweeps want has to wait. */
export const isWanted: SQL = sql`EXISTS (
  SELECT FROM sweep_job JOIN sweep ON sweep.name = sweep_job.sweep
  WHERE sweep_job.job = job.id AND sweep.state = 'running')`;
