/** @file What `compare` jobs have found: pairs of entries in paired tests, and the ranks that follow. */
import { sql } from 'drizzle-orm';
import { check, doublePrecision, index, integer, pgTable, pgView, primaryKey, text } from 'drizzle-orm/pg-core';
import { isFinite, isOneOf } from './columns.ts';
import { job } from './job.ts';

/** A contestant is encoder, method and variant at the budget of its job; a number stands for it in pairs. */
export const standing = pgTable(
  'standing',
  {
    /** The `compare` job; dataset, protocol and budget stand in its payload. */
    job: text()
      .notNull()
      .references(() => job.id),
    contestant: integer().notNull(),
    encoder: text().notNull(),
    method: text().notNull(),
    variant: text().notNull(),
    subset: text().notNull(),
    metric: text().notNull(),
    value: doublePrecision().notNull(),
    /** 1 + the number of contestants that are significantly better. */
    rank: integer().notNull(),
    n: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.subset, table.metric, table.contestant] }),
    index('standing_entry').on(table.encoder, table.method, table.variant, table.job),
    check('standing_value', isFinite(table.value)),
    check('standing_rank', sql`${table.rank} >= 1`),
  ],
);

export const pairedTest = pgTable(
  'paired_test',
  {
    job: text()
      .notNull()
      .references(() => job.id),
    subset: text().notNull(),
    metric: text().notNull(),
    /** Contestants of the job, a < b. */
    a: integer().notNull(),
    b: integer().notNull(),
    /** The value of a less that of b, with its 95 % interval over test images. */
    difference: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    test: text().notNull(),
    p: doublePrecision().notNull(),
    /** After Holm's correction over all pairs of the same job, subset and metric. */
    pAdjusted: doublePrecision('p_adjusted').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.subset, table.metric, table.a, table.b] }),
    check('paired_test_order', sql`${table.a} < ${table.b}`),
    check('paired_test_test', isOneOf(table.test, ['mcnemar', 'bootstrap'])),
    check('paired_test_difference', sql`${isFinite(table.low)} AND ${isFinite(table.high)}`),
    check('paired_test_p', sql`${table.p} BETWEEN 0 AND 1 AND ${table.pAdjusted} BETWEEN ${table.p} AND 1`),
  ],
);

/** The view `comparison`: every pair of entries of a sweep, by name. */
export const comparison = pgView('comparison', {
  sweep: text().notNull(),
  dataset: text().notNull(),
  protocol: text().notNull(),
  budget: text().notNull(),
  subset: text().notNull(),
  metric: text().notNull(),
  encoder: text().notNull(),
  method: text().notNull(),
  variant: text().notNull(),
  otherEncoder: text('other_encoder').notNull(),
  otherMethod: text('other_method').notNull(),
  otherVariant: text('other_variant').notNull(),
  difference: doublePrecision().notNull(),
  low: doublePrecision().notNull(),
  high: doublePrecision().notNull(),
  n: integer().notNull(),
  test: text().notNull(),
  p: doublePrecision().notNull(),
  pAdjusted: doublePrecision('p_adjusted').notNull(),
}).as(sql`
SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
  job.payload ->> 'budget' AS budget, paired_test.subset, paired_test.metric, a.encoder, a.method, a.variant,
  b.encoder AS other_encoder, b.method AS other_method, b.variant AS other_variant, paired_test.difference,
  paired_test.low, paired_test.high, least(a.n, b.n) AS n, paired_test.test, paired_test.p, paired_test.p_adjusted
FROM sweep_job
JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
JOIN paired_test ON paired_test.job = job.id
JOIN standing AS a ON a.job = job.id AND a.subset = paired_test.subset AND a.metric = paired_test.metric
  AND a.contestant = paired_test.a
JOIN standing AS b ON b.job = job.id AND b.subset = paired_test.subset AND b.metric = paired_test.metric
  AND b.contestant = paired_test.b
`);
