/** @file The view `provenance`: for each listed cell, all that its number was made of and by whom. */
import { sql } from 'drizzle-orm';
import { bigint, doublePrecision, integer, jsonb, pgView, text, timestamp } from 'drizzle-orm/pg-core';

/** A cell without a result has its row, with nulls for what is not there yet. Its numbers and their intervals: table `metric`. */
export const cellProvenance = pgView('provenance', {
  sweep: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  draw: integer().notNull(),
  cell: text().notNull(),
  state: text().notNull(),
  value: doublePrecision(),
  low: doublePrecision(),
  high: doublePrecision(),
  n: integer(),
  encoderHash: text('encoder_hash').notNull(),
  weights: text().notNull(),
  tap: text().notNull(),
  preprocessing: text().notNull(),
  precision: text().notNull(),
  datasetHash: text('dataset_hash').notNull(),
  split: text().notNull(),
  parameters: jsonb().notNull(),
  seed: bigint({ mode: 'number' }),
  train: integer(),
  val: integer(),
  chosen: jsonb(),
  predictions: text(),
  provider: text(),
  threads: integer(),
  versions: jsonb(),
  notes: text().array(),
  seconds: doublePrecision(),
  job: text(),
  worker: text(),
  madeAt: timestamp('made_at', { withTimezone: true }),
}).as(sql`
SELECT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant, listing.budget,
  listing.draw, cell.id AS cell, cell.state, metric.value, metric.low, metric.high, metric.n, encoder.hash AS encoder_hash,
  encoder.weights, encoder.tap, encoder.preprocessing, encoder.precision, cell.dataset AS dataset_hash, cell.split,
  cell.parameters, cell.seed, result.train, result.val, result.chosen, result.predictions, result.provider, result.threads,
  result.versions, result.notes, result.seconds, result.job, attempt.worker, result.created_at AS made_at
FROM listing
JOIN cell ON cell.id = listing.cell
JOIN encoder ON encoder.hash = cell.encoder
LEFT JOIN result ON result.cell = cell.id
LEFT JOIN attempt ON attempt.job = result.job AND attempt.token = result.token
LEFT JOIN LATERAL (
  SELECT value, low, high, n FROM metric
  WHERE metric.cell = cell.id AND metric.name = 'accuracy' AND metric.subset IN ('test', 'id')
  LIMIT 1
) AS metric ON true
`);
