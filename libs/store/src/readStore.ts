/** @file What whoever looks asks of the store. Reads see one moment each and change nothing. */
import { asc, desc, eq, sql } from 'drizzle-orm';
import type { Database, Tx } from './database.ts';
import { query } from './query.ts';
import { results } from './results.ts';
import { holes } from './schema/holes.ts';
import { doubts } from './schema/doubts.ts';
import { leaderboard } from './schema/leaderboard.ts';
import { snapshot } from './snapshot.ts';
import type { DoubtRow, EmbeddingRow, HoleRow, LeaderboardRow, ReadStore } from './store.ts';
import { allSummaries, oneSummary } from './summaries.ts';
import { workerRows } from './workerRows.ts';

export function readStore(database: Database): ReadStore {
  return {
    sweeps: () => database.read(allSummaries),
    sweep: (name) => database.read((tx) => oneSummary(tx, name)),
    snapshot: (sweep) => database.read((tx) => snapshot(tx, sweep)),
    leaderboard: (sweep) => database.read((tx) => leaderboardRows(tx, sweep)),
    holes: (sweep) => database.read((tx) => holeRows(tx, sweep)),
    doubts: (sweep) => database.read((tx) => doubtRows(tx, sweep)),
    workers: () => database.read(workerRows),
    results: (sweep) => results(database, sweep),
    unreadableImages: (sweep) => database.read((tx) => unreadableImages(tx, sweep)),
    embeddings: (sweep) => database.read((tx) => embeddings(tx, sweep)),
    query: (text, limits) => query(database, text, limits),
  };
}

/** Small budgets first, `all` last. */
const BUDGET_ORDER = sql`nullif(budget, 'all')::integer NULLS LAST`;

async function leaderboardRows(tx: Tx, sweep: string): Promise<LeaderboardRow[]> {
  await oneSummary(tx, sweep);
  const { dataset, protocol, metric, subset, rank, value, encoder, method, variant } = leaderboard;
  return tx
    .select()
    .from(leaderboard)
    .where(eq(leaderboard.sweep, sweep))
    .orderBy(dataset, protocol, BUDGET_ORDER, metric, subset, asc(rank), desc(value), encoder, method, variant);
}

async function holeRows(tx: Tx, sweep: string): Promise<HoleRow[]> {
  await oneSummary(tx, sweep);
  const { cell, encoder, dataset, method, variant, budget, draw, state, reason } = holes;
  return tx
    .select({ sweep: holes.sweep, cell, encoder, dataset, method, variant, budget, draw, state, reason })
    .from(holes)
    .where(eq(holes.sweep, sweep))
    .orderBy(dataset, encoder, method, variant, BUDGET_ORDER, draw);
}

async function doubtRows(tx: Tx, sweep: string): Promise<DoubtRow[]> {
  await oneSummary(tx, sweep);
  const { dataset, kind, protocol, encoder, method, variant } = doubts;
  return tx
    .select()
    .from(doubts)
    .where(eq(doubts.sweep, sweep))
    .orderBy(dataset, kind, protocol, encoder, method, variant, BUDGET_ORDER);
}

/** An image counts once, however many encoders could not read it. */
async function unreadableImages(tx: Tx, sweep: string): Promise<{ dataset: string; path: string; reason: string }[]> {
  await oneSummary(tx, sweep);
  const { rows } = await tx.execute<{ dataset: string; path: string; reason: string }>(sql`
    SELECT DISTINCT ON (dataset, path) job.payload -> 'dataset' ->> 'name' AS dataset, image.path, image.reason
    FROM sweep_job JOIN job ON job.id = sweep_job.job,
      jsonb_to_recordset(job.result -> 'unreadable') AS image (path text, reason text)
    WHERE sweep_job.sweep = ${sweep} AND job.kind = 'embed' AND job.state = 'done'
    ORDER BY dataset, path, image.reason`);
  return rows;
}

async function embeddings(tx: Tx, sweep: string): Promise<EmbeddingRow[]> {
  await oneSummary(tx, sweep);
  const { rows } = await tx.execute<EmbeddingRow & Record<string, unknown>>(sql`
    SELECT encoder, dataset, provider, count(*)::integer AS shards, sum(images)::integer AS images,
      sum(images) / sum(seconds) AS "imagesPerSecond",
      sum(busy * seconds) / sum(seconds) AS busy, sum(starved * seconds) / sum(seconds) AS starved,
      max(batch) AS batch
    FROM (
      SELECT job.payload -> 'encoder' ->> 'name' AS encoder, job.payload -> 'dataset' ->> 'name' AS dataset,
        result.provider, result.rows AS images, result.rows / result."imagesPerSecond" AS seconds,
        result.busy, result.starved, result.batch
      FROM sweep_job JOIN job ON job.id = sweep_job.job,
        jsonb_to_record(job.result) AS result (provider text, rows integer, reused boolean, batch integer,
          "imagesPerSecond" double precision, busy double precision, starved double precision)
      WHERE sweep_job.sweep = ${sweep} AND job.kind = 'embed' AND job.state = 'done'
        AND NOT result.reused AND result."imagesPerSecond" > 0
    ) AS shard
    GROUP BY encoder, dataset, provider
    ORDER BY encoder, dataset, provider`);
  return rows;
}
