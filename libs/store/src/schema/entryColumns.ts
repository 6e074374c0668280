/** @file Columns that views of results share: the place of an entry, and a number with its interval. */
import { doublePrecision, integer, text } from 'drizzle-orm/pg-core';

export const entryColumns = () => ({
  sweep: text().notNull(),
  encoder: text().notNull(),
  dataset: text().notNull(),
  subset: text().notNull(),
  protocol: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  budget: text().notNull(),
  metric: text().notNull(),
});

export const numberColumns = () => ({
  value: doublePrecision().notNull(),
  low: doublePrecision().notNull(),
  high: doublePrecision().notNull(),
  n: integer().notNull(),
});
