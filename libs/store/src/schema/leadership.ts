/** @file The lead among coordinators: one row for all. */
import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

export const leadership = pgTable(
  'leadership',
  {
    /** Always true, so that there is one row at most. */
    isTheOnly: boolean('is_the_only').primaryKey().default(true),
    coordinator: text().notNull(),
    /** One more with every change of the leader. */
    epoch: integer().notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [check('leadership_is_the_only', sql`${table.isTheOnly}`)],
);
