/** @file The view `per_class`: how each class fared in each cell, by the class's name. */
import { sql } from 'drizzle-orm';
import { doublePrecision, integer, pgView, text } from 'drizzle-orm/pg-core';

/** `recall` has Wilson's 95 % interval; recall and interval are null for a class without test images. */
export const perClass = pgView('per_class', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  draw: integer().notNull(),
  subset: text().notNull(),
  class: text().notNull(),
  n: integer().notNull(),
  hits: integer().notNull(),
  predicted: integer().notNull(),
  recall: doublePrecision(),
  low: doublePrecision(),
  high: doublePrecision(),
  precision: doublePrecision(),
}).as(sql`
SELECT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant, listing.budget,
  listing.draw, class_count.subset, coalesce(dataset.summary -> 'classes' -> (number - 1)::integer ->> 'name',
    (number - 1)::text) AS class,
  counts.n, counts.hits, counts.predicted,
  counts.hits::float8 / nullif(counts.n, 0) AS recall,
  greatest(0, (counts.hits + 1.92073 - 1.95996 * sqrt(counts.hits::float8 * (counts.n - counts.hits)
    / nullif(counts.n, 0) + 0.96036)) / (nullif(counts.n, 0) + 3.84146)) AS low,
  least(1, (counts.hits + 1.92073 + 1.95996 * sqrt(counts.hits::float8 * (counts.n - counts.hits)
    / nullif(counts.n, 0) + 0.96036)) / (nullif(counts.n, 0) + 3.84146)) AS high,
  counts.hits::float8 / nullif(counts.predicted, 0) AS precision
FROM listing
JOIN cell ON cell.id = listing.cell
JOIN dataset ON dataset.hash = cell.dataset
JOIN class_count ON class_count.cell = listing.cell
CROSS JOIN LATERAL unnest(class_count.n, class_count.hits, class_count.predicted)
  WITH ORDINALITY AS counts (n, hits, predicted, number)
`);
