/** @file The answer to a name that no sweep has. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { UnknownSweepError } from './errors.ts';

/** @throws {UnknownSweepError} always, with the names that exist */
export async function throwUnknownSweep(tx: Tx, name: string): Promise<never> {
  const { rows } = await tx.execute<{ name: string }>(sql`SELECT name FROM sweep ORDER BY name`);
  throw new UnknownSweepError(
    name,
    rows.map((row) => row.name),
  );
}
