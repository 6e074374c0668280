/**
 * @file How long a job that is ready waits for the start of its work on an idle fleet: real PostgreSQL, NATS, coordinator,
 * worker and executor, one sweep of two jobs after the other.
 *
 * The work is next to nothing (features that are there already), so every sweep gives two samples: its `embed` job is
 * ready when the launch has committed, its `evaluate` job when the `embed` job is done.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellId, planJobs, type PlannedCell, type RegattaEvent } from '@regatta/jobs';
import { startNats, startPostgres } from '@regatta/local';
import { migrate } from '@regatta/store';
import { Fleet } from '../support/fleet.ts';
import { median } from '../support/measure.ts';
import { waitFor } from '../support/waitFor.ts';

const SWEEPS = 60;
/** The first ones find caches and connections cold. */
const WARM_UP = 5;

export default async function run(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-bench-'));
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), database: 'regatta' });
  const nats = await startNats({ folder: join(folder, 'nats') });
  try {
    await migrate(postgres.url);
    const sweep = { encoders: ['pixel-statistics'], imagesPerClass: 4, budgets: [2], draws: 1 } as const;
    const fleet = await Fleet.open({ databaseUrl: postgres.url, natsUrl: nats.url, sweep });
    try {
      return table(await measure(fleet));
    } finally {
      await fleet.close();
    }
  } finally {
    await Promise.all([nats.stop(), postgres.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Samples {
  readonly claimed: number[];
  readonly begun: number[];
}

/** @returns milliseconds from ready to the claim and to the executor's first word, of both kinds of job */
async function measure(fleet: Fleet): Promise<{ embed: Samples; evaluate: Samples }> {
  const heard: { event: RegattaEvent; atMs: number }[] = [];
  await fleet.bus.subscribeEvents(
    (event) => heard.push({ event, atMs: performance.now() }),
    () => undefined,
  );
  fleet.coordinator();
  fleet.worker();
  const samples = { embed: { claimed: [], begun: [] }, evaluate: { claimed: [], begun: [] } };
  for (let i = 0; i < WARM_UP + SWEEPS; i++) {
    heard.length = 0;
    const { embed, evaluate, readyMs } = await launch(fleet, i);
    const when = (job: string, types: readonly RegattaEvent['type'][]) =>
      heard.find(({ event }) => 'job' in event && event.job === job && types.includes(event.type))?.atMs;
    await waitFor(() => when(evaluate, ['job.done']), { what: 'both jobs to be done', everyMs: 5 });
    if (i < WARM_UP) continue;
    const embeddedMs = when(embed, ['job.done'])!;
    record(samples.embed, readyMs, [when(embed, ['job.claimed'])!, when(embed, ['job.progress'])!]);
    const begunMs = when(evaluate, ['job.progress', 'cell.done'])!;
    record(samples.evaluate, embeddedMs, [when(evaluate, ['job.claimed'])!, begunMs]);
  }
  return samples;
}

function record({ claimed, begun }: Samples, readyMs: number, [claimedMs, begunMs]: [number, number]): void {
  claimed.push(claimedMs - readyMs);
  begun.push(begunMs - readyMs);
}

/** A sweep of one cell that no other has, and therefore two jobs. */
async function launch(fleet: Fleet, i: number): Promise<{ embed: string; evaluate: string; readyMs: number }> {
  const { sweep, shards } = fleet.sweep;
  const { cell, listings } = sweep.cells.find((planned) => planned.cell.method.kind === 'knn')!;
  const own = { ...cell, method: { ...cell.method, k: i + 1 } } as PlannedCell['cell'];
  const planned: PlannedCell = { id: cellId(own), cell: own, listings };
  // Part of a job's name and of nothing else here: it makes the embed job another one, too.
  const jobs = planJobs([planned], shards, { provider: 'cpu', unreadableShareMax: (i + 1) / 1000 });
  await fleet.store.saveSweep({ ...sweep, name: `claim-${i}`, cells: [planned] }, () => jobs);
  const readyMs = performance.now();
  const at = new Date().toISOString();
  fleet.bus.publishEvent({ type: 'sweep.changed', at, sweep: `claim-${i}`, state: 'running', by: 'bench' });
  return { embed: jobs[0]!.id, evaluate: jobs[1]!.id, readyMs };
}

function table({ embed, evaluate }: { embed: Samples; evaluate: Samples }): string {
  const row = (what: string, values: readonly number[]) => {
    const p95 = values.toSorted((a, b) => a - b)[Math.floor(0.95 * values.length)]!;
    return `| ${what} | ${median(values).toFixed(1)} | ${p95.toFixed(1)} |`;
  };
  return [
    `Milliseconds, ${SWEEPS} sweeps of two jobs, one after the other`,
    '',
    '| from ... to ... | median | 95 % below |',
    '|---|---|---|',
    row('launch has committed, `embed` is claimed', embed.claimed),
    row('launch has committed, **`embed` begins** in the executor', embed.begun),
    row('`embed` is done, `evaluate` is claimed', evaluate.claimed),
    row('`embed` is done, **`evaluate` begins** in the executor', evaluate.begun),
  ].join('\n');
}
