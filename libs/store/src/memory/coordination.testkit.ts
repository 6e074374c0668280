/** @file The coordinator's role in memory: ../coordinatorStore.ts, ../leadership.ts, ../publish.ts, ../releaseDependants.ts. */
import { LANES, type WakeUp } from '@regatta/jobs';
import { NotLeaderError } from '../errors.ts';
import { quarantineReason } from '../retryPolicy.ts';
import type { CoordinatorStore, ExpiredLease, Leadership, Trimmed } from '../store.ts';
import { planComparisons } from './comparisons.testkit.ts';
import { endAttempt, failJobs, finishEmptied } from './jobEnds.testkit.ts';
import type { AttemptRow, JobRow, MemoryTables, SweepRow } from './tables.testkit.ts';
import type { Transactions } from './transactions.testkit.ts';

const REPEAT_MS_MIN = 10_000;
const REPEAT_MS_MAX = 300_000;

export function coordinatorTransactions(tables: MemoryTables): Transactions<CoordinatorStore> {
  const asLeader =
    <Given extends unknown[], Answer>(work: (tables: MemoryTables, ...given: Given) => Answer) =>
    (leadership: Leadership, ...given: Given): Answer => {
      const { lead } = tables;
      const { coordinator, epoch } = leadership;
      if (lead?.coordinator !== coordinator || lead.epoch !== epoch || lead.expiresAtMs <= tables.now())
        throw new NotLeaderError(leadership);
      return work(tables, ...given);
    };
  return {
    lead: (coordinator, ttlMs) => takeLead(tables, coordinator, ttlMs),
    abdicate: ({ coordinator, epoch }) => {
      if (tables.lead?.coordinator === coordinator && tables.lead.epoch === epoch)
        tables.lead = { coordinator: '', epoch, expiresAtMs: tables.now() };
    },
    releaseDependants: asLeader(releaseDependants),
    takePublishable: asLeader(takePublishable),
    forgetPublications: asLeader((tables) => {
      for (const job of tables.jobs.values())
        if (job.state === 'ready') Object.assign(job, { publishedAtMs: null, unansweredPublications: 0 });
    }),
    expireLeases: asLeader(expireLeases),
    settleSweeps: asLeader(settleSweeps),
    trim: asLeader(trim),
    nextDeadlineMs: (maxMs) => {
      const nowMs = tables.now();
      let deadlineMs = nowMs + maxMs;
      for (const { state, leaseUntilMs, notBeforeMs } of tables.jobs.values()) {
        if (state === 'running') deadlineMs = Math.min(deadlineMs, leaseUntilMs!);
        if (state === 'ready' && notBeforeMs !== null && notBeforeMs > nowMs)
          deadlineMs = Math.min(deadlineMs, notBeforeMs);
      }
      return Math.max(0, Math.ceil(deadlineMs - nowMs));
    },
  };
}

function takeLead(tables: MemoryTables, coordinator: string, ttlMs: number): Leadership | null {
  const { lead } = tables;
  const nowMs = tables.now();
  if (lead !== null && lead.coordinator !== coordinator && lead.expiresAtMs > nowMs) return null;
  const epoch = lead === null ? 1 : lead.epoch + Number(lead.coordinator !== coordinator);
  tables.lead = { coordinator, epoch, expiresAtMs: nowMs + ttlMs };
  return { coordinator, epoch };
}

function releaseDependants(tables: MemoryTables): { released: number; failed: number } {
  let [released, failed] = [0, 0];
  for (;;) {
    const ended = [...tables.jobs.values()].filter(
      ({ state, isAnnounced }) => ['done', 'failed', 'cancelled'].includes(state) && !isAnnounced,
    );
    if (ended.length === 0) return { released, failed };
    const waiting = new Set(ended.flatMap(({ dependants }) => [...dependants]));
    for (const job of ended) job.isAnnounced = true;
    for (const id of [...waiting].sort()) {
      const job = tables.job(id);
      if (job.state !== 'waiting') continue;
      const needed = [...job.dependsOn].map((other) => tables.job(other));
      const [obstacle] = needed
        .filter(({ state }) => state === 'failed' || state === 'cancelled')
        .map(({ kind, label, state, reason }) => `${kind} ${label} ${state}: ${reason}`)
        .sort();
      if (obstacle !== undefined) {
        failJobs(tables, [{ job: id, cause: 'dependency', reason: obstacle, exit: null, logTail: [] }]);
        failed++;
      } else if (needed.every(({ state }) => state === 'done')) {
        job.state = 'ready';
        released++;
      }
    }
  }
}

function takePublishable(tables: MemoryTables, window: number): WakeUp[] {
  const nowMs = tables.now();
  const isClaimable = (job: JobRow) =>
    job.state === 'ready' && (job.notBeforeMs === null || job.notBeforeMs <= nowMs) && tables.isWanted(job.id);
  const jobs = [...tables.jobs.values()].sort((a, b) => a.sequence - b.sequence);
  const claimable = jobs.filter(isClaimable);
  const repeatMs = ({ unansweredPublications: count }: JobRow) =>
    Math.min(REPEAT_MS_MAX, REPEAT_MS_MIN * 2 ** (count - 1));
  const due = new Set(
    claimable.filter((job) => job.publishedAtMs !== null && job.publishedAtMs < nowMs - repeatMs(job)),
  );
  for (const lane of LANES) {
    const underWay = jobs.filter(
      (job) =>
        job.lane === lane && (job.state === 'running' || (job.publishedAtMs !== null && claimable.includes(job))),
    ).length;
    const fresh = claimable.filter((job) => job.lane === lane && job.publishedAtMs === null);
    for (const job of fresh.slice(0, Math.max(0, window - underWay))) due.add(job);
  }
  return [...due]
    .sort((a, b) => a.sequence - b.sequence)
    .map((job) => {
      job.publications++;
      job.unansweredPublications++;
      job.publishedAtMs = nowMs;
      return { version: 1, job: job.id, kind: job.kind, lane: job.lane, publication: job.publications };
    });
}

function expireLeases(tables: MemoryTables): ExpiredLease[] {
  const expired = [...tables.jobs.values()]
    .filter(({ state, leaseUntilMs }) => state === 'running' && leaseUntilMs! <= tables.now())
    .map((job) => ({ job, worker: job.worker! }));
  return expired.map(({ job, worker }) => {
    endAttempt(tables, job, 'expired');
    const counters = { ...job.counters, interruptions: job.counters.interruptions + 1 };
    const reason = `its lease ran out on ${worker}`;
    Object.assign(job, { state: 'ready', worker: null, leaseUntilMs: null, counters, reason });
    finishEmptied(tables, job);
    const quarantine = job.state === 'ready' ? quarantineReason(workersLost(tables, job)) : null;
    if (quarantine !== null)
      failJobs(tables, [{ job: job.id, cause: 'quarantine', reason: quarantine, exit: null, logTail: [] }]);
    return { job: job.id, kind: job.kind, worker, quarantine };
  });
}

/** The workers of its latest attempts since it was last planned, as far back as each lost its lease for good. */
function workersLost(tables: MemoryTables, { attempts, counters }: JobRow): string[] {
  const isLost = ({ outcome, worker, endedAtMs, cells }: AttemptRow) =>
    outcome === 'expired' && cells === 0 && (tables.workers.get(worker)?.seenAtMs ?? -Infinity) <= endedAtMs!;
  const before = attempts.findLastIndex((attempt) => !isLost(attempt));
  return attempts
    .slice(before + 1)
    .map(({ worker }) => worker)
    .reverse()
    .slice(0, counters.interruptions);
}

/** There is no journal here, and nothing lives long enough for its attempts to be a burden. */
function trim(): Trimmed {
  return { events: 0, attempts: 0 };
}

function settleSweeps(tables: MemoryTables): string[] {
  const isSettled = ({ state, listings, jobs }: SweepRow) =>
    (state === 'running' || state === 'paused') &&
    listings.every(({ cell }) => tables.cell(cell).state !== 'pending') &&
    ![...jobs].some((id) => {
      const { kind, state } = tables.job(id);
      return kind === 'compare' && (state === 'ready' || state === 'running');
    });
  const settled = [...tables.sweeps.values()].filter(isSettled);
  for (const sweep of settled) planComparisons(tables, sweep, { isLaunch: false });
  const done = settled.filter(isSettled);
  for (const sweep of done) Object.assign(sweep, { state: 'done', finishedAtMs: tables.now() });
  return done.map(({ name }) => name).sort();
}
