/** @file Writes the table `event`, within the transaction that it tells of. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';

export interface Entry {
  readonly type: string;
  readonly subject: string;
  readonly details?: unknown;
}

export async function journal(tx: Tx, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.execute(sql`
    INSERT INTO event (type, subject, details)
    SELECT type, subject, coalesce(details, '{}')
    FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS entry (type text, subject text, details jsonb)`);
}
