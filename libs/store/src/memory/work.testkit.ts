/** @file The worker's role in memory: ../workerStore.ts, ../lease.ts, ../commitOutcome.ts. */
import { ContractError, JOB_CATALOG, parseResult, type CellOutcome } from '@regatta/jobs';
import { LostLeaseError } from '../errors.ts';
import { countFailure, nextStep } from '../retryPolicy.ts';
import type { Claim, Fence, JobFailure, NoClaim, WorkerStore } from '../store.ts';
import { shortText } from '../text.ts';
import { endAttempt, failJobs, finishEmptied, released } from './jobEnds.testkit.ts';
import type { JobRow, MemoryTables } from './tables.testkit.ts';
import type { Transactions } from './transactions.testkit.ts';

export function workerTransactions(tables: MemoryTables): Transactions<WorkerStore> {
  return {
    registerWorker: (info) => {
      const memoryBytes = tables.workers.get(info.id)?.memoryBytes ?? 0;
      tables.workers.set(info.id, { info, seenAtMs: tables.now(), memoryBytes, hasLeft: false });
    },
    workerAlive: (id, { memoryBytes }) => {
      const worker = tables.workers.get(id);
      if (worker) Object.assign(worker, { seenAtMs: tables.now(), memoryBytes });
    },
    workerLeft: (id) => {
      const worker = tables.workers.get(id);
      if (worker) Object.assign(worker, { hasLeft: true, memoryBytes: 0 });
    },
    claim: (job, worker) => claim(tables, job, worker),
    renew: (fence) => {
      const job = tables.jobs.get(fence.job);
      if (job?.state !== 'running' || job.token !== fence.token) return 'lost';
      job.leaseUntilMs = tables.now() + JOB_CATALOG[job.kind].leaseMs;
      return 'renewed';
    },
    commitCell: (fence, outcome) => commitCell(tables, heldJob(tables, fence), fence, outcome),
    finish: (fence, result) => finish(tables, heldJob(tables, fence), result),
    fail: (fence, failure) => fail(tables, fence, failure),
  };
}

/** @throws {LostLeaseError} */
function heldJob(tables: MemoryTables, fence: Fence): JobRow {
  const job = tables.jobs.get(fence.job);
  if (job?.token !== fence.token || (job.state !== 'running' && job.state !== 'done')) throw new LostLeaseError(fence);
  return job;
}

function claim(tables: MemoryTables, id: string, worker: string): Claim | NoClaim {
  const job = tables.jobs.get(id);
  if (job === undefined) return 'unknown';
  if (job.state === 'running') return 'taken';
  if (job.state === 'waiting') return 'not-ready';
  if (job.state !== 'ready') return 'ended';
  if (!tables.isWanted(id)) return 'paused';
  if (job.notBeforeMs !== null && job.notBeforeMs > tables.now()) return 'not-ready';
  const { kind, payload } = job;
  const { leaseMs } = JOB_CATALOG[kind];
  const token = job.token + 1;
  Object.assign(job, { ...released(), state: 'running', token, worker, leaseUntilMs: tables.now() + leaseMs });
  Object.assign(job, { publishedAtMs: null, unansweredPublications: 0 });
  job.attempts.push({ token, worker, outcome: null, endedAtMs: null, cells: 0 });
  return {
    ...{ job: id, kind, payload, token, attempt: job.attempts.length, leaseMs },
    inputs: Object.fromEntries([...job.dependsOn].map((needed) => [needed, tables.job(needed).result])),
    finishedCells: [...job.cells].filter((cell) => tables.cell(cell).liveJob !== id).sort(),
  };
}

function commitCell(tables: MemoryTables, job: JobRow, fence: Fence, outcome: CellOutcome): void {
  const cell = job.cells.has(outcome.cell) ? tables.cell(outcome.cell) : undefined;
  if (cell === undefined) throw new ContractError(`Cell ${outcome.cell} is none of job ${job.id}.`);
  if (cell.liveJob !== job.id) return;
  if (outcome.status === 'done') {
    const { hash } = cell.cell.split;
    if (outcome.split.hash !== hash)
      throw new ContractError(`Expected cell ${cell.id} on split ${hash}, got ${outcome.split.hash}.`);
    const odd = outcome.metrics.find(({ value, low, high }) => !Number.isFinite(value + low + high) || low > high);
    if (odd !== undefined)
      throw new ContractError(`Expected finite numbers in order as ${odd.name} of cell ${cell.id}, got ${odd.value}.`);
    tables.results.set(cell.id, { fence, done: outcome });
  }
  const reason = outcome.status === 'failed' ? shortText(outcome.reason) : null;
  Object.assign(cell, { state: outcome.status, reason, endedAtMs: tables.now(), liveJob: null });
  job.attempts.at(-1)!.cells++;
}

function finish(tables: MemoryTables, job: JobRow, result: unknown): void {
  if (job.state === 'done') return;
  const open = tables.liveCells(job).length;
  if (open > 0)
    throw new ContractError(
      `Job ${job.id} cannot be finished: ${open} of its cells ${open === 1 ? 'has' : 'have'} no outcome.`,
    );
  let kept = result;
  if (job.kind === 'compare') {
    const { standings, comparisons, seconds } = parseResult('compare', result);
    job.standings = standings;
    kept = { standings: standings.length, comparisons: comparisons.length, seconds };
  }
  endAttempt(tables, job, 'done');
  Object.assign(job, { ...released(), state: 'done', result: kept, reason: null, isAnnounced: false });
}

function fail(tables: MemoryTables, fence: Fence, failure: JobFailure): 'ready' | 'delayed' | 'dead' {
  const job = heldJob(tables, fence);
  if (job.state === 'done') throw new LostLeaseError(fence);
  const counters = countFailure(job.counters, failure);
  const step = nextStep(job.kind, counters, failure, tables.random);
  endAttempt(tables, job, failure.kind);
  const notBeforeMs = step.next === 'delayed' ? tables.now() + step.delayMs : null;
  Object.assign(job, { ...released(), state: 'ready', reason: shortText(failure.message), counters, notBeforeMs });
  if (step.next === 'dead')
    failJobs(tables, [{ job: job.id, cause: step.cause, reason: step.reason, exit: failure.exit, logTail: [] }]);
  else finishEmptied(tables, job);
  return step.next;
}
