/** @file How cells stand. */
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { CellState } from './store.ts';

/** States of the cells that exist; a new cell is not in the map. */
export async function cellStates(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { state: CellState; live: boolean }>> {
  const { rows } = await tx.execute<{ id: string; state: CellState; live: boolean }>(sql`
    SELECT cell.id, cell.state, job_cell.cell IS NOT NULL AS live
    FROM cell LEFT JOIN job_cell ON job_cell.cell = cell.id AND job_cell.is_live
    WHERE cell.id = ANY (${sql.param(ids)})`);
  return new Map(rows.map(({ id, state, live }) => [id, { state, live }]));
}
