/** @file The view `holes`: every listing of a cell without a result, and why it has none (yet). */
import { sql } from 'drizzle-orm';
import { integer, pgView, text } from 'drizzle-orm/pg-core';
import { CELL_STATES } from './cell.ts';

/** A cell that is listed under two budgets is a hole in both. */
export const holes = pgView('holes', {
  sweep: text().notNull(),
  cell: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  draw: integer().notNull(),
  state: text({ enum: CELL_STATES }).notNull(),
  reason: text().notNull(),
}).as(sql`
SELECT listing.sweep, listing.cell, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant,
  listing.budget, listing.draw, cell.state,
  CASE
    WHEN cell.state <> 'pending' THEN cell.reason
    WHEN job.id IS NULL THEN 'no job computes it: launch the sweep again'
    WHEN job.state = 'running' THEN 'its job runs on ' || job.worker
    WHEN sweep.state = 'paused' THEN 'the sweep is paused'
    WHEN job.state = 'waiting' THEN 'its job waits for features'
    WHEN job.not_before > clock_timestamp() THEN 'its job is tried again soon: ' || job.reason
    WHEN job.state = 'ready' THEN 'its job waits for a worker'
    ELSE 'its job has ended without it'
  END AS reason
FROM listing
JOIN sweep ON sweep.name = listing.sweep
JOIN cell ON cell.id = listing.cell
LEFT JOIN job_cell ON job_cell.cell = cell.id AND job_cell.is_live
LEFT JOIN job ON job.id = job_cell.job
WHERE cell.state <> 'done'
`);
