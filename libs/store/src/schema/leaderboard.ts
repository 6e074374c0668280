/** @file The view `leaderboard`: each number of each entry of a sweep, averaged over draws, with interval, n and rank. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';

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
 * rank     1 + the number of entries that are significantly better on the same subset, protocol, budget and metric: the
 *          95 % interval of their difference by square-and-add (Newcombe, Statistics in Medicine 17 (1998) 873-890,
 *          method 10) lies above zero. Entries share their test images, which that interval does not know, so ranks tie
 *          too often rather than too seldom. Every metric counts as better when it is greater.
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
  SELECT score.*, array_agg(value) OVER peers AS peer_values, array_agg(low) OVER peers AS peer_lows
  FROM score
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
)
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws,
  draw_sd,
  1 + (
    SELECT count(*)::integer
    FROM unnest(peer_values, peer_lows) AS peer (peer_value, peer_low)
    WHERE peer_value > value
      AND peer_value - value > sqrt(
        power(greatest(abs(peer_value - peer_low), 1e-100), 2) + power(greatest(abs(high - value), 1e-100), 2))
  ) AS rank
FROM compared
`);
