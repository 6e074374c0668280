/** @file The view `label_efficiency`: the labels that an encoder saves against another one at equal accuracy. */
import { sql } from 'drizzle-orm';
import { doublePrecision, pgView, text } from 'drizzle-orm/pg-core';
import { entryColumns, numberColumns } from './entryColumns.ts';

/**
 * For each point of the other encoder's learning curve: the labels at which this one reaches the same value, between two of
 * its own points along the logarithm of labels, where its curve first passes it; so too on the curves of its interval's ends. A
 * value that its smallest budget exceeds is reached with that many labels at most (`bound` = at most); one that it does
 * not reach has null (`bound` = not reached). For the metric that the dataset is ranked by.
 */
export const labelEfficiency = pgView('label_efficiency', {
  ...entryColumns(),
  otherEncoder: text('other_encoder').notNull(),
  ...numberColumns(),
  otherLabels: doublePrecision('other_labels').notNull(),
  labels: doublePrecision(),
  labelsLow: doublePrecision('labels_low'),
  labelsHigh: doublePrecision('labels_high'),
  bound: text(),
  saved: doublePrecision(),
  savedLow: doublePrecision('saved_low'),
  savedHigh: doublePrecision('saved_high'),
  factor: doublePrecision(),
}).as(sql`
WITH point AS (
  SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, labels, merit, merit_low,
    merit_high
  FROM score
  WHERE is_headline AND labels > 0
), step AS (
  SELECT point.*, lag(labels) OVER curve AS labels_before, lag(merit) OVER curve AS merit_before,
    lag(merit_low) OVER curve AS low_before, lag(merit_high) OVER curve AS high_before
  FROM point
  WINDOW curve AS (
    PARTITION BY sweep, encoder, dataset, subset, protocol, method, variant, metric
    ORDER BY labels, nullif(budget, 'all')::integer NULLS LAST)
), crossing AS (
  SELECT step.sweep, step.encoder, other.dataset, other.subset, other.protocol, other.method, other.variant, other.budget,
    other.metric, other.encoder AS other_encoder, other.value, other.low, other.high, other.n, other.labels AS other_labels,
    min(CASE WHEN step.merit_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.merit_before) / (step.merit - step.merit_before)) END)
      FILTER (WHERE step.merit >= other.merit AND coalesce(step.merit_before < other.merit, true)) AS labels,
    min(CASE WHEN step.high_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.high_before) / (step.merit_high - step.high_before)) END)
      FILTER (WHERE step.merit_high >= other.merit AND coalesce(step.high_before < other.merit, true)) AS labels_low,
    min(CASE WHEN step.low_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.low_before) / (step.merit_low - step.low_before)) END)
      FILTER (WHERE step.merit_low >= other.merit AND coalesce(step.low_before < other.merit, true)) AS labels_high,
    bool_or(step.merit_before IS NULL AND step.merit > other.merit) AS is_at_most
  FROM point AS other
  JOIN step USING (sweep, dataset, subset, protocol, method, variant, metric)
  WHERE step.encoder <> other.encoder
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
)
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, other_encoder, value, low, high, n,
  other_labels, labels, labels_low, labels_high,
  CASE WHEN labels IS NULL THEN 'not reached' WHEN is_at_most THEN 'at most' END AS bound,
  other_labels - labels AS saved, other_labels - labels_high AS saved_low, other_labels - labels_low AS saved_high,
  other_labels / labels AS factor
FROM crossing
`);
