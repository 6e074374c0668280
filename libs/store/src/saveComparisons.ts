/** @file Writes what a `compare` job has found. The caller holds the lock of the job's row. */
import { parseResult } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { forgetScores } from './scores.ts';

/**
 * Rows for every standing and pair.
 * @returns what is left to be kept with the job itself
 * @throws {ContractError} it is no result of a comparison
 */
export async function saveComparisons(tx: Tx, job: string, result: unknown): Promise<unknown> {
  const { standings, comparisons, seconds } = parseResult('compare', result);
  // A comparison that was cancelled and started afresh finds the rows of nobody, for rows come with the end only.
  await tx.execute(sql`
    INSERT INTO standing (job, contestant, encoder, method, variant, subset, metric, value, rank, n)
    SELECT job.id, given.contestant, entry ->> 'encoder', entry ->> 'method', entry ->> 'variant', given.subset,
      given.metric, given.value, given.rank, given.n
    FROM json_to_recordset(${JSON.stringify(standings)}::json) AS given (contestant integer, subset text, metric text,
      value float8, rank integer, n integer)
    JOIN job ON job.id = ${job}
    CROSS JOIN LATERAL (SELECT job.payload -> 'contestants' -> given.contestant AS entry) AS entries`);
  await tx.execute(sql`
    INSERT INTO paired_test (job, subset, metric, a, b, difference, low, high, test, p, p_adjusted)
    SELECT ${job}, subset, metric, a, b, difference, low, high, test, p, "pAdjusted"
    FROM json_to_recordset(${JSON.stringify(comparisons)}::json) AS given (subset text, metric text, a integer,
      b integer, difference float8, low float8, high float8, test text, p float8, "pAdjusted" float8)`);
  await forgetScores(tx, sql`SELECT sweep FROM sweep_job WHERE job = ${job}`);
  return { standings: standings.length, comparisons: comparisons.length, seconds };
}
