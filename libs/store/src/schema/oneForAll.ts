/** @file The view `one_for_all`: what it costs to keep one entry for every dataset instead of the best for each. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';
import { numberColumns } from './entryColumns.ts';

/**
 * Over the datasets that the entry has a number on, at one budget and metric: on the test images (`id` where there are
 * two kinds) and out of distribution, each apart; single domains are no datasets. `value`, `low` and `high` are the mean
 * regret and its interval: square-and-add per dataset, then over datasets, whose images are no one else's. The best for each is
 * the winner of all entries by the same images, so its luck is in the regret.
 */
export const oneForAll = pgView('one_for_all', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  protocol: text().notNull(),
  budget: text().notNull(),
  subset: text().notNull(),
  metric: text().notNull(),
  ...numberColumns(),
  mean: doublePrecision().notNull(),
  worstRegret: doublePrecision('worst_regret').notNull(),
  worstDataset: text('worst_dataset').notNull(),
  wins: integer().notNull(),
  datasets: integer().notNull(),
  datasetsOfAll: integer('datasets_of_all').notNull(),
  seconds: doublePrecision().notNull(),
  bestSeconds: doublePrecision('best_seconds').notNull(),
}).as(sql`
WITH home AS (
  SELECT score.*, CASE subset WHEN 'ood' THEN 'ood' ELSE 'test' END AS side
  FROM score
  WHERE subset IN ('test', 'id', 'ood')
), judged AS (
  SELECT home.*, first_value(merit) OVER best AS best_merit, first_value(merit_low) OVER best AS best_low,
    first_value(merit_high) OVER best AS best_high, first_value(seconds) OVER best AS best_seconds
  FROM home
  WINDOW best AS (PARTITION BY sweep, dataset, protocol, budget, side, metric ORDER BY merit DESC, seconds, encoder)
), reach AS (
  SELECT sweep, protocol, budget, side, metric, count(DISTINCT dataset)::integer AS datasets_of_all
  FROM home
  GROUP BY 1, 2, 3, 4, 5
), kept AS (
  SELECT sweep, encoder, method, variant, protocol, budget, side, metric, avg(best_merit - merit) AS regret,
    sqrt(sum((best_merit - best_low) ^ 2 + (merit_high - merit) ^ 2)) / count(*) AS below,
    sqrt(sum((best_high - best_merit) ^ 2 + (merit - merit_low) ^ 2)) / count(*) AS above,
    min(n) AS n, avg(value) AS mean, max(best_merit - merit) AS worst_regret,
    (array_agg(dataset ORDER BY best_merit - merit DESC, dataset))[1] AS worst_dataset,
    (count(*) FILTER (WHERE merit = best_merit))::integer AS wins, count(*)::integer AS datasets,
    sum(seconds) AS seconds, sum(best_seconds) AS best_seconds
  FROM judged
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
SELECT sweep, encoder, method, variant, protocol, budget, side AS subset, metric, regret AS value, regret - below AS low,
  regret + above AS high, n, mean, worst_regret, worst_dataset, wins, datasets, datasets_of_all, seconds, best_seconds
FROM kept
JOIN reach USING (sweep, protocol, budget, side, metric)
`);
