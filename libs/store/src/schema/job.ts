/** @file Jobs with their state and lease, what they wait for, the cells they compute, and the sweeps that want them. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { LANES } from '@regatta/jobs';
import { cell } from './cell.ts';
import { isOneOf, moment, momentOfWriting } from './columns.ts';
import { sweep } from './sweep.ts';

export const JOB_STATES = ['waiting', 'ready', 'running', 'done', 'failed', 'cancelled'] as const;

export const job = pgTable(
  'job',
  {
    id: text().primaryKey(),
    /** Jobs are published in this order: that of their planning. */
    sequence: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text().notNull(),
    lane: text().notNull(),
    payload: jsonb().notNull(),
    /** Encoder and dataset, for people. */
    label: text().notNull(),
    /** Images that it embeds; 0 for other kinds. */
    images: integer().default(0).notNull(),
    state: text({ enum: JOB_STATES }).notNull(),

    /** The fencing token: one more with every claim. It is good for as long as the job runs under it. */
    token: integer().default(0).notNull(),
    /** The holder of the lease and when it runs out; null unless running. */
    worker: text(),
    leaseUntil: moment('lease_until'),

    /** Claims so far. */
    attempt: integer().default(0).notNull(),
    /** The counters since the job was last planned: its own errors, executors that died of it, and what it was not to blame for. */
    errors: integer().default(0).notNull(),
    executorDeaths: integer('executor_deaths').default(0).notNull(),
    infrastructureErrors: integer('infrastructure_errors').default(0).notNull(),
    interruptions: integer().default(0).notNull(),
    /** A ready job may be claimed from then on; null for at once. */
    notBefore: moment('not_before'),

    /** Publications ever: the number in a message's name, which must never come twice. */
    publications: integer().default(0).notNull(),
    /** Publications that led to no claim since the job became ready, and the last of them. */
    unansweredPublications: integer('unanswered_publications').default(0).notNull(),
    publishedAt: moment('published_at'),

    result: jsonb(),
    /** Why the last attempt ended without success; null once the job is done. */
    reason: text(),
    /** False from its end until those that wait for it have been freed or failed. */
    isAnnounced: boolean('is_announced').default(false).notNull(),
    createdAt: momentOfWriting('created_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    check('job_state', isOneOf(table.state, JOB_STATES)),
    check('job_lane', isOneOf(table.lane, LANES)),
    check(
      'job_lease',
      sql`(${table.state} = 'running') = (${table.worker} IS NOT NULL)
        AND (${table.state} = 'running') = (${table.leaseUntil} IS NOT NULL)`,
    ),
    check('job_ended', sql`(${table.state} IN ('done', 'failed', 'cancelled')) = (${table.endedAt} IS NOT NULL)`),
    check('job_reason', sql`${table.state} NOT IN ('failed', 'cancelled') OR ${table.reason} IS NOT NULL`),
    index('job_to_publish')
      .on(table.lane, table.sequence)
      .where(sql`${table.state} = 'ready' AND ${table.publishedAt} IS NULL`),
    index('job_published')
      .on(table.lane, table.publishedAt)
      .where(sql`${table.state} = 'ready' AND ${table.publishedAt} IS NOT NULL`),
    index('job_delayed')
      .on(table.notBefore)
      .where(sql`${table.state} = 'ready' AND ${table.notBefore} IS NOT NULL`),
    index('job_leased')
      .on(table.leaseUntil)
      .where(sql`${table.state} = 'running'`),
    index('job_unannounced')
      .on(table.id)
      .where(sql`${table.state} IN ('done', 'failed', 'cancelled') AND NOT ${table.isAnnounced}`),
  ],
);

export const dependency = pgTable(
  'dependency',
  {
    job: text()
      .notNull()
      .references(() => job.id),
    dependsOn: text('depends_on')
      .notNull()
      .references(() => job.id),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.dependsOn] }),
    index('dependency_depends_on').on(table.dependsOn),
  ],
);

export const jobCell = pgTable(
  'job_cell',
  {
    job: text()
      .notNull()
      .references(() => job.id),
    cell: text()
      .notNull()
      .references(() => cell.id),
    /** True while the cell is pending and this job is to bring its result. */
    isLive: boolean('is_live').default(true).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.job, table.cell] }),
    uniqueIndex('job_cell_live')
      .on(table.cell)
      .where(sql`${table.isLive}`),
  ],
);

export const sweepJob = pgTable(
  'sweep_job',
  {
    sweep: text()
      .notNull()
      .references(() => sweep.name, { onDelete: 'cascade' }),
    job: text()
      .notNull()
      .references(() => job.id),
  },
  (table) => [primaryKey({ columns: [table.sweep, table.job] }), index('sweep_job_job').on(table.job)],
);
