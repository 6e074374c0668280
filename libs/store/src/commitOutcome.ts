/** @file Writes what a cell has answered. The caller holds the lock of the job's row. */
import { ContractError, type CellDone, type CellOutcome } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { forgetScores } from './scores.ts';
import type { Fence } from './store.ts';
import { shortText } from './text.ts';

/**
 * Ends the cell with this outcome; does nothing when it has ended before, so that a commit whose answer got lost can be
 * tried again.
 * @throws {ContractError} the cell is none of the job's, or the outcome is that of another split
 */
export async function commitOutcome(tx: Tx, { job, token }: Fence, outcome: CellOutcome): Promise<void> {
  const { rows } = await tx.execute<{ isLive: boolean; split: string }>(sql`
    SELECT is_live AS "isLive", cell.split
    FROM job_cell JOIN cell ON cell.id = job_cell.cell
    WHERE job_cell.job = ${job} AND job_cell.cell = ${outcome.cell}`);
  const [entry] = rows;
  if (entry === undefined) throw new ContractError(`Cell ${outcome.cell} is none of job ${job}.`);
  if (!entry.isLive) return;
  if (outcome.status === 'done') {
    if (outcome.split.hash !== entry.split)
      throw new ContractError(
        `Expected cell ${outcome.cell} to be computed on split ${entry.split}, got ${outcome.split.hash}.`,
      );
    await insertResult(tx, { job, token }, outcome);
    await forgetScores(tx, sql`SELECT sweep FROM listing WHERE cell = ${outcome.cell}`);
  }
  const reason = outcome.status === 'failed' ? shortText(outcome.reason) : null;
  await tx.execute(sql`
    WITH released AS (
      UPDATE job_cell SET is_live = false WHERE job = ${job} AND cell = ${outcome.cell}
    )
    UPDATE cell SET state = ${outcome.status}, reason = ${reason}, ended_at = clock_timestamp()
    WHERE id = ${outcome.cell}`);
}

async function insertResult(tx: Tx, { job, token }: Fence, done: CellDone): Promise<void> {
  const { cell, split, metrics, perClass = [], doubts = [], chosen, predictions, excluded, notes, provenance } = done;
  const { provider, threads, versions, seconds } = provenance;
  const column = (name: Exclude<keyof CellDone['metrics'][number], 'isHeadline'>) =>
    sql.param(metrics.map((metric) => metric[name]));
  // Numbers go as arrays and not as JSON, which would turn a NaN into null before the table can refuse it by name.
  await tx.execute(sql`
    WITH inserted AS (
      INSERT INTO result (cell, job, token, train, val, test, got_min, got_max, chosen, predictions, excluded, notes,
        provider, threads, versions, seconds)
      VALUES (${cell}, ${job}, ${token}, ${split.train}, ${split.val}, ${split.test}, ${split.gotMin}, ${split.gotMax},
        ${JSON.stringify(chosen)}::jsonb, ${predictions}, ${excluded}, ${sql.param(notes.map(shortText))},
        ${provider}, ${threads}, ${JSON.stringify(versions)}::jsonb, ${seconds})
      RETURNING cell
    )
    INSERT INTO metric (cell, name, subset, value, low, high, interval, n, is_headline)
    SELECT inserted.cell, metric.*
    FROM inserted, unnest(${column('name')}::text[], ${column('subset')}::text[], ${column('value')}::float8[],
      ${column('low')}::float8[], ${column('high')}::float8[], ${column('interval')}::text[], ${column('n')}::integer[],
      ${sql.param(metrics.map(({ isHeadline = false }) => isHeadline))}::boolean[])
      AS metric (name, subset, value, low, high, interval, n, is_headline)`);
  if (perClass.length > 0)
    await tx.execute(sql`
      INSERT INTO class_count (cell, subset, n, hits, predicted)
      SELECT ${cell}, subset, n, hits, predicted
      FROM jsonb_to_recordset(${JSON.stringify(perClass)}::jsonb)
        AS given (subset text, n integer[], hits integer[], predicted integer[])`);
  if (doubts.length > 0)
    await tx.execute(sql`
      INSERT INTO cell_doubt (cell, kind, evidence)
      SELECT ${cell}, kind, evidence
      FROM jsonb_to_recordset(${JSON.stringify(doubts.map(({ kind, evidence }) => ({ kind, evidence: shortText(evidence) })))}::jsonb)
        AS given (kind text, evidence text)`);
}
