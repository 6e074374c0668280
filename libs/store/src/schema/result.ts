/** @file Results of cells, and their metrics in long form: one number a row, with its interval and n. */
import { DOUBTS } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import { boolean, check, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { cell } from './cell.ts';
import { isFinite, isOneOf, momentOfWriting } from './columns.ts';
import { job } from './job.ts';

export const result = pgTable(
  'result',
  {
    cell: text()
      .primaryKey()
      .references(() => cell.id),
    /** The attempt that brought it. */
    job: text()
      .notNull()
      .references(() => job.id),
    token: integer().notNull(),
    /** Images of the split, and the labels per class that the budget gave: smallest and largest class. */
    train: integer().notNull(),
    val: integer().notNull(),
    test: integer().notNull(),
    gotMin: integer('got_min').notNull(),
    gotMax: integer('got_max').notNull(),
    chosen: jsonb().notNull(),
    /** Object key of the predicted class per test image. */
    predictions: text().notNull(),
    excluded: integer().notNull(),
    notes: text().array().notNull(),
    provider: text().notNull(),
    threads: integer().notNull(),
    versions: jsonb().notNull(),
    seconds: doublePrecision().notNull(),
    createdAt: momentOfWriting('created_at'),
  },
  (table) => [check('result_seconds', isFinite(table.seconds))],
);

export const metric = pgTable(
  'metric',
  {
    cell: text()
      .notNull()
      .references(() => result.cell),
    name: text().notNull(),
    /** `test`, `id`, `ood`, or the name of a domain. */
    subset: text().notNull(),
    value: doublePrecision().notNull(),
    /** 95 % interval over test images, made by the method that `interval` names. */
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    interval: text().notNull(),
    /** Test images behind the number. */
    n: integer().notNull(),
    /** True for the one metric that the dataset is ranked by. */
    isHeadline: boolean('is_headline').default(false).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.cell, table.name, table.subset] }),
    check('metric_value_is_finite', isFinite(table.value)),
    check('metric_interval_is_finite', sql`${isFinite(table.low)} AND ${isFinite(table.high)}`),
    check('metric_interval_has_an_order', sql`${table.low} <= ${table.high}`),
    check('metric_n', sql`${table.n} >= 1`),
    // What the monitor asks for every second, without the other subsets and metrics.
    index('metric_headline')
      .on(table.cell, table.subset, table.value)
      .where(sql`${table.name} = 'accuracy' AND ${table.subset} IN ('test', 'id')`),
  ],
);

/** Counts per class, as arrays in the order of the dataset's classes: rows of their own would be a hundred per cell. */
export const classCount = pgTable(
  'class_count',
  {
    cell: text()
      .notNull()
      .references(() => result.cell),
    subset: text().notNull(),
    /** Test images of the class, those of them that were answered rightly, and answers of the class. */
    n: integer().array().notNull(),
    hits: integer().array().notNull(),
    predicted: integer().array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.cell, table.subset] })],
);

/** Reasons not to believe a cell's numbers that the cell saw by itself. */
export const cellDoubt = pgTable(
  'cell_doubt',
  {
    cell: text()
      .notNull()
      .references(() => result.cell),
    kind: text({ enum: DOUBTS }).notNull(),
    evidence: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.cell, table.kind] }), check('cell_doubt_kind', isOneOf(table.kind, DOUBTS))],
);
