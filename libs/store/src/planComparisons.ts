/**
 * @file Plans the `compare` jobs of a sweep whose cells have all ended: one per dataset, protocol and budget, for all that
 * left predictions there. A job's name is the hash of those predictions, so what was compared before is not compared again.
 */
import { JOB_CATALOG, jobId, type ComparePayload, type Contestant } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { cancelJobs } from './jobEnds.ts';
import { restart } from './saveJobs.ts';

const RESAMPLES = 2000;
/** Pairs grow with the square: of more than so many contestants, those with the highest accuracy are compared. */
const CONTESTANTS_MAX = 300;

interface Group {
  readonly hash: string;
  readonly dataset: string;
  readonly protocol: string;
  readonly budget: string;
  readonly contestants: readonly Contestant[];
}

/**
 * Writes and links the comparisons that are not there yet. One that failed stays failed, unless `isLaunch`.
 * @returns comparisons of the sweep that have not ended
 */
export async function planComparisons(tx: Tx, sweep: string, { isLaunch }: { isLaunch: boolean }): Promise<number> {
  const planned = (await groupsOf(tx, sweep)).map(({ hash, dataset, protocol, budget, contestants }) => {
    const payload: ComparePayload = {
      version: 1,
      dataset: { name: dataset, hash },
      ...{ protocol, budget, resamples: RESAMPLES },
      contestants: contestants.slice(0, CONTESTANTS_MAX),
    };
    return { id: jobId('compare', payload), payload, label: `${dataset} at ${budget}` };
  });
  if (planned.length === 0) return 0;
  const ids = sql.param(planned.map(({ id }) => id));
  const { rows: known } = await tx.execute<{ id: string; state: string }>(
    sql`SELECT id, state FROM job WHERE id = ANY (${ids}) ORDER BY id FOR NO KEY UPDATE`,
  );
  await restart(
    tx,
    known
      .filter(({ state }) => state === 'cancelled' || (isLaunch && state === 'failed'))
      .map(({ id }) => ({ id, state: 'ready' })),
  );
  await tx.execute(sql`
    INSERT INTO job (id, kind, lane, payload, label, state)
    SELECT id, 'compare', ${JOB_CATALOG.compare.lane}, payload, label, 'ready'
    FROM json_to_recordset(${JSON.stringify(planned)}::json) AS given (id text, payload jsonb, label text)
    ON CONFLICT (id) DO NOTHING`);
  await tx.execute(sql`
    INSERT INTO sweep_job (sweep, job) SELECT ${sweep}, unnest(${ids}::text[]) ON CONFLICT DO NOTHING`);
  const { rows } = await tx.execute<{ open: number }>(sql`
    SELECT count(*)::integer AS open FROM job WHERE id = ANY (${ids}) AND state IN ('ready', 'running')`);
  return rows[0]!.open;
}

/** Cancels comparisons of which no running or paused sweep is in want any more. */
export async function cancelStrayComparisons(tx: Tx, reason: string): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM job
    WHERE kind = 'compare' AND state IN ('ready', 'running')
      AND NOT EXISTS (
        SELECT FROM sweep_job JOIN sweep ON sweep.name = sweep_job.sweep
        WHERE sweep_job.job = job.id AND sweep.state IN ('running', 'paused'))
    ORDER BY id FOR NO KEY UPDATE`);
  await cancelJobs(
    tx,
    rows.map(({ id }) => id),
    reason,
  );
}

/** What was scored on the same test images, in groups of at least two; the best first. */
async function groupsOf(tx: Tx, sweep: string): Promise<Group[]> {
  const { rows } = await tx.execute<Group & Record<string, unknown>>(sql`
    WITH entry AS (
      SELECT cell.dataset AS hash, listing.dataset, listing.protocol, listing.budget, listing.encoder, listing.method,
        listing.variant,
        (SELECT metric.value FROM metric WHERE metric.cell = cell.id AND metric.name = 'accuracy'
          ORDER BY metric.subset NOT IN ('test', 'id'), metric.subset LIMIT 1) AS value,
        json_build_object('split', json_build_object('hash', cell.split, 'request', cell.split_request),
          'predictions', result.predictions) AS draw,
        cell.id
      FROM (
        SELECT DISTINCT dataset, protocol, budget, encoder, method, variant, cell FROM listing WHERE sweep = ${sweep}
      ) AS listing
      JOIN cell ON cell.id = listing.cell
      JOIN result ON result.cell = cell.id
    ), contestant AS (
      SELECT hash, dataset, protocol, budget, avg(value ORDER BY value) AS value, encoder, method, variant,
        json_build_object('encoder', encoder, 'method', method, 'variant', variant,
          'draws', json_agg(draw ORDER BY id)) AS entry
      FROM entry GROUP BY hash, dataset, protocol, budget, encoder, method, variant
    )
    SELECT hash, dataset, protocol, budget,
      json_agg(entry ORDER BY value DESC, encoder, method, variant) AS contestants
    FROM contestant GROUP BY hash, dataset, protocol, budget
    HAVING count(*) >= 2
    ORDER BY dataset, protocol, budget, hash`);
  return rows;
}
