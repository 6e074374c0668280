/**
 * @file Scores of a sweep that has ended, kept so that they need not be computed again. They stay what the view
 * `live_score` would give: whatever changes a number forgets them first, and then they are computed when asked for.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from './database.ts';

/**
 * The caller's transaction ends a sweep and must not outlast the lead: of one with more listings the scores are computed
 * whenever they are asked for.
 */
const LISTINGS_MAX = 25_000;

/** The caller holds the locks of the sweeps' rows. */
export async function keepScores(tx: Tx, sweeps: readonly string[]): Promise<void> {
  const { rows: small } = await tx.execute<{ name: string }>(sql`
    SELECT sweep AS name FROM listing WHERE sweep = ANY (${sql.param(sweeps)})
    GROUP BY sweep HAVING count(*) <= ${LISTINGS_MAX} ORDER BY sweep`);
  for (const { name } of small) {
    // The view has nothing of a sweep whose scores are kept.
    await tx.execute(sql`UPDATE sweep SET is_kept = false WHERE name = ${name}`);
    await tx.execute(sql`DELETE FROM kept_score WHERE sweep = ${name}`);
    await tx.execute(sql`
      INSERT INTO kept_score (sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low,
        high, n, draws, draw_sd, rank, merit, merit_low, merit_high, encoder_hash, labels, seconds)
      SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low,
        high, n, draws, draw_sd, rank, merit, merit_low, merit_high, encoder_hash, labels, seconds
      FROM live_score WHERE sweep = ${name}`);
    await tx.execute(sql`UPDATE sweep SET is_kept = true WHERE name = ${name}`);
  }
}

/**
 * A sweep that has ended can get another number all the same: a cell that failed in it is computed for another sweep, or a
 * comparison that failed is started afresh.
 * @param sweeps a query for names
 */
export async function forgetScores(tx: Tx, sweeps: SQL): Promise<void> {
  await tx.execute(sql`UPDATE sweep SET is_kept = false WHERE is_kept AND name IN (${sweeps})`);
}
