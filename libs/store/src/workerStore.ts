/** @file What a worker's agent asks of the store: its own record, claims, leases, and results under a fencing token. */
import { ContractError, JOB_CATALOG, type CellOutcome, type JobKind } from '@regatta/jobs';
import { sql } from 'drizzle-orm';
import { commitOutcome } from './commitOutcome.ts';
import type { Database, Tx } from './database.ts';
import { LostLeaseError } from './errors.ts';
import { failJobs, finishEmptied } from './jobEnds.ts';
import { journal } from './journal.ts';
import { LEASE_END, lockLeased } from './lease.ts';
import { countFailure, nextStep } from './retryPolicy.ts';
import { saveComparisons } from './saveComparisons.ts';
import type { Claim, Fence, JobFailure, NoClaim, WorkerInfo, WorkerStore } from './store.ts';
import { shortText } from './text.ts';
import { isWanted } from './wanted.ts';

export function workerStore(database: Database): WorkerStore {
  return {
    registerWorker: (worker) => database.write((tx) => registerWorker(tx, worker)),
    workerAlive: (worker, state) => database.write((tx) => workerAlive(tx, worker, state.memoryBytes)),
    workerLeft: (worker, reason) => database.write((tx) => workerLeft(tx, worker, reason)),
    claim: (job, worker) => database.write((tx) => claim(tx, job, worker)),
    renew: (fence) => database.write((tx) => renew(tx, fence)),
    commitCell: (fence, outcome) => database.write((tx) => commitCell(tx, fence, outcome)),
    finish: (fence, result) => database.write((tx) => finish(tx, fence, result)),
    fail: (fence, failure) => database.write((tx) => fail(tx, fence, failure)),
  };
}

async function registerWorker(tx: Tx, worker: WorkerInfo): Promise<void> {
  const { id, host, pid, lanes, device, threads, memoryBytes, version } = worker;
  await tx.execute(sql`
    INSERT INTO worker (id, host, pid, lanes, device, threads, machine_memory_bytes, version)
    VALUES (${id}, ${host}, ${pid}, ${sql.param(lanes)}, ${device}, ${threads}, ${memoryBytes}, ${version})
    ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, lanes = excluded.lanes,
      device = excluded.device, threads = excluded.threads, machine_memory_bytes = excluded.machine_memory_bytes,
      version = excluded.version, seen_at = clock_timestamp(), left_at = NULL, left_reason = NULL`);
  await journal(tx, [{ type: 'worker.joined', subject: id, details: { host, lanes, device, version } }]);
}

async function workerAlive(tx: Tx, worker: string, memoryBytes: number): Promise<void> {
  await tx.execute(
    sql`UPDATE worker SET seen_at = clock_timestamp(), memory_bytes = ${memoryBytes} WHERE id = ${worker}`,
  );
}

async function workerLeft(tx: Tx, worker: string, reason: string): Promise<void> {
  const text = shortText(reason);
  await tx.execute(
    sql`UPDATE worker SET left_at = clock_timestamp(), left_reason = ${text}, memory_bytes = 0 WHERE id = ${worker}`,
  );
  await journal(tx, [{ type: 'worker.left', subject: worker, details: { reason: text } }]);
}

async function claim(tx: Tx, job: string, worker: string): Promise<Claim | NoClaim> {
  const { rows: found } = await tx.execute<{ kind: string; state: string; isEarly: boolean; isWanted: boolean }>(sql`
    SELECT kind, state, coalesce(not_before > clock_timestamp(), false) AS "isEarly", ${isWanted} AS "isWanted"
    FROM job WHERE id = ${job} FOR NO KEY UPDATE`);
  const [candidate] = found;
  // A kind of a newer version of Regatta is not for this worker.
  if (candidate === undefined || !Object.hasOwn(JOB_CATALOG, candidate.kind)) return 'unknown';
  if (candidate.state === 'running') return 'taken';
  if (candidate.state === 'waiting') return 'not-ready';
  if (candidate.state !== 'ready') return 'ended';
  if (!candidate.isWanted) return 'paused';
  if (candidate.isEarly) return 'not-ready';

  const kind = candidate.kind as JobKind;
  const { rows } = await tx.execute<{
    payload: unknown;
    token: number;
    attempt: number;
    inputs: Record<string, unknown>;
    finishedCells: string[];
  }>(sql`
    WITH claimed AS (
      UPDATE job SET state = 'running', worker = ${worker}, lease_until = ${LEASE_END}, token = token + 1,
        attempt = attempt + 1, not_before = NULL, published_at = NULL, unanswered_publications = 0
      WHERE id = ${job}
      RETURNING id, payload, token, attempt
    ), begun AS (
      INSERT INTO attempt (job, token, number, worker) SELECT id, token, attempt, ${worker} FROM claimed
    )
    SELECT payload, token, attempt,
      (SELECT coalesce(json_object_agg(needed.id, needed.result), '{}')
        FROM dependency JOIN job AS needed ON needed.id = dependency.depends_on
        WHERE dependency.job = claimed.id) AS inputs,
      ARRAY(SELECT cell FROM job_cell WHERE job_cell.job = claimed.id AND NOT is_live ORDER BY cell) AS "finishedCells"
    FROM claimed`);
  return { job, kind, ...rows[0]!, leaseMs: JOB_CATALOG[kind].leaseMs };
}

async function renew(tx: Tx, { job, token }: Fence): Promise<'renewed' | 'lost'> {
  const { rowCount } = await tx.execute(
    sql`UPDATE job SET lease_until = ${LEASE_END} WHERE id = ${job} AND token = ${token} AND state = 'running'`,
  );
  return rowCount === 1 ? 'renewed' : 'lost';
}

async function commitCell(tx: Tx, fence: Fence, outcome: CellOutcome): Promise<void> {
  await lockLeased(tx, fence);
  await commitOutcome(tx, fence, outcome);
}

async function finish(tx: Tx, fence: Fence, result: unknown): Promise<void> {
  const { state, kind } = await lockLeased(tx, fence);
  // The answer to an earlier call got lost.
  if (state === 'done') return;
  const { job, token } = fence;
  const { rows } = await tx.execute<{ open: number }>(
    sql`SELECT count(*)::integer AS open FROM job_cell WHERE job = ${job} AND is_live`,
  );
  const { open } = rows[0]!;
  if (open > 0)
    throw new ContractError(
      `Job ${job} cannot be finished: ${open} of its cells ${open === 1 ? 'has' : 'have'} no outcome.`,
    );
  const kept = kind === 'compare' ? await saveComparisons(tx, job, result) : result;
  await tx.execute(sql`
    UPDATE job SET state = 'done', result = ${JSON.stringify(kept)}::jsonb, reason = NULL, worker = NULL,
      lease_until = NULL, ended_at = clock_timestamp(), is_announced = false
    WHERE id = ${job}`);
  await tx.execute(sql`
    UPDATE attempt SET ended_at = clock_timestamp(), outcome = 'done' WHERE job = ${job} AND token = ${token}`);
}

async function fail(tx: Tx, fence: Fence, failure: JobFailure): Promise<'ready' | 'delayed' | 'dead'> {
  const { job, token } = fence;
  const held = await lockLeased(tx, fence);
  if (held.state === 'done') throw new LostLeaseError(fence);
  const counters = countFailure(held, failure);
  const step = nextStep(held.kind, counters, failure, Math.random);
  const reason = shortText(failure.message);
  const exit = failure.exit === null ? null : shortText(failure.exit);
  const logTail = failure.logTail.map(shortText);
  await tx.execute(sql`
    UPDATE attempt SET ended_at = clock_timestamp(), outcome = ${failure.kind}, reason = ${reason},
      stack = ${failure.stack === undefined ? null : shortText(failure.stack)}, exit = ${exit},
      log_tail = ${sql.param(logTail)}
    WHERE job = ${job} AND token = ${token}`);
  await tx.execute(sql`
    UPDATE job SET state = 'ready', reason = ${reason}, worker = NULL, lease_until = NULL,
      errors = ${counters.errors}, executor_deaths = ${counters.executorDeaths},
      infrastructure_errors = ${counters.infrastructureErrors}, interruptions = ${counters.interruptions},
      not_before = ${step.next === 'delayed' ? sql`clock_timestamp() + make_interval(secs => ${step.delayMs / 1000}::float8)` : null}
    WHERE id = ${job}`);
  if (step.next === 'dead') await failJobs(tx, [{ job, cause: step.cause, reason: step.reason, exit, logTail }]);
  else await finishEmptied(tx, [job]);
  return step.next;
}
