/** @file The view `performance_order`: methods and budgets of an encoder on a dataset from best to worst, in one string. */
import { sql } from 'drizzle-orm';
import { integer, pgView, text } from 'drizzle-orm/pg-core';
import { numberColumns } from './entryColumns.ts';

/**
 * Written as in the study of 2022: lr_100>knn_100 and so on, fine-tuning by its budget alone, _ood after what is out of
 * distribution. A variant that is not the method's default stands in brackets: knn(k=5)_10. Of equal numbers the one whose
 * name comes first is first. value, low, high and n are those of the best.
 */
export const performanceOrder = pgView('performance_order', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  subset: text().notNull(),
  protocol: text().notNull(),
  metric: text().notNull(),
  order: text().notNull(),
  entries: integer().notNull(),
  ...numberColumns(),
}).as(sql`
SELECT sweep, encoder, dataset, subset, protocol, metric,
  string_agg(name, '>' ORDER BY merit DESC, name) AS "order", count(*)::integer AS entries,
  (array_agg(value ORDER BY merit DESC, name))[1] AS value, (array_agg(low ORDER BY merit DESC, name))[1] AS low,
  (array_agg(high ORDER BY merit DESC, name))[1] AS high, (array_agg(n ORDER BY merit DESC, name))[1] AS n
FROM (
  SELECT score.*, CASE WHEN stem = '' THEN '' ELSE stem || '_' END || budget
    || CASE WHEN subset = 'ood' THEN '_ood' ELSE '' END AS name
  FROM score
  CROSS JOIN LATERAL (
    SELECT CASE method WHEN 'logistic-regression' THEN 'lr' WHEN 'fine-tune' THEN '' ELSE replace(method, '-', '_') END
      || CASE WHEN variant = '' THEN '' ELSE '(' || variant || ')' END AS stem
  ) AS called
) AS named
GROUP BY sweep, encoder, dataset, subset, protocol, metric
`);
