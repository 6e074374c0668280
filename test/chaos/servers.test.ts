/** @file Kills NATS and stops PostgreSQL in the middle of a sweep, and brings them back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { startNats, startPostgres } from '@regatta/local';
import { migrate } from '@regatta/store';
import { waitFor } from '../support/waitFor.ts';
import { CHAOS_MS_MAX, attempts, launchToTheMiddle, onFleet, runUndisturbed, type Findings } from './chaos.ts';

let undisturbed: Findings;
let folder: string;
beforeAll(async () => (undisturbed = await runUndisturbed()), CHAOS_MS_MAX);
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'regatta-chaos-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test(
  'kill -9 of nats-server, its data wiped, and started anew',
  async () => {
    let nats = await startNats({ folder });
    const port = Number(new URL(nats.url).port);
    try {
      const run = onFleet(
        async (fleet) => {
          fleet.coordinator();
          fleet.worker();
          await launchToTheMiddle(fleet);
          process.kill(nats.pid, 'SIGKILL');
          await nats.stop();
          await rm(folder, { recursive: true });
          nats = await startNats({ folder, port });
          await fleet.settled();
          expect(await attempts(fleet, `outcome <> 'done'`)).toEqual([]);
        },
        { natsUrl: nats.url },
      );
      expect(await run).toEqual(undisturbed);
    } finally {
      await nats.stop();
    }
  },
  CHAOS_MS_MAX,
);

test(
  'a stop of PostgreSQL, and its return: the work in hand is not lost',
  async () => {
    let postgres = await startPostgres({ folder, database: 'regatta', fsync: false });
    const port = Number(new URL(postgres.url).port);
    try {
      await migrate(postgres.url);
      const run = onFleet(
        async (fleet) => {
          const coordinator = fleet.coordinator();
          const worker = fleet.worker({ REGATTA_LOG_LEVEL: 'debug' });
          await launchToTheMiddle(fleet);
          await postgres.stop();
          const isNoticed = () =>
            [coordinator, worker].every(({ log }) => log.some((line) => line.includes('StoreUnavailableError')));
          await waitFor(isNoticed, { what: 'coordinator and worker to miss the database', forMs: 20_000 });
          postgres = await startPostgres({ folder, port, database: 'regatta', fsync: false });
          await fleet.settled();
          expect(await attempts(fleet, `outcome <> 'done'`)).toEqual([]);
        },
        { databaseUrl: postgres.url },
      );
      expect(await run).toEqual(undisturbed);
    } finally {
      await postgres.stop();
    }
  },
  CHAOS_MS_MAX,
);
