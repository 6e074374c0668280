/** @file The view `doubts`: reasons not to believe a number, each with its evidence. */
import { sql } from 'drizzle-orm';
import { pgView, text } from 'drizzle-orm/pg-core';

/**
 * not-converged, edge-of-grid, constant-features, leaked-test-images   what a cell saw by itself
 * chance-level    the interval of a pretrained encoder's macro accuracy reaches down to 1 / classes: what guessing gets
 * below-control   a control with the same method and budget is significantly better in the paired test
 * fewer-with-more-labels   its interval lies below that of the same entry with the next smaller budget
 */
export const doubts = pgView('doubts', {
  sweep: text().notNull(),
  kind: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  evidence: text().notNull(),
}).as(sql`
WITH entry_cell AS (
  SELECT DISTINCT sweep, encoder, dataset, protocol, method, variant, budget, cell FROM listing
), score AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, entry_cell.protocol, entry_cell.method,
    entry_cell.variant, entry_cell.budget, metric.subset, avg(metric.value) AS value, avg(metric.low) AS low,
    avg(metric.high) AS high, max(jsonb_array_length(dataset.summary -> 'classes')) AS classes
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN dataset ON dataset.hash = cell.dataset
  JOIN metric ON metric.cell = cell.id AND metric.name = 'macro-accuracy' AND metric.subset IN ('test', 'id')
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
), steps AS (
  SELECT score.*, lag(value) OVER budgets AS value_before, lag(low) OVER budgets AS low_before,
    lag(budget) OVER budgets AS budget_before
  FROM score
  WINDOW budgets AS (
    PARTITION BY sweep, encoder, dataset, protocol, method, variant, subset
    ORDER BY nullif(budget, 'all')::integer NULLS LAST)
)
SELECT entry_cell.sweep, cell_doubt.kind, entry_cell.encoder, entry_cell.dataset, entry_cell.protocol, entry_cell.method,
  entry_cell.variant, entry_cell.budget, min(cell_doubt.evidence) AS evidence
FROM cell_doubt JOIN entry_cell ON entry_cell.cell = cell_doubt.cell
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
UNION ALL
SELECT sweep, 'chance-level', encoder, dataset, protocol, method, variant, budget,
  format('macro accuracy %s %% [%s, %s] on %s, where guessing among %s classes gets %s %%', round(100 * value::numeric, 1),
    round(100 * low::numeric, 1), round(100 * high::numeric, 1), subset, classes, round(100.0 / classes, 1))
FROM score WHERE role = 'pretrained' AND classes > 0 AND low <= 1.0 / classes
UNION ALL
SELECT sweep, 'fewer-with-more-labels', encoder, dataset, protocol, method, variant, budget,
  format('macro accuracy %s %% on %s with %s labels per class, but %s %% with %s', round(100 * value::numeric, 1), subset,
    budget, round(100 * value_before::numeric, 1), budget_before)
FROM steps WHERE high < low_before
UNION ALL
SELECT better.sweep, 'below-control', score.encoder, score.dataset, score.protocol, score.method, score.variant,
  score.budget,
  format('the control %s is %s points better on %s [%s, %s]', better.control, round(100 * better.lead::numeric, 1),
    better.subset, round(100 * better.low::numeric, 1), round(100 * better.high::numeric, 1))
FROM score
JOIN LATERAL (
  SELECT * FROM (
    SELECT sweep, subset, other_encoder AS control, -difference AS lead, -high AS low, -low AS high
    FROM comparison
    WHERE sweep = score.sweep AND dataset = score.dataset AND protocol = score.protocol AND budget = score.budget
      AND subset = score.subset AND metric = 'accuracy' AND p_adjusted < 0.05 AND difference < 0
      AND encoder = score.encoder AND method = score.method AND variant = score.variant
      AND other_method = score.method AND other_variant = score.variant
    UNION ALL
    SELECT sweep, subset, encoder, difference, low, high
    FROM comparison
    WHERE sweep = score.sweep AND dataset = score.dataset AND protocol = score.protocol AND budget = score.budget
      AND subset = score.subset AND metric = 'accuracy' AND p_adjusted < 0.05 AND difference > 0
      AND other_encoder = score.encoder AND other_method = score.method AND other_variant = score.variant
      AND method = score.method AND variant = score.variant
  ) AS pair
  WHERE EXISTS (
    SELECT FROM score AS control
    WHERE control.sweep = pair.sweep AND control.encoder = pair.control AND control.role = 'control')
  ORDER BY lead DESC LIMIT 1
) AS better ON true
WHERE score.role = 'pretrained'
`);
