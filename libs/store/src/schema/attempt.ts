/** @file Attempts: each try at a job, with the token it was made under and how it ended. */
import { check, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { isOneOf, moment, momentOfWriting } from './columns.ts';
import { job } from './job.ts';

/**
 * done         the job was finished
 * interrupted, infrastructure, job   it was given up, for a reason of that kind
 * expired      its lease ran out
 * fenced       it was running when the job was cancelled or launched anew
 */
export const ATTEMPT_OUTCOMES = ['done', 'interrupted', 'infrastructure', 'job', 'expired', 'fenced'] as const;

export const attempt = pgTable(
  'attempt',
  {
    job: text()
      .notNull()
      .references(() => job.id),
    token: integer().notNull(),
    /** Counted from 1 per job. */
    number: integer().notNull(),
    worker: text().notNull(),
    startedAt: momentOfWriting('started_at'),
    endedAt: moment('ended_at'),
    /** Null while it runs. */
    outcome: text({ enum: ATTEMPT_OUTCOMES }),
    reason: text(),
    stack: text(),
    /** Signal or exit code of an executor that died; null when it lived. */
    exit: text(),
    logTail: text('log_tail').array(),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.token] }),
    check('attempt_outcome', isOneOf(table.outcome, ATTEMPT_OUTCOMES)),
  ],
);
