/** @file The view `worst_group`: the domain on which an entry does worst, beside its mean over domains. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';
import { entryColumns, numberColumns } from './entryColumns.ts';

/** Domains are the subsets beside `test`, `id` and `ood`; a dataset without any has no groups. */
export const worstGroup = pgView('worst_group', {
  ...(({ subset: _, ...rest }) => rest)(entryColumns()),
  worst: text().notNull(),
  ...numberColumns(),
  groups: integer().notNull(),
  groupMean: doublePrecision('group_mean').notNull(),
}).as(sql`
SELECT sweep, encoder, dataset, protocol, method, variant, budget, metric, subset AS worst, value, low, high, n,
  groups::integer AS groups, group_mean
FROM (
  SELECT score.*, row_number() OVER (entry ORDER BY merit, subset) AS place, count(*) OVER entry AS groups,
    avg(value) OVER entry AS group_mean
  FROM score
  WHERE subset NOT IN ('test', 'id', 'ood')
  WINDOW entry AS (PARTITION BY sweep, encoder, dataset, protocol, method, variant, budget, metric)
) AS placed
WHERE place = 1
`);
