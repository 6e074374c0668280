/** @file A journal of what changed the course of things: launches, pauses, deaths. Single cells and heartbeats are not in it. */
import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { momentOfWriting } from './columns.ts';

export const event = pgTable(
  'event',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: momentOfWriting('at'),
    type: text().notNull(),
    /** What it happened to: the name of a sweep, or the id of a job, a worker or a coordinator. */
    subject: text().notNull(),
    details: jsonb().notNull(),
  },
  (table) => [index('event_subject').on(table.subject, table.id)],
);
