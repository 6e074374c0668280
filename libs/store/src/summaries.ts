/** @file Sweeps in numbers: cells by state, jobs by kind and state. */
import type { JobKind } from '@regatta/jobs';
import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { JobState, SweepState, SweepSummary } from './store.ts';
import { throwUnknownSweep } from './unknownSweep.ts';

/** All sweeps, the latest launch first. */
export async function allSummaries(tx: Tx): Promise<SweepSummary[]> {
  return summaries(tx, sql`true`);
}

/** @throws {UnknownSweepError} */
export async function oneSummary(tx: Tx, name: string): Promise<SweepSummary> {
  const [summary] = await summaries(tx, sql`sweep = ${name}`);
  return summary ?? (await throwUnknownSweep(tx, name));
}

/** @param isChosen a condition on a column `sweep` */
async function summaries(tx: Tx, isChosen: SQL): Promise<SweepSummary[]> {
  const { rows: sweeps } = await tx.execute<{
    name: string;
    state: SweepState;
    createdAt: string;
    finishedAt: string | null;
  }>(sql`
    SELECT sweep AS name, state, created_at AS "createdAt", finished_at AS "finishedAt"
    FROM (SELECT name AS sweep, * FROM sweep) AS sweep
    WHERE ${isChosen} ORDER BY launched_at DESC, sweep`);
  const { rows: cells } = await tx.execute<{ sweep: string } & SweepSummary['cells']>(sql`
    SELECT sweep,
      count(*) FILTER (WHERE cell.state = 'pending')::integer AS pending,
      count(*) FILTER (WHERE cell.state = 'done')::integer AS done,
      count(*) FILTER (WHERE cell.state = 'failed')::integer AS failed,
      count(*) FILTER (WHERE cell.state = 'cancelled')::integer AS cancelled
    FROM (SELECT DISTINCT sweep, cell FROM listing WHERE ${isChosen}) AS listed JOIN cell ON cell.id = listed.cell
    GROUP BY sweep`);
  const { rows: jobs } = await tx.execute<{ sweep: string; kind: JobKind; state: JobState; count: number }>(sql`
    SELECT sweep, kind, state, count(*)::integer AS count
    FROM sweep_job JOIN job ON job.id = sweep_job.job
    WHERE ${isChosen}
    GROUP BY sweep, kind, state ORDER BY sweep, kind, state`);
  return sweeps.map(({ name, state, createdAt, finishedAt }) => {
    const counts = cells.find(({ sweep }) => sweep === name);
    const { pending = 0, done = 0, failed = 0, cancelled = 0 } = counts ?? {};
    return {
      ...{ name, state, createdAt: new Date(createdAt), finishedAt: finishedAt === null ? null : new Date(finishedAt) },
      cells: { pending, done, failed, cancelled },
      jobs: jobs.filter(({ sweep }) => sweep === name).map(({ kind, state, count }) => ({ kind, state, count })),
    };
  });
}
