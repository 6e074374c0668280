/** @file Columns and checks that tables share. */
import { sql, type SQL } from 'drizzle-orm';
import { timestamp, type AnyPgColumn } from 'drizzle-orm/pg-core';

/** A moment by the database's clock. */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The moment at which the row was written, by the database's clock and not the transaction's start. */
export const momentOfWriting = (name: string) =>
  moment(name)
    .default(sql`clock_timestamp()`)
    .notNull();

/** Not NaN and not infinite: NaN is greater than every number in PostgreSQL, so one comparison refuses it as well. */
export const isFinite = (column: AnyPgColumn): SQL => sql`${column} > '-Infinity' AND ${column} < 'Infinity'`;

/** One of these words. Written out in the check, since a constraint takes no parameters. */
export const isOneOf = (column: AnyPgColumn, words: readonly string[]): SQL =>
  sql`${column} IN (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`;
