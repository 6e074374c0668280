/**
 * @file Writes a sweep in one transaction: provenance, cells, where they are listed, and jobs for those that are neither
 * done nor under way. Everything goes as sets of rows (JSON in, one statement per table), so that ten thousand cells
 * take as many round trips as ten.
 */
import type { PlannedCell, PlannedJob } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import { assertListable } from './assertListable.ts';
import { cellStates } from './cellStates.ts';
import type { Tx } from './database.ts';
import { journal } from './journal.ts';
import { cancelUnlisted, lockPlanning } from './planning.ts';
import { cancelStrayComparisons, planComparisons } from './planComparisons.ts';
import { saveJobs } from './saveJobs.ts';
import type { NewSweep, SavedSweep } from './store.ts';
import { keepScores } from './scores.ts';
import { storableText } from './text.ts';

/** Rows that one statement writes: enough to make round trips cheap, few enough for the memory of both sides. */
const ROWS_MAX = 5_000;
/** A launch of so many cells and jobs changes what the server should know of its tables. */
const STATISTICS_ROWS_MIN = 1_000;

/**
 * @throws {ContractError} two cells in one place of the sweep, a name with two meanings, a cell whose encoder or dataset
 * was not given, or a plan that does not compute exactly the missing cells
 */
export async function saveSweep(
  tx: Tx,
  sweep: NewSweep,
  plan: (missing: readonly PlannedCell[]) => readonly PlannedJob[],
): Promise<SavedSweep> {
  const { name, cells } = sweep;
  assertListable(sweep);
  await lockPlanning(tx);
  await saveProvenance(tx, sweep);
  await tx.execute(sql`
    INSERT INTO sweep (name, source, seed) VALUES (${name}, ${storableText(sweep.source)}, ${sweep.seed})
    ON CONFLICT (name) DO UPDATE SET source = excluded.source, seed = excluded.seed, state = 'running',
      launched_at = clock_timestamp(), finished_at = NULL, is_kept = false`);
  const states = await cellStates(
    tx,
    cells.map(({ id }) => id),
  );
  await insertCells(
    tx,
    cells.filter(({ id }) => !states.has(id)),
  );
  const dropped = await replaceListings(tx, sweep);
  const isDone = ({ id }: PlannedCell) => states.get(id)?.state === 'done';
  const missing = cells.filter((planned) => !isDone(planned) && states.get(planned.id)?.live !== true);
  const alreadyDone = cells.filter(isDone).length;
  const jobs = missing.length > 0 ? await saveJobs(tx, missing, plan(missing)) : 0;
  await cancelUnlisted(tx, dropped, `sweep ${name} was launched again without it`);
  await linkJobs(tx, name);
  await linkToOthers(tx, name, missing);
  const comparisons = alreadyDone === cells.length ? await planComparisons(tx, name, { isLaunch: true }) : 0;
  await cancelStrayComparisons(tx, `sweep ${name} was launched again`);
  // With nothing left to do there is nothing to wait for.
  if (alreadyDone === cells.length && comparisons === 0) {
    await tx.execute(sql`UPDATE sweep SET state = 'done', finished_at = clock_timestamp() WHERE name = ${name}`);
    await keepScores(tx, [name]);
  }
  const saved = {
    ...{ name, cells: cells.length, alreadyDone },
    ...{ alreadyLive: cells.length - alreadyDone - missing.length, jobs },
  };
  await journal(tx, [{ type: 'sweep.launched', subject: name, details: saved }]);
  // Until the server gathers statistics by itself, a minute later, it would plan every query as if nothing had come.
  if (missing.length + jobs > STATISTICS_ROWS_MIN)
    await tx.execute(sql`ANALYZE sweep, cell, listing, job, dependency, job_cell, sweep_job`);
  return saved;
}

async function saveProvenance(tx: Tx, { encoders, datasets }: NewSweep): Promise<void> {
  await tx.execute(sql`
    INSERT INTO encoder (hash, name, weights, tap, preprocessing, precision, role, manifest)
    SELECT hash, name, weights, tap, preprocessing, precision, role, manifest
    FROM jsonb_to_recordset(${JSON.stringify(distinct(encoders.map(({ ref, manifest }) => ({ ...ref, manifest }))))}::jsonb)
      AS given (hash text, name text, weights text, tap text, preprocessing text, precision text, role text, manifest jsonb)
    ON CONFLICT (hash) DO UPDATE SET name = excluded.name, role = excluded.role, manifest = excluded.manifest`);
  await tx.execute(sql`
    INSERT INTO dataset (hash, name, summary)
    SELECT hash, name, summary
    FROM jsonb_to_recordset(${JSON.stringify(distinct(datasets.map(({ ref, summary }) => ({ ...ref, summary }))))}::jsonb)
      AS given (hash text, name text, summary jsonb)
    ON CONFLICT (hash) DO UPDATE SET name = excluded.name, summary = excluded.summary`);
}

function distinct<T extends { hash: string }>(given: readonly T[]): T[] {
  return [...new Map(given.map((row) => [row.hash, row])).values()];
}

async function insertCells(tx: Tx, cells: readonly PlannedCell[]): Promise<void> {
  const rows = cells.map(({ id, cell }) => ({
    ...{ id, encoder: cell.encoder.hash, dataset: cell.dataset.hash, protocol: cell.split.request.protocol },
    ...{ split: cell.split.hash, split_request: cell.split.request, method: cell.method.kind },
    ...{ parameters: cell.method, seed: cell.seed },
  }));
  for (const chunk of chunks(rows))
    await tx.execute(sql`
      INSERT INTO cell (id, encoder, dataset, protocol, split, split_request, method, parameters, seed)
      SELECT id, encoder, dataset, protocol, split, split_request, method, parameters, seed
      FROM json_to_recordset(${JSON.stringify(chunk)}::json) AS given (id text, encoder text, dataset text,
        protocol text, split text, split_request jsonb, method text, parameters jsonb, seed bigint)`);
}

/** @returns cells that the sweep lists no more */
async function replaceListings(tx: Tx, { name, cells }: NewSweep): Promise<string[]> {
  const { rows: before } = await tx.execute<{ cell: string }>(sql`
    WITH gone AS (DELETE FROM listing WHERE sweep = ${name} RETURNING cell) SELECT DISTINCT cell FROM gone`);
  const rows = cells.flatMap(({ id, cell, listings }) =>
    listings.map((listing) => ({
      ...{ cell: id, protocol: cell.split.request.protocol, method: cell.method.kind },
      ...listing,
    })),
  );
  for (const chunk of chunks(rows))
    await tx.execute(sql`
      INSERT INTO listing (sweep, cell, encoder, dataset, protocol, method, variant, budget, draw)
      SELECT ${name}, cell, encoder, dataset, protocol, method, variant, budget, draw
      FROM json_to_recordset(${JSON.stringify(chunk)}::json) AS given (cell text, encoder text, dataset text,
        protocol text, method text, variant text, budget text, draw integer)`);
  const listed = new Set(cells.map(({ id }) => id));
  return before.map(({ cell }) => cell).filter((cell) => !listed.has(cell));
}

/** The jobs of a sweep: those that compute or have computed its cells, and all that these depend on. */
async function linkJobs(tx: Tx, name: string): Promise<void> {
  await tx.execute(sql`DELETE FROM sweep_job WHERE sweep = ${name}`);
  await tx.execute(sql`
    WITH RECURSIVE listed AS (
      SELECT DISTINCT cell FROM listing WHERE sweep = ${name}
    ), own AS (
      (
        SELECT job_cell.job FROM listed JOIN job_cell ON job_cell.cell = listed.cell AND job_cell.is_live
        UNION
        SELECT result.job FROM listed JOIN result ON result.cell = listed.cell
      )
      UNION
      SELECT dependency.depends_on FROM own JOIN dependency ON dependency.job = own.job
    )
    INSERT INTO sweep_job (sweep, job) SELECT ${name}, job FROM own`);
}

/**
 * Another sweep may list some of the missing cells, which had failed, and go on: it is in want of their new jobs as well,
 * whatever becomes of this one.
 */
async function linkToOthers(tx: Tx, name: string, missing: readonly PlannedCell[]): Promise<void> {
  if (missing.length === 0) return;
  await tx.execute(sql`
    WITH RECURSIVE others AS (
      SELECT listing.sweep, job_cell.job
      FROM (SELECT unnest(${sql.param(missing.map(({ id }) => id))}::text[]) AS cell) AS planned
      JOIN listing ON listing.cell = planned.cell
      JOIN sweep ON sweep.name = listing.sweep AND sweep.name <> ${name} AND sweep.state IN ('running', 'paused')
      JOIN job_cell ON job_cell.cell = listing.cell AND job_cell.is_live
      UNION
      SELECT others.sweep, dependency.depends_on FROM others JOIN dependency ON dependency.job = others.job
    )
    INSERT INTO sweep_job (sweep, job) SELECT sweep, job FROM others ON CONFLICT DO NOTHING`);
}

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_MAX) yield rows.slice(from, from + ROWS_MAX);
}
