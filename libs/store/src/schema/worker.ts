/** @file Workers: what each is, and when it was last heard of. */
import { bigint, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { moment, momentOfWriting } from './columns.ts';

export const worker = pgTable(
  'worker',
  {
    id: text().primaryKey(),
    host: text().notNull(),
    pid: integer().notNull(),
    lanes: text().array().notNull(),
    device: text().notNull(),
    threads: integer().notNull(),
    /** Memory of its machine. */
    machineMemoryBytes: bigint('machine_memory_bytes', { mode: 'number' }).notNull(),
    version: text().notNull(),
    registeredAt: momentOfWriting('registered_at'),
    seenAt: momentOfWriting('seen_at'),
    /** Resident memory of agent and executor, by the last heartbeat. */
    memoryBytes: bigint('memory_bytes', { mode: 'number' }).default(0).notNull(),
    leftAt: moment('left_at'),
    leftReason: text('left_reason'),
  },
  (table) => [index('worker_seen').on(table.seenAt)],
);
