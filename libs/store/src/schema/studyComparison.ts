/** @file The view `study_comparison`: each published number of the study of 2022 beside each of ours, with a verdict. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';

/**
 * A published number without one of ours has one row, with sweep null. Two numbers differ beyond noise when they are further
 * apart than both intervals by square-and-add and, on top, the study's own spread between two runs of one setting (2.5 points
 * for kNN, 1.6 for logistic regression, on Flowers).
 */
export const studyComparison = pgView('study_comparison', {
  sweep: text(),
  encoder: text().notNull(),
  encoderHere: text('encoder_here').notNull(),
  dataset: text().notNull(),
  method: text().notNull(),
  variant: text(),
  budget: text().notNull(),
  subset: text().notNull(),
  metric: text().notNull(),
  published: doublePrecision().notNull(),
  publishedLow: doublePrecision('published_low'),
  publishedHigh: doublePrecision('published_high'),
  publishedN: integer('published_n'),
  value: doublePrecision(),
  low: doublePrecision(),
  high: doublePrecision(),
  n: integer(),
  draws: integer(),
  difference: doublePrecision(),
  noise: doublePrecision(),
  verdict: text({ enum: ['agrees', 'differs beyond noise', 'not comparable'] }).notNull(),
  reason: text(),
}).as(sql`
WITH ours AS (
  SELECT score.*, split_part(encoder.name, '+', 1) AS encoder_name, encoder.preprocessing
  FROM score
  JOIN encoder ON encoder.hash = score.encoder_hash
), beside AS (
  SELECT study_cell.*, ours.sweep, ours.variant, ours.value AS our_value, ours.low AS our_low, ours.high AS our_high, ours.n AS our_n,
    ours.draws, ours.value - study_cell.value AS difference,
    CASE WHEN ours.value > study_cell.value
      THEN sqrt((ours.value - ours.low) ^ 2 + (study_cell.high - study_cell.value) ^ 2)
      ELSE sqrt((ours.high - ours.value) ^ 2 + (study_cell.value - study_cell.low) ^ 2)
    END + CASE study_cell.method WHEN 'knn' THEN 0.025 WHEN 'logistic-regression' THEN 0.016 ELSE 0 END AS noise,
    CASE
      WHEN ours.sweep IS NULL THEN 'there is no number here'
      WHEN study_cell.obstacle IS NOT NULL THEN study_cell.obstacle
      WHEN ours.protocol <> 'study' THEN 'another split: protocol ' || ours.protocol
      WHEN ours.preprocessing <> 'study' THEN 'other preprocessing: ' || ours.preprocessing
      WHEN study_cell.low IS NULL THEN 'the published number has no interval'
    END AS reason
  FROM study_cell
  LEFT JOIN ours ON ours.encoder_name = study_cell.encoder_here AND ours.dataset = study_cell.dataset
    AND ours.method = study_cell.method AND ours.budget = study_cell.budget AND ours.subset = study_cell.subset
    AND ours.metric = study_cell.metric
)
SELECT sweep, encoder, encoder_here, dataset, method, variant, budget, subset, metric, value AS published, low AS published_low,
  high AS published_high, n AS published_n, our_value AS value, our_low AS low, our_high AS high, our_n AS n, draws, difference, noise,
  CASE WHEN reason IS NOT NULL THEN 'not comparable' WHEN abs(difference) <= noise THEN 'agrees' ELSE 'differs beyond noise'
  END AS verdict, reason
FROM beside
`);
