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
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd, rank
FROM score
`);
