/** @file What must hold of the tables in memory at any moment: the rules of ../invariants.testkit.ts, one for one. */
import { isOpen, type JobRow, type MemoryTables } from './tables.testkit.ts';

type Rule = (tables: MemoryTables) => Iterable<string>;

const RULES: Readonly<Record<string, Rule>> = {
  'a live cell is pending, and its job has not ended': ({ cells, jobs }) =>
    namesOf(cells, ({ state, liveJob }) => liveJob !== null && (state !== 'pending' || !isOpen(jobs.get(liveJob)!))),
  *'a pending cell that a running or paused sweep lists is live in a job of that sweep'({ sweeps, cells }) {
    for (const { state, listings, jobs } of sweeps.values())
      if (state === 'running' || state === 'paused')
        for (const { cell: id } of listings) {
          const cell = cells.get(id)!;
          if (cell.state === 'pending' && (cell.liveJob === null || !jobs.has(cell.liveJob))) yield id;
        }
  },
  'a sweep has the time of its end exactly when it has ended': ({ sweeps }) =>
    namesOf(
      sweeps,
      ({ state, finishedAtMs }) => (state === 'done' || state === 'cancelled') !== (finishedAtMs !== null),
    ),
  'a job that is claimable computes something, or something waits for it or failed for want of another': (tables) =>
    namesOf(
      tables.jobs,
      (job) =>
        (job.state === 'waiting' || job.state === 'ready') &&
        job.kind !== 'compare' &&
        tables.liveCells(job).length === 0 &&
        ![...job.dependants].some((id) => ['waiting', 'failed'].includes(tables.job(id).state)),
    ),
  'a comparison that is claimable is wanted by a sweep that goes on': (tables) =>
    namesOf(tables.jobs, (job) => isComparison(job) && isOpen(job) && !tables.isWanted(job.id, ['running', 'paused'])),
  'a comparison has standings exactly when it is done': ({ jobs }) =>
    namesOf(jobs, (job) => isComparison(job) && (job.state === 'done') !== (job.standings !== null)),
  'a job waits for as long as one that it depends on is not done': (tables) =>
    namesOf(
      tables.jobs,
      ({ state, dependsOn }) =>
        (state === 'ready' || state === 'running') && [...dependsOn].some((id) => tables.job(id).state !== 'done'),
    ),
  'an attempt is open exactly while its job runs under its token': ({ jobs }) =>
    namesOf(jobs, ({ state, token, attempts }) =>
      attempts.some((attempt) => (attempt.outcome === null) !== (state === 'running' && attempt.token === token)),
    ),
  'a job has a worker and a lease exactly while it runs': ({ jobs }) =>
    namesOf(
      jobs,
      ({ state, worker, leaseUntilMs }) =>
        (state === 'running') !== (worker !== null) || (state === 'running') !== (leaseUntilMs !== null),
    ),
  'a cell is done exactly when it has a result with numbers': ({ cells, results }) =>
    namesOf(cells, ({ id, state }) => (state === 'done') !== (results.get(id)?.done.metrics.length ?? 0) > 0),
  'a cell that failed or was cancelled says why': ({ cells }) =>
    namesOf(cells, ({ state, reason }) => (state === 'failed' || state === 'cancelled') !== (reason !== null)),
  'a failed job lies in the dead letters, and no other': ({ jobs, deadLetters }) =>
    namesOf(jobs, ({ id, state }) => (state === 'failed') !== deadLetters.has(id)),
};

/** The rules that are broken, each with what breaks it. */
export function violationsOf(tables: MemoryTables): string[] {
  return Object.entries(RULES).flatMap(([rule, broken]) =>
    [...broken(tables)].map((name) => `Broken: ${rule} (${name})`),
  );
}

const isComparison = ({ kind }: JobRow) => kind === 'compare';

function* namesOf<Row>(table: ReadonlyMap<string, Row>, isBroken: (row: Row) => boolean): Generator<string> {
  for (const [name, row] of table) if (isBroken(row)) yield name;
}
