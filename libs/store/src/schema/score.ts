/**
 * @file Scores: each number of each entry of a sweep. The view `live_score` computes them from cells; of a sweep whose
 * scores are kept they lie in the table `kept_score`, so that a finished sweep is read and not computed; the view `score`
 * is both. Every other view of results is made of `score`.
 */
import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, index, integer, pgTable, pgView, text } from 'drizzle-orm/pg-core';
import { sweep } from './sweep.ts';

const columns = () => ({
  encoder: text().notNull(),
  dataset: text().notNull(),
  subset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  metric: text().notNull(),
  /** Is it the metric that the dataset is ranked by? */
  isHeadline: boolean('is_headline').notNull(),
  value: doublePrecision().notNull(),
  low: doublePrecision().notNull(),
  high: doublePrecision().notNull(),
  n: integer().notNull(),
  draws: integer().notNull(),
  drawSd: doublePrecision('draw_sd'),
  rank: integer().notNull(),
  /** The value, or less it where less is better, with its interval. */
  merit: doublePrecision().notNull(),
  meritLow: doublePrecision('merit_low').notNull(),
  meritHigh: doublePrecision('merit_high').notNull(),
  encoderHash: text('encoder_hash').notNull(),
  labels: doublePrecision().notNull(),
  seconds: doublePrecision().notNull(),
});

const viewColumns = () => ({
  sweep: text().notNull(),
  role: text({ enum: ['pretrained', 'control'] }).notNull(),
  ...columns(),
});

/** No key: it is written whole, one sweep at a time, from a view that gives each row once. */
export const keptScore = pgTable(
  'kept_score',
  {
    sweep: text()
      .notNull()
      .references(() => sweep.name, { onDelete: 'cascade' }),
    ...columns(),
  },
  (table) => [index('kept_score_place').on(table.sweep, table.metric, table.dataset, table.subset)],
);

/** Means are taken in the order of the values, so that they do not depend on the order in which results came. */
export const liveScore = pgView('live_score', viewColumns()).as(sql`
WITH entry_cell AS (
  SELECT DISTINCT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant,
    listing.budget, listing.cell
  FROM listing
  JOIN sweep ON sweep.name = listing.sweep AND NOT sweep.is_kept
), mean AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, metric.subset, entry_cell.protocol,
    entry_cell.method, entry_cell.variant, entry_cell.budget, metric.name AS metric,
    bool_or(metric.is_headline) AS is_headline,
    avg(metric.value ORDER BY metric.value, metric.low, metric.high) AS value,
    avg(metric.low ORDER BY metric.value, metric.low, metric.high) AS low,
    avg(metric.high ORDER BY metric.value, metric.low, metric.high) AS high,
    min(metric.n) AS n,
    count(*)::integer AS draws,
    stddev_samp(metric.value ORDER BY metric.value, metric.low, metric.high) AS draw_sd,
    min(cell.encoder) AS encoder_hash,
    avg(result.train + result.val)::float8 AS labels,
    avg(result.seconds ORDER BY result.seconds) AS seconds
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN result ON result.cell = cell.id
  JOIN metric ON metric.cell = cell.id
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), judged AS (
  SELECT mean.*,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -value ELSE value END AS merit,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -high ELSE low END AS merit_low,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -low ELSE high END AS merit_high
  FROM mean
), compared AS (
  SELECT judged.*, array_agg(merit) OVER peers AS peer_merits, array_agg(merit_low) OVER peers AS peer_lows
  FROM judged
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
), paired AS (
  SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
    job.payload ->> 'budget' AS budget, standing.subset, standing.metric, standing.encoder, standing.method,
    standing.variant, standing.rank
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
  JOIN standing ON standing.job = job.id
)
SELECT sweep, role, encoder, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd,
  coalesce(paired.rank, 1 + (
    SELECT count(*)::integer
    FROM unnest(peer_merits, peer_lows) AS peer (peer_merit, peer_low)
    WHERE peer_merit > merit
      AND peer_merit - merit > sqrt(
        power(greatest(abs(peer_merit - peer_low), 1e-100), 2) + power(greatest(abs(merit_high - merit), 1e-100), 2))
  )) AS rank,
  merit, merit_low, merit_high, encoder_hash, labels, seconds
FROM compared
LEFT JOIN paired USING (sweep, dataset, protocol, budget, subset, metric, encoder, method, variant)
`);

export const score = pgView('score', viewColumns()).as(sql`
SELECT kept_score.sweep, encoder.role, kept_score.encoder, dataset, subset, protocol, method, variant, budget, metric,
  is_headline, value, low, high, n, draws, draw_sd, rank, merit, merit_low, merit_high, encoder_hash, labels, seconds
FROM kept_score
JOIN sweep ON sweep.name = kept_score.sweep AND sweep.is_kept
JOIN encoder ON encoder.hash = kept_score.encoder_hash
UNION ALL
SELECT * FROM live_score
`);
