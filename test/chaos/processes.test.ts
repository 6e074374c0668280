/** @file Kills our own processes, one kind after the other, in the middle of a sweep. */
import { beforeAll, expect, test } from 'vitest';
import { waitFor } from '../support/waitFor.ts';
import {
  CHAOS_MS_MAX,
  attempts,
  executorOf,
  launchToTheMiddle,
  onFleet,
  runUndisturbed,
  type Findings,
} from './chaos.ts';

let undisturbed: Findings;
beforeAll(async () => (undisturbed = await runUndisturbed()), CHAOS_MS_MAX);

test(
  'kill -9 of a worker: its executor goes with it, another worker takes over',
  async () => {
    const findings = await onFleet(async (fleet) => {
      fleet.coordinator();
      const victim = fleet.worker({ REGATTA_WORKER_NAME: 'victim' });
      await launchToTheMiddle(fleet);
      victim.kill('SIGKILL');
      await victim.ended;
      await waitFor(() => executorOf(fleet) === undefined, {
        what: 'the executor of the killed worker to end',
        forMs: 5000,
      });
      fleet.worker({ REGATTA_WORKER_NAME: 'heir' });
      await fleet.settled();
      expect(await attempts(fleet, `outcome = 'expired' AND worker LIKE 'victim%'`)).toHaveLength(1);
    });
    expect(findings).toEqual(undisturbed);
  },
  CHAOS_MS_MAX,
);

test(
  'SIGTERM of a worker: its job goes back at once, without waiting for a lease',
  async () => {
    const findings = await onFleet(async (fleet) => {
      fleet.coordinator();
      const victim = fleet.worker();
      await launchToTheMiddle(fleet);
      expect(await victim.stop()).toEqual({ code: 0, signal: null });
      expect(await fleet.query(`SELECT id FROM job WHERE state = 'running'`)).toEqual([]);
      fleet.worker();
      await fleet.settled();
      expect(await attempts(fleet, `outcome NOT IN ('done', 'interrupted')`)).toEqual([]);
    });
    expect(findings).toEqual(undisturbed);
  },
  CHAOS_MS_MAX,
);

test(
  'kill -9 of an executor: told at once with its signal, another one is started',
  async () => {
    const findings = await onFleet(async (fleet) => {
      fleet.coordinator();
      fleet.worker();
      const executor = await waitFor(() => executorOf(fleet), { what: 'the executor to start' });
      await launchToTheMiddle(fleet);
      const death = fleet.heard(({ type }) => type === 'job.failed', 1, 10_000);
      process.kill(executor.pid, 'SIGKILL');
      expect(await death).toMatchObject({
        failure: 'job',
        reason: expect.stringContaining('SIGKILL'),
        next: 'delayed',
      });
      await fleet.settled();
      expect(await attempts(fleet, `exit = 'SIGKILL'`)).toHaveLength(1);
      expect(await attempts(fleet, `outcome NOT IN ('done', 'job')`)).toEqual([]);
    });
    expect(findings).toEqual(undisturbed);
  },
  CHAOS_MS_MAX,
);

test(
  'kill -9 of the coordinator: another one goes on',
  async () => {
    const findings = await onFleet(async (fleet) => {
      const victim = fleet.coordinator();
      fleet.worker();
      await launchToTheMiddle(fleet);
      victim.kill('SIGKILL');
      await victim.ended;
      fleet.coordinator();
      await fleet.settled();
      expect(await attempts(fleet, `outcome <> 'done'`)).toEqual([]);
    });
    expect(findings).toEqual(undisturbed);
  },
  CHAOS_MS_MAX,
);
