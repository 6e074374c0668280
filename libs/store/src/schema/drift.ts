/** @file The view `drift`: each entry in and out of distribution, the gap, and how far it lies above the line of all. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';
import { entryColumns } from './entryColumns.ts';

/**
 * The line is a least squares fit over all entries of the same sweep, dataset, protocol and metric, whatever their method
 * and budget, on logits (Taori et al., NeurIPS 2020; Miller et al., ICML 2021), which never reach 0 and 1: a share is kept
 * half an image away from them. Log loss is fitted as it is. Effective robustness is what an entry has out of distribution
 * beyond the line; its interval is that of the number out of distribution, as if the line were certain.
 */
export const drift = pgView('drift', {
  ...(({ subset: _, ...rest }) => rest)(entryColumns()),
  id: doublePrecision().notNull(),
  idLow: doublePrecision('id_low').notNull(),
  idHigh: doublePrecision('id_high').notNull(),
  ood: doublePrecision().notNull(),
  oodLow: doublePrecision('ood_low').notNull(),
  oodHigh: doublePrecision('ood_high').notNull(),
  idN: integer('id_n').notNull(),
  n: integer().notNull(),
  gap: doublePrecision().notNull(),
  gapLow: doublePrecision('gap_low').notNull(),
  gapHigh: doublePrecision('gap_high').notNull(),
  entries: integer().notNull(),
  fitted: doublePrecision(),
  effectiveRobustness: doublePrecision('effective_robustness'),
  effectiveLow: doublePrecision('effective_low'),
  effectiveHigh: doublePrecision('effective_high'),
  role: text().notNull(),
}).as(sql`
WITH pair AS (
  SELECT sweep, encoder, role, dataset, protocol, method, variant, budget, metric, id.value AS id, id.low AS id_low,
    id.high AS id_high, id.n AS id_n, ood.value AS ood, ood.low AS ood_low, ood.high AS ood_high, ood.n AS n,
    CASE WHEN id.metric = 'log-loss' THEN id.value ELSE ln(id_share / (1 - id_share)) END AS x,
    CASE WHEN id.metric = 'log-loss' THEN ood.value ELSE ln(ood_share / (1 - ood_share)) END AS y
  FROM (SELECT * FROM score WHERE subset = 'id') AS id
  JOIN (SELECT * FROM score WHERE subset = 'ood') AS ood
    USING (sweep, encoder, role, dataset, protocol, method, variant, budget, metric)
  CROSS JOIN LATERAL (
    SELECT least(greatest(id.value, 0.5 / (id.n + 1)), 1 - 0.5 / (id.n + 1)) AS id_share,
      least(greatest(ood.value, 0.5 / (ood.n + 1)), 1 - 0.5 / (ood.n + 1)) AS ood_share
  ) AS shares
), fit AS (
  SELECT pair.*, count(*) OVER line AS entries,
    regr_intercept(y, x) OVER line + regr_slope(y, x) OVER line * x AS fitted_y
  FROM pair
  WINDOW line AS (PARTITION BY sweep, dataset, protocol, metric)
), drawn AS (
  SELECT fit.*, CASE WHEN entries < 3 THEN NULL WHEN metric = 'log-loss' THEN fitted_y ELSE 1 / (1 + exp(-fitted_y)) END AS fitted
  FROM fit
)
SELECT sweep, encoder, dataset, protocol, method, variant, budget, metric, id, id_low, id_high, ood, ood_low, ood_high, id_n, n,
  id - ood AS gap, id - ood - sqrt((id - id_low) ^ 2 + (ood_high - ood) ^ 2) AS gap_low,
  id - ood + sqrt((id_high - id) ^ 2 + (ood - ood_low) ^ 2) AS gap_high, entries::integer AS entries, fitted,
  ood - fitted AS effective_robustness, ood_low - fitted AS effective_low, ood_high - fitted AS effective_high, role
FROM drawn
`);
