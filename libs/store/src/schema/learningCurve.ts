/** @file The view `learning_curve`: each entry's number by budget, and what the step from the smaller budget has brought. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';
import { entryColumns, numberColumns } from './entryColumns.ts';

/** The interval of a gain is by square-and-add, as if both budgets had other test images: too wide rather than too narrow. */
export const learningCurve = pgView('learning_curve', {
  ...entryColumns(),
  ...numberColumns(),
  draws: integer().notNull(),
  drawSd: doublePrecision('draw_sd'),
  labels: doublePrecision().notNull(),
  budgetBefore: text('budget_before'),
  gain: doublePrecision(),
  gainLow: doublePrecision('gain_low'),
  gainHigh: doublePrecision('gain_high'),
  gainPerLabel: doublePrecision('gain_per_label'),
}).as(sql`
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws, draw_sd, labels,
  budget_before, value - value_before AS gain,
  value - value_before - sqrt((value - low) ^ 2 + (high_before - value_before) ^ 2) AS gain_low,
  value - value_before + sqrt((high - value) ^ 2 + (value_before - low_before) ^ 2) AS gain_high,
  (value - value_before) / nullif(labels - labels_before, 0) AS gain_per_label
FROM (
  SELECT score.*, lag(budget) OVER steps AS budget_before, lag(value) OVER steps AS value_before,
    lag(low) OVER steps AS low_before, lag(high) OVER steps AS high_before, lag(labels) OVER steps AS labels_before
  FROM score
  WINDOW steps AS (
    PARTITION BY sweep, encoder, dataset, subset, protocol, method, variant, metric
    ORDER BY nullif(budget, 'all')::integer NULLS LAST)
) AS stepped
`);
