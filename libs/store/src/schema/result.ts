/** @file Results of cells, and their metrics in long form: one number a row, with its interval and n. */
import { sql } from 'drizzle-orm';
import { check, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { cell } from './cell.ts';
import { isFinite, momentOfWriting } from './columns.ts';
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
