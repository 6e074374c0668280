/** @file The view `speed`: images per second by encoder, dataset and provider, from shards that were embedded. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';

/** `value` is over all images together, `low` and `high` are the slowest and the quickest shard; null where all were there before. */
export const speed = pgView('speed', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  provider: text().notNull(),
  value: doublePrecision(),
  low: doublePrecision(),
  high: doublePrecision(),
  n: integer().notNull(),
  shards: integer().notNull(),
  reused: integer().notNull(),
}).as(sql`
SELECT sweep, encoder, dataset, provider,
  sum(images) FILTER (WHERE is_timed) / sum(images / nullif(rate, 0)) FILTER (WHERE is_timed) AS value,
  min(rate) FILTER (WHERE is_timed) AS low, max(rate) FILTER (WHERE is_timed) AS high,
  coalesce(sum(images) FILTER (WHERE is_timed), 0)::integer AS n, (count(*) FILTER (WHERE is_timed))::integer AS shards,
  (count(*) FILTER (WHERE NOT is_timed))::integer AS reused
FROM (
  SELECT sweep_job.sweep, job.payload -> 'encoder' ->> 'name' AS encoder, job.payload -> 'dataset' ->> 'name' AS dataset,
    job.result ->> 'provider' AS provider, (job.result ->> 'rows')::float8 AS images,
    (job.result ->> 'imagesPerSecond')::float8 AS rate,
    NOT (job.result ->> 'reused')::boolean AND (job.result ->> 'imagesPerSecond')::float8 > 0 AS is_timed
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'embed' AND job.state = 'done' AND job.result IS NOT NULL
) AS shard
GROUP BY 1, 2, 3, 4
`);
