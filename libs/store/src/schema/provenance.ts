/** @file Where numbers come from: encoders with their weights, and datasets, as they were when a sweep named them. */
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { isOneOf, momentOfWriting } from './columns.ts';

export const encoder = pgTable(
  'encoder',
  {
    hash: text().primaryKey(),
    name: text().notNull(),
    /** SHA-256 of the weights' file, which lies under `weights/<sha256>.onnx`. */
    weights: text().notNull(),
    tap: text().notNull(),
    preprocessing: text().notNull(),
    precision: text().notNull(),
    role: text().notNull(),
    manifest: jsonb().notNull(),
    createdAt: momentOfWriting('created_at'),
  },
  (table) => [check('encoder_role', isOneOf(table.role, ['pretrained', 'control']))],
);

export const dataset = pgTable('dataset', {
  /** Content hash of the manifest, which lies under `datasets/<name>/<hash>/manifest.json`. */
  hash: text().primaryKey(),
  name: text().notNull(),
  summary: jsonb().notNull(),
  createdAt: momentOfWriting('created_at'),
});
