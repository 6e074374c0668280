/**
 * @file Kills every part of a fleet in the middle of a sweep. Whatever is killed, the sweep must end with exactly the
 * rows of an undisturbed run, each finished cell with one result, and no process may be left behind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startNats, startPostgres } from '@regatta/local';
import { migrate } from '@regatta/store';
import { createTestDatabase } from '@regatta/store/testkit';
import { Fleet } from '../support/fleet.ts';
import { waitFor } from '../support/waitFor.ts';

type Findings = Awaited<ReturnType<Fleet['findings']>>;

/** Twelve jobs of a fraction of a second to some seconds each. */
const SWEEP = { encoders: ['hog', 'random-vit'], datasets: 3, imagesPerClass: 30, budgets: [3, 10], draws: 4 } as const;
const SECONDS = 120_000;

let undisturbed: Findings;
beforeAll(async () => {
  undisturbed = await onFleet({}, async (fleet) => {
    fleet.coordinator();
    fleet.worker();
    await fleet.launch();
  });
}, SECONDS);

/** Opens a fleet, lets `run` do its worst, waits for the end of the sweep and compares it with the undisturbed one. */
async function onFleet(
  servers: { databaseUrl?: string; natsUrl?: string },
  run: (fleet: Fleet) => Promise<void>,
): Promise<Findings> {
  const database = servers.databaseUrl === undefined ? await createTestDatabase() : null;
  const databaseUrl = servers.databaseUrl ?? database!.url;
  const natsUrl = servers.natsUrl ?? process.env['REGATTA_TEST_NATS_URL']!;
  const fleet = await Fleet.open({ databaseUrl, natsUrl, sweep: SWEEP });
  let findings: Findings;
  let orphans: unknown[];
  try {
    await run(fleet);
    await fleet.settled();
    findings = await fleet.findings();
  } finally {
    orphans = await fleet.close();
    await database?.drop();
  }
  expect(orphans).toEqual([]);
  expect(findings.results).toHaveLength(fleet.sweep.sweep.cells.length);
  return findings;
}

/** Waits until some jobs are done, one is running, and cells are still to come. */
async function middleOf(fleet: Fleet): Promise<void> {
  const look = async () => {
    const [counts] = await fleet.query(`
      SELECT count(*) FILTER (WHERE state = 'done')::integer AS done,
        count(*) FILTER (WHERE state = 'running')::integer AS running,
        (SELECT count(*) FROM cell WHERE state = 'pending')::integer AS pending
      FROM job`);
    const { done, running, pending } = counts as { done: number; running: number; pending: number };
    return done >= 2 && running >= 1 && pending >= 10;
  };
  await waitFor(look, { what: 'the middle of the sweep', forMs: 30_000, everyMs: 10 });
}

const attempts = (fleet: Fleet, condition: string) =>
  fleet.query(`SELECT job, worker, outcome, exit, log_tail FROM attempt WHERE ${condition}`);

describe.concurrent('in the middle of a sweep', { timeout: SECONDS }, () => {
  test('kill -9 of a worker: its executor goes with it, another worker takes over', async () => {
    const findings = await onFleet({}, async (fleet) => {
      fleet.coordinator();
      const victim = fleet.worker({ REGATTA_WORKER_NAME: 'victim' });
      await fleet.launch();
      await middleOf(fleet);
      victim.kill('SIGKILL');
      await victim.ended;
      const executorIsGone = () => !fleet.processes().some(({ command }) => command.includes('executor'));
      await waitFor(executorIsGone, { what: 'the executor of the killed worker to end', forMs: 5000 });
      fleet.worker({ REGATTA_WORKER_NAME: 'heir' });
      await fleet.settled();
      expect(await attempts(fleet, `outcome = 'expired' AND worker LIKE 'victim%'`)).toHaveLength(1);
    });
    expect(findings).toEqual(undisturbed);
  });

  test('SIGTERM of a worker: its job goes back at once, without waiting for a lease', async () => {
    const findings = await onFleet({}, async (fleet) => {
      fleet.coordinator();
      const victim = fleet.worker();
      await fleet.launch();
      await middleOf(fleet);
      expect(await victim.stop()).toEqual({ code: 0, signal: null });
      expect(await fleet.query(`SELECT id FROM job WHERE state = 'running'`)).toEqual([]);
      fleet.worker();
      await fleet.settled();
      expect(await attempts(fleet, `outcome IN ('expired', 'job', 'infrastructure')`)).toEqual([]);
    });
    expect(findings).toEqual(undisturbed);
  });

  test('kill -9 of an executor: told at once with signal and last words, another one is started', async () => {
    const findings = await onFleet({}, async (fleet) => {
      fleet.coordinator();
      fleet.worker();
      await fleet.launch();
      const kill = async () => {
        await middleOf(fleet);
        const executor = fleet.processes().find(({ command }) => command.includes('executor'));
        if (executor) process.kill(executor.pid, 'SIGKILL');
        const look = () => attempts(fleet, `exit = 'SIGKILL'`).then((rows) => rows.length > 0);
        return waitFor(look, { what: 'an attempt that died', forMs: 2000 }).catch(() => false);
      };
      // The job may have ended in the moment of the kill; then it was not the middle of one.
      await waitFor(kill, { what: 'an executor to be killed in the middle of a job' });
      await fleet.settled();
      expect(await attempts(fleet, `outcome = 'expired'`)).toEqual([]);
    });
    expect(findings).toEqual(undisturbed);
  });

  test('kill -9 of the coordinator: another one goes on', async () => {
    const findings = await onFleet({}, async (fleet) => {
      const victim = fleet.coordinator();
      fleet.worker();
      await fleet.launch();
      await middleOf(fleet);
      victim.kill('SIGKILL');
      await victim.ended;
      fleet.coordinator();
    });
    expect(findings).toEqual(undisturbed);
  });

  test('kill -9 of nats-server, its data wiped, and started anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regatta-chaos-nats-'));
    let nats = await startNats({ folder });
    const port = Number(new URL(nats.url).port);
    try {
      const findings = await onFleet({ natsUrl: nats.url }, async (fleet) => {
        fleet.coordinator();
        fleet.worker();
        await fleet.launch();
        await middleOf(fleet);
        process.kill(nats.pid, 'SIGKILL');
        await nats.stop();
        await rm(folder, { recursive: true });
        nats = await startNats({ folder, port });
      });
      expect(findings).toEqual(undisturbed);
    } finally {
      await nats.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a stop of Postgres, and its return', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regatta-chaos-postgres-'));
    let postgres = await startPostgres({ folder, database: 'regatta', fsync: false });
    const port = Number(new URL(postgres.url).port);
    try {
      await migrate(postgres.url);
      const findings = await onFleet({ databaseUrl: postgres.url }, async (fleet) => {
        const coordinator = fleet.coordinator();
        const worker = fleet.worker({ REGATTA_LOG_LEVEL: 'debug' });
        await fleet.launch();
        await middleOf(fleet);
        await postgres.stop();
        const isNoticed = () =>
          [coordinator, worker].every(({ log }) => log.some((line) => line.includes('StoreUnavailableError')));
        await waitFor(isNoticed, { what: 'coordinator and worker to miss the database', forMs: 20_000 });
        postgres = await startPostgres({ folder, port, database: 'regatta', fsync: false });
        await fleet.settled();
        // Nobody else had the job, so nobody has to do it again.
        expect(await attempts(fleet, `outcome <> 'done'`)).toEqual([]);
      });
      expect(findings).toEqual(undisturbed);
    } finally {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
