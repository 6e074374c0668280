/** @file What whoever launches and controls sweeps asks of the store. */
import { sql } from 'drizzle-orm';
import { cellStates } from './cellStates.ts';
import type { Database, Tx } from './database.ts';
import { journal } from './journal.ts';
import { cancelStrayComparisons } from './planComparisons.ts';
import { cancelUnlisted, lockPlanning } from './planning.ts';
import { redrive, retryFailed } from './retry.ts';
import { saveSweep } from './saveSweep.ts';
import type { SweepState, SweepStore } from './store.ts';
import { throwUnknownSweep } from './unknownSweep.ts';

export function sweepStore(database: Database): SweepStore {
  return {
    cellStates: (ids) => database.read((tx) => cellStates(tx, ids)),
    saveSweep: (sweep, plan) => database.write((tx) => saveSweep(tx, sweep, plan)),
    pauseSweep: (name) => database.write((tx) => pauseSweep(tx, name)),
    resumeSweep: (name) => database.write((tx) => resumeSweep(tx, name)),
    cancelSweep: (name) => database.write((tx) => cancelSweep(tx, name)),
    retryFailed: (name, by) => database.write((tx) => retryFailed(tx, name, by)),
    redrive: (jobs, by) => database.write((tx) => redrive(tx, jobs, by)),
  };
}

async function pauseSweep(tx: Tx, name: string): Promise<void> {
  const state = await lockSweep(tx, name);
  if (state !== 'running') return;
  await tx.execute(sql`UPDATE sweep SET state = 'paused' WHERE name = ${name}`);
  await journal(tx, [{ type: 'sweep.paused', subject: name }]);
}

async function resumeSweep(tx: Tx, name: string): Promise<void> {
  const state = await lockSweep(tx, name);
  if (state !== 'paused') return;
  await tx.execute(sql`UPDATE sweep SET state = 'running' WHERE name = ${name}`);
  // Wake-ups that came during the pause led to nothing; new ones need not wait until the old count as lost.
  await tx.execute(sql`
    UPDATE job SET published_at = NULL, unanswered_publications = 0
    WHERE state = 'ready' AND published_at IS NOT NULL AND id IN (SELECT job FROM sweep_job WHERE sweep = ${name})`);
  await journal(tx, [{ type: 'sweep.resumed', subject: name }]);
}

async function cancelSweep(tx: Tx, name: string): Promise<void> {
  await lockPlanning(tx);
  const state = await lockSweep(tx, name);
  if (state === 'cancelled' || state === 'done') return;
  await tx.execute(sql`UPDATE sweep SET state = 'cancelled', finished_at = clock_timestamp() WHERE name = ${name}`);
  const { rows } = await tx.execute<{ cell: string }>(sql`SELECT DISTINCT cell FROM listing WHERE sweep = ${name}`);
  await cancelUnlisted(
    tx,
    rows.map(({ cell }) => cell),
    `sweep ${name} was cancelled`,
  );
  await cancelStrayComparisons(tx, `sweep ${name} was cancelled`);
  await journal(tx, [{ type: 'sweep.cancelled', subject: name }]);
}

async function lockSweep(tx: Tx, name: string): Promise<SweepState> {
  const { rows } = await tx.execute<{ state: SweepState }>(
    sql`SELECT state FROM sweep WHERE name = ${name} FOR NO KEY UPDATE`,
  );
  return rows[0]?.state ?? (await throwUnknownSweep(tx, name));
}
