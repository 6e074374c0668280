/** @file The lead among coordinators: a lease with an epoch, judged by the database's clock. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { NotLeaderError } from './errors.ts';
import { journal } from './journal.ts';
import type { Leadership } from './store.ts';

/** Takes the lead when nobody has it, keeps it when it is one's own; the epoch grows with every change of the leader. */
export async function takeLead(tx: Tx, coordinator: string, ttlMs: number): Promise<Leadership | null> {
  const { rows } = await tx.execute<{ epoch: number; isNew: boolean }>(sql`
    WITH before AS (SELECT epoch FROM leadership)
    INSERT INTO leadership AS lead (coordinator, epoch, expires_at)
    VALUES (${coordinator}, 1, clock_timestamp() + make_interval(secs => ${ttlMs / 1000}::float8))
    ON CONFLICT (is_the_only) DO UPDATE SET coordinator = excluded.coordinator,
      epoch = lead.epoch + (lead.coordinator <> excluded.coordinator)::integer, expires_at = excluded.expires_at
      WHERE lead.coordinator = excluded.coordinator OR lead.expires_at <= clock_timestamp()
    RETURNING epoch, epoch IS DISTINCT FROM (SELECT epoch FROM before) AS "isNew"`);
  const [lead] = rows;
  if (lead === undefined) return null;
  const { epoch, isNew } = lead;
  if (isNew) await journal(tx, [{ type: 'coordinator.leads', subject: coordinator, details: { epoch } }]);
  return { coordinator, epoch };
}

export async function giveUpLead(tx: Tx, { coordinator, epoch }: Leadership): Promise<void> {
  // The name goes too: should the same coordinator lead again, that is a new epoch.
  await tx.execute(sql`
    UPDATE leadership SET coordinator = '', expires_at = clock_timestamp()
    WHERE coordinator = ${coordinator} AND epoch = ${epoch}`);
}

/**
 * Holds the lead until the transaction ends: nobody else can take it before what was written is there.
 * @throws {NotLeaderError}
 */
export async function assertLeads(tx: Tx, leadership: Leadership): Promise<void> {
  const { coordinator, epoch } = leadership;
  const { rowCount } = await tx.execute(sql`
    SELECT FROM leadership
    WHERE coordinator = ${coordinator} AND epoch = ${epoch} AND expires_at > clock_timestamp()
    FOR SHARE`);
  if (rowCount !== 1) throw new NotLeaderError(leadership);
}
