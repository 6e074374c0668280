/** @file What a coordinator asks of the store. Every write holds the lead until it has committed. */
import { sql } from 'drizzle-orm';
import type { Database, Tx } from './database.ts';
import { expireLeases } from './expireLeases.ts';
import { journal } from './journal.ts';
import { assertLeads, giveUpLead, takeLead } from './leadership.ts';
import { planComparisons } from './planComparisons.ts';
import { forgetPublications, takePublishable } from './publish.ts';
import { releaseDependants } from './releaseDependants.ts';
import { keepScores } from './scores.ts';
import type { CoordinatorStore, Leadership } from './store.ts';
import { trim } from './trim.ts';

export function coordinatorStore(database: Database): CoordinatorStore {
  const asLeader = <T>(leadership: Leadership, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.write(async (tx) => {
      await assertLeads(tx, leadership);
      return work(tx);
    });
  return {
    lead: (coordinator, ttlMs) => database.write((tx) => takeLead(tx, coordinator, ttlMs)),
    abdicate: (leadership) => database.write((tx) => giveUpLead(tx, leadership)),
    releaseDependants: (leadership) => asLeader(leadership, releaseDependants),
    takePublishable: (leadership, window) => asLeader(leadership, (tx) => takePublishable(tx, window)),
    forgetPublications: (leadership) => asLeader(leadership, forgetPublications),
    expireLeases: (leadership) => asLeader(leadership, expireLeases),
    settleSweeps: (leadership) => asLeader(leadership, settleSweeps),
    trim: (leadership, limits) => asLeader(leadership, (tx) => trim(tx, limits)),
    nextDeadlineMs: (maxMs) => database.read((tx) => nextDeadlineMs(tx, maxMs)),
  };
}

async function settleSweeps(tx: Tx): Promise<string[]> {
  const isSettled = sql`state IN ('running', 'paused') AND NOT EXISTS (
    SELECT FROM listing JOIN cell ON cell.id = listing.cell
    WHERE listing.sweep = sweep.name AND cell.state = 'pending')
    AND NOT EXISTS (
      SELECT FROM sweep_job JOIN job ON job.id = sweep_job.job
      WHERE sweep_job.sweep = sweep.name AND job.kind = 'compare' AND job.state IN ('ready', 'running'))`;
  // A launch that is under way holds its sweep's row and may be about to add cells. So the rows are locked first, and
  // judged again by what has been committed until then.
  const { rows: locked } = await tx.execute<{ name: string }>(
    sql`SELECT name FROM sweep WHERE ${isSettled} FOR NO KEY UPDATE SKIP LOCKED`,
  );
  for (const { name } of locked) {
    // It may have been judged by what a launch has replaced meanwhile.
    const { rows } = await tx.execute(sql`SELECT FROM sweep WHERE name = ${name} AND ${isSettled}`);
    if (rows.length > 0) await planComparisons(tx, name, { isLaunch: false });
  }
  if (locked.length === 0) return [];
  const { rows } = await tx.execute<{ name: string }>(sql`
    UPDATE sweep SET state = 'done', finished_at = clock_timestamp()
    WHERE name = ANY (${sql.param(locked.map(({ name }) => name))}) AND ${isSettled}
    RETURNING name`);
  const names = rows.map(({ name }) => name).sort();
  await keepScores(tx, names);
  await journal(
    tx,
    names.map((name) => ({ type: 'sweep.done', subject: name })),
  );
  return names;
}

async function nextDeadlineMs(tx: Tx, maxMs: number): Promise<number> {
  const { rows } = await tx.execute<{ ms: number | null }>(sql`
    SELECT (extract(epoch FROM least(
      (SELECT min(lease_until) FROM job WHERE state = 'running'),
      (SELECT min(not_before) FROM job WHERE state = 'ready' AND not_before > clock_timestamp())
    ) - clock_timestamp()) * 1000)::float8 AS ms`);
  const ms = rows[0]!.ms ?? maxMs;
  return Math.min(maxMs, Math.max(0, Math.ceil(ms)));
}
