/** @file The view `ties`: who cannot be told from the best of a comparison, and who can. */
import { sql } from 'drizzle-orm';
import { boolean, doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';
import { entryColumns, numberColumns } from './entryColumns.ts';

/** Every contestant has its row; `is_tied` says whether the paired test leaves it beside the best, after Holm's correction at 5 %. */
export const ties = pgView('ties', {
  ...entryColumns(),
  ...numberColumns(),
  best: text().notNull(),
  rank: integer().notNull(),
  pAdjusted: doublePrecision('p_adjusted'),
  isTied: boolean('is_tied').notNull(),
}).as(sql`
WITH best AS (
  SELECT DISTINCT ON (job, subset, metric) job, subset, metric, contestant, concat_ws(' ', encoder, method, nullif(variant, '')) AS name
  FROM standing
  ORDER BY job, subset, metric, value DESC, contestant
)
SELECT sweep_job.sweep, standing.encoder, job.payload -> 'dataset' ->> 'name' AS dataset, standing.subset,
  job.payload ->> 'protocol' AS protocol, standing.method, standing.variant, job.payload ->> 'budget' AS budget, standing.metric,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.difference ELSE -pair.difference END, 0) AS value,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.low ELSE -pair.high END, 0) AS low,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.high ELSE -pair.low END, 0) AS high,
  standing.n, best.name AS best, standing.rank, pair.p_adjusted, coalesce(pair.p_adjusted >= 0.05, true) AS is_tied
FROM sweep_job
JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
JOIN standing ON standing.job = job.id
JOIN best ON best.job = job.id AND best.subset = standing.subset AND best.metric = standing.metric
LEFT JOIN paired_test AS pair ON pair.job = job.id AND pair.subset = standing.subset AND pair.metric = standing.metric
  AND pair.a = least(standing.contestant, best.contestant) AND pair.b = greatest(standing.contestant, best.contestant)
`);
