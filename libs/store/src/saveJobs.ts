/** @file Writes the jobs of a plan: new ones, and those that start afresh. */
import { ContractError, type JobPayload, type PlannedCell, type PlannedJob } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { JobState } from './store.ts';

/**
 * A job that is there already goes on, or is done and not repeated, unless it failed, was cancelled, or is to bring cells:
 * those have no other job, or they would not have been planned. Then it starts afresh, and whoever runs it is fenced off.
 * @returns how many jobs were written
 * @throws {ContractError} the plan does not compute exactly the missing cells
 */
export async function saveJobs(tx: Tx, missing: readonly PlannedCell[], jobs: readonly PlannedJob[]): Promise<number> {
  assertPlanned(missing, jobs);
  const known = await lockKnown(tx, jobs);
  const states = new Map(known);
  const written = jobs.filter(({ id, cells }) => {
    const state = known.get(id);
    return state === undefined || state === 'failed' || state === 'cancelled' || cells.length > 0;
  });
  // Nothing that is written is done, so it must count as undone before its dependants are judged.
  for (const { id } of written) states.set(id, 'waiting');
  const rows = written.map((job) => ({
    ...{ id: job.id, kind: job.kind, lane: job.lane, payload: job.payload, ...subjectOf(job) },
    state: job.dependsOn.every((id) => isDone(states, job, id)) ? 'ready' : 'waiting',
  }));
  await restart(
    tx,
    rows.filter(({ id }) => known.has(id)),
  );
  await insert(
    tx,
    rows.filter(({ id }) => !known.has(id)),
  );
  await link(tx, written);
  await tx.execute(sql`
    UPDATE cell SET state = 'pending', reason = NULL, ended_at = NULL
    WHERE id = ANY (${sql.param(missing.map(({ id }) => id))}) AND state <> 'pending'`);
  return written.length;
}

function assertPlanned(missing: readonly PlannedCell[], jobs: readonly PlannedJob[]): void {
  const wanted = new Set(missing.map(({ id }) => id));
  const planned = jobs.flatMap(({ cells }) => cells);
  const isExact =
    planned.length === wanted.size && new Set(planned).size === wanted.size && planned.every((id) => wanted.has(id));
  if (!isExact)
    throw new ContractError(
      `Expected a plan that computes each of ${wanted.size} cells in one job, got one with ${planned.length} (${new Set(planned).size} different, ${planned.filter((id) => !wanted.has(id)).length} not asked for).`,
    );
}

/** Jobs of the plan and those they depend on, as far as they exist; none of them can end before the plan is there. */
async function lockKnown(tx: Tx, jobs: readonly PlannedJob[]): Promise<ReadonlyMap<string, JobState>> {
  const ids = new Set(jobs.flatMap(({ id, dependsOn }) => [id, ...dependsOn]));
  const { rows } = await tx.execute<{ id: string; state: JobState }>(sql`
    SELECT id, state FROM job WHERE id = ANY (${sql.param([...ids])}) ORDER BY id FOR NO KEY UPDATE`);
  return new Map(rows.map(({ id, state }) => [id, state]));
}

function isDone(states: ReadonlyMap<string, JobState>, { id }: PlannedJob, dependsOn: string): boolean {
  const state = states.get(dependsOn);
  if (state === undefined || state === 'failed' || state === 'cancelled')
    throw new ContractError(
      `Job ${id} depends on job ${dependsOn}, which ${state === undefined ? 'does not exist' : `is ${state}`} and is not in the plan.`,
    );
  return state === 'done';
}

/** What a job is about, for people, and how many images it embeds. */
function subjectOf({ kind, payload }: PlannedJob): { label: string; images: number } {
  // Comparisons are planned when all else is done, see planComparisons.ts.
  const label = 'encoder' in payload ? `${payload.encoder.name} ${payload.dataset.name}` : payload.dataset.name;
  return { label, images: kind === 'embed' ? (payload as JobPayload<'embed'>).shard.images : 0 };
}

async function insert(tx: Tx, rows: readonly object[]): Promise<void> {
  // Jobs are published in the order of the plan, so they must be numbered in it.
  const placed = rows.map((row, place) => ({ ...row, place }));
  await tx.execute(sql`
    INSERT INTO job (id, kind, lane, payload, label, images, state)
    SELECT id, kind, lane, payload, label, images, state
    FROM json_to_recordset(${JSON.stringify(placed)}::json) AS given (id text, kind text, lane text, payload jsonb,
      label text, images integer, state text, place integer)
    ORDER BY place`);
}

/** Jobs that are there begin anew in this state; whoever runs one is fenced off. */
export async function restart(tx: Tx, rows: readonly { id: string; state: string }[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = sql.param(rows.map(({ id }) => id));
  await tx.execute(sql`
    UPDATE attempt SET ended_at = clock_timestamp(), outcome = 'fenced', reason = 'its job was launched anew'
    FROM job
    WHERE job.id = ANY (${ids}) AND job.state = 'running' AND attempt.job = job.id AND attempt.token = job.token`);
  await tx.execute(sql`
    UPDATE dead_letter SET redriven_at = clock_timestamp() WHERE job = ANY (${ids}) AND redriven_at IS NULL`);
  await tx.execute(sql`
    UPDATE job SET state = given.state, worker = NULL, lease_until = NULL,
      errors = 0, executor_deaths = 0, infrastructure_errors = 0, interruptions = 0,
      not_before = NULL, published_at = NULL, unanswered_publications = 0,
      result = NULL, reason = NULL, ended_at = NULL, is_announced = false
    FROM json_to_recordset(${JSON.stringify(rows.map(({ id, state }) => ({ id, state })))}::json)
      AS given (id text, state text)
    WHERE job.id = given.id`);
}

async function link(tx: Tx, jobs: readonly PlannedJob[]): Promise<void> {
  const dependencies = jobs.flatMap(({ id, dependsOn }) => dependsOn.map((other) => [id, other] as const));
  await tx.execute(sql`
    INSERT INTO dependency (job, depends_on)
    SELECT * FROM unnest(${sql.param(dependencies.map(([id]) => id))}::text[],
      ${sql.param(dependencies.map(([, other]) => other))}::text[])
    ON CONFLICT DO NOTHING`);
  const cells = jobs.flatMap(({ id, cells }) => cells.map((cell) => [id, cell] as const));
  await tx.execute(sql`
    INSERT INTO job_cell (job, cell)
    SELECT * FROM unnest(${sql.param(cells.map(([id]) => id))}::text[], ${sql.param(cells.map(([, cell]) => cell))}::text[])
    ON CONFLICT (job, cell) DO UPDATE SET is_live = true`);
}
