/** @file Dead letters: jobs that were given up, with everything that helps to understand why. */
import { bigint, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { isOneOf, moment, momentOfWriting } from './columns.ts';
import { job } from './job.ts';

/**
 * errors       its own errors have used up its tries
 * quarantine   executors died of it
 * dependency   a job whose result it needs has failed
 */
export const DEATH_CAUSES = ['errors', 'quarantine', 'dependency'] as const;

export const deadLetter = pgTable(
  'dead_letter',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    job: text()
      .notNull()
      .references(() => job.id),
    token: integer().notNull(),
    cause: text({ enum: DEATH_CAUSES }).notNull(),
    reason: text().notNull(),
    exit: text(),
    logTail: text('log_tail').array().notNull(),
    createdAt: momentOfWriting('created_at'),
    /** When the job was started afresh; null while it lies here. */
    redrivenAt: moment('redriven_at'),
  },
  (table) => [check('dead_letter_cause', isOneOf(table.cause, DEATH_CAUSES)), index('dead_letter_job').on(table.job)],
);
