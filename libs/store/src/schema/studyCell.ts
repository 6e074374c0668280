/** @file The published numbers of the study of 2022, as the database holds them. Written by a migration and never changed. */
import { check, doublePrecision, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { isFinite } from './columns.ts';

export const studyCell = pgTable(
  'study_cell',
  {
    /** The study's name of the encoder, and the one of the encoder here that comes closest. */
    encoder: text().notNull(),
    encoderHere: text('encoder_here').notNull(),
    dataset: text().notNull(),
    method: text().notNull(),
    /** The study's name of it, which is one more than the labels per class; 0 for clustering. */
    budget: text().notNull(),
    /** `test`, `id` or `ood`. */
    subset: text().notNull(),
    metric: text().notNull(),
    value: doublePrecision().notNull(),
    /** Wilson's 95 % interval; null where no number of images is known. */
    low: doublePrecision(),
    high: doublePrecision(),
    n: integer(),
    /** Date of the revision that has it. */
    revision: text().notNull(),
    /** Why no re-run can be set beside it; null where one can. */
    obstacle: text(),
  },
  (table) => [
    primaryKey({ columns: [table.encoder, table.dataset, table.method, table.budget, table.subset, table.metric] }),
    check('study_cell_value', isFinite(table.value)),
  ],
);
