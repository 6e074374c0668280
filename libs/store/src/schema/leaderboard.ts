/** @file The view `leaderboard`: each number of each entry of a sweep, averaged over draws, with interval, n and rank. */
import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';

/**
 * An entry is encoder, method and variant at a budget; a cell that is listed under two budgets counts in both.
 *
 * value    the mean over draws. Draws whose split is the same (every draw of the budget `all`) are one cell and one draw.
 * low, high  the mean of the draws' own interval ends. All draws of an entry are scored on the same test images, so they
 *          are no independent test sets, and the interval must not shrink with their number. It is the interval of the
 *          mean as if the draws' errors over test images went together entirely: sd(mean) <= mean of the sds, whatever
 *          their correlation, so it is never too narrow for the choice of test images. What another sampling of the
 *          labels would change is not in it but beside it, in draw_sd.
 * n        test images behind the number: the smallest of the draws', never their sum.
 * draw_sd  standard deviation over draws; null with fewer than two.
 * rank     1 + the number of entries that are significantly better on the same subset, protocol, budget and metric, by the
 *          paired tests of the sweep's `compare` jobs (table standing). Until these have run, and for metrics that they do
 *          not know: those of whose difference the 95 % interval by square-and-add (Newcombe, Statistics in Medicine 17
 *          (1998) 873-890, method 10) lies above zero. Entries share their test images, which that interval does not know,
 *          so such ranks tie too often rather than too seldom. Log loss and calibration error are better when
 *          they are less, every other metric when it is greater.
 *          Differences below 1e-100 count as that: PostgreSQL refuses to square a smaller one.
 *
 * Means are taken in the order of the values, so that they do not depend on the order in which results came.
 */
export const leaderboard = pgView('leaderboard', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  role: text({ enum: ['pretrained', 'control'] }).notNull(),
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
}).as(sql`
WITH entry_cell AS (
  SELECT DISTINCT sweep, encoder, dataset, protocol, method, variant, budget, cell
  FROM listing
), score AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, metric.subset, entry_cell.protocol,
    entry_cell.method, entry_cell.variant, entry_cell.budget, metric.name AS metric,
    bool_or(metric.is_headline) AS is_headline,
    avg(metric.value ORDER BY metric.value, metric.low, metric.high) AS value,
    avg(metric.low ORDER BY metric.value, metric.low, metric.high) AS low,
    avg(metric.high ORDER BY metric.value, metric.low, metric.high) AS high,
    min(metric.n) AS n,
    count(*)::integer AS draws,
    stddev_samp(metric.value ORDER BY metric.value, metric.low, metric.high) AS draw_sd
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN metric ON metric.cell = cell.id
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), compared AS (
  SELECT judged.*, array_agg(merit) OVER peers AS peer_merits, array_agg(merit_low) OVER peers AS peer_lows
  FROM (
    SELECT score.*,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -value ELSE value END AS merit,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -high ELSE low END AS merit_low,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -low ELSE high END AS merit_high
    FROM score
  ) AS judged
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
), paired AS (
  SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
    job.payload ->> 'budget' AS budget, standing.subset, standing.metric, standing.encoder, standing.method,
    standing.variant, standing.rank
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
  JOIN standing ON standing.job = job.id
)
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd,
  coalesce(paired.rank, 1 + (
    SELECT count(*)::integer
    FROM unnest(peer_merits, peer_lows) AS peer (peer_merit, peer_low)
    WHERE peer_merit > merit
      AND peer_merit - merit > sqrt(
        power(greatest(abs(peer_merit - peer_low), 1e-100), 2) + power(greatest(abs(merit_high - merit), 1e-100), 2))
  )) AS rank
FROM compared
LEFT JOIN paired USING (sweep, dataset, protocol, budget, subset, metric, encoder, method, variant)
`);
