/** @file Cells: what was asked, and how it ended. A cell knows nothing of sweeps, so that sweeps can share it. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { isOneOf, moment, momentOfWriting } from './columns.ts';
import { dataset, encoder } from './provenance.ts';

export const CELL_STATES = ['pending', 'done', 'failed', 'cancelled'] as const;

export const cell = pgTable(
  'cell',
  {
    id: text().primaryKey(),
    encoder: text()
      .notNull()
      .references(() => encoder.hash),
    dataset: text()
      .notNull()
      .references(() => dataset.hash),
    protocol: text().notNull(),
    /** Hash of the split, and the request that first named it. */
    split: text().notNull(),
    splitRequest: jsonb('split_request').notNull(),
    method: text().notNull(),
    parameters: jsonb().notNull(),
    seed: bigint({ mode: 'number' }),
    state: text({ enum: CELL_STATES }).default('pending').notNull(),
    /** Why it has no result; null while it is pending or done. */
    reason: text(),
    createdAt: momentOfWriting('created_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    check('cell_state', isOneOf(table.state, CELL_STATES)),
    check('cell_ended', sql`(${table.state} = 'pending') = (${table.endedAt} IS NULL)`),
    check('cell_reason', sql`(${table.state} IN ('failed', 'cancelled')) = (${table.reason} IS NOT NULL)`),
    // Small and shrinking: what is left to do, for the question whether a sweep is done.
    index('cell_pending')
      .on(table.id)
      .where(sql`${table.state} = 'pending'`),
  ],
);
