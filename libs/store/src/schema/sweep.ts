/** @file Sweeps, and where each of their cells is listed: the names, budgets and draws it was asked for under. */
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { cell } from './cell.ts';
import { isOneOf, moment, momentOfWriting } from './columns.ts';

export const SWEEP_STATES = ['running', 'paused', 'cancelled', 'done'] as const;

export const sweep = pgTable(
  'sweep',
  {
    name: text().primaryKey(),
    /** The sweep file as it was given. */
    source: text().notNull(),
    seed: bigint({ mode: 'number' }).notNull(),
    state: text({ enum: SWEEP_STATES }).default('running').notNull(),
    createdAt: momentOfWriting('created_at'),
    /** The last launch; equals `created_at` until the sweep is launched again. */
    launchedAt: momentOfWriting('launched_at'),
    finishedAt: moment('finished_at'),
    /** Are its scores those of `kept_score`? Else they are computed whenever they are asked for. */
    isKept: boolean('is_kept').default(false).notNull(),
  },
  (table) => [check('sweep_state', isOneOf(table.state, SWEEP_STATES))],
);

export const listing = pgTable(
  'listing',
  {
    sweep: text()
      .notNull()
      .references(() => sweep.name, { onDelete: 'cascade' }),
    cell: text()
      .notNull()
      .references(() => cell.id),
    encoder: text().notNull(),
    dataset: text().notNull(),
    protocol: text().notNull(),
    method: text().notNull(),
    variant: text().notNull(),
    /** Labels per class, or `all`. */
    budget: text().notNull(),
    draw: integer().notNull(),
  },
  (table) => [
    // Two cells in one place would be averaged as if they were draws of one.
    primaryKey({
      name: 'listing_place',
      columns: [
        table.sweep,
        table.encoder,
        table.dataset,
        table.protocol,
        table.method,
        table.variant,
        table.budget,
        table.draw,
      ],
    }),
    index('listing_cell').on(table.cell, table.sweep),
  ],
);
