/** @file The view `cost`: the seconds that a number has cost, and the seconds per point of it. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView } from 'drizzle-orm/pg-core';
import { entryColumns, numberColumns } from './entryColumns.ts';

/** Embedding is the encoder's on the whole dataset, shared by all of its entries there: null where every shard was there before. */
export const cost = pgView('cost', {
  ...entryColumns(),
  ...numberColumns(),
  draws: integer().notNull(),
  seconds: doublePrecision().notNull(),
  embedSeconds: doublePrecision('embed_seconds'),
  secondsPerPoint: doublePrecision('seconds_per_point'),
  secondsPerPointLow: doublePrecision('seconds_per_point_low'),
  secondsPerPointHigh: doublePrecision('seconds_per_point_high'),
}).as(sql`
WITH embedding AS (
  SELECT sweep_job.sweep, job.payload -> 'encoder' ->> 'hash' AS encoder_hash, job.payload -> 'dataset' ->> 'name' AS dataset,
    sum((job.result ->> 'rows')::float8 / (job.result ->> 'imagesPerSecond')::float8) AS embed_seconds
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'embed' AND job.state = 'done'
  WHERE NOT (job.result ->> 'reused')::boolean AND (job.result ->> 'imagesPerSecond')::float8 > 0
  GROUP BY 1, 2, 3
)
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws, seconds,
  embed_seconds, seconds / (100 * nullif(points.value_, 0)) AS seconds_per_point,
  seconds / (100 * nullif(points.high_, 0)) AS seconds_per_point_low,
  seconds / (100 * nullif(points.low_, 0)) AS seconds_per_point_high
FROM score
LEFT JOIN embedding USING (sweep, encoder_hash, dataset)
CROSS JOIN LATERAL (
  SELECT CASE WHEN merit = value THEN value END AS value_, CASE WHEN merit = value THEN low END AS low_,
    CASE WHEN merit = value THEN high END AS high_
) AS points
`);
