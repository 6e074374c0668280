/**
 * @file What the chaos tests share: a sweep in whose middle something is killed. Whatever that is, the sweep must end
 * with exactly the rows of an undisturbed run, each finished cell with one result, and no process may be left behind.
 */
import { expect } from 'vitest';
import { createTestDatabase } from '@regatta/store/testkit';
import { Fleet } from '../support/fleet.ts';

export type Findings = Awaited<ReturnType<Fleet['findings']>>;

/** Six shards to embed and as many jobs to evaluate, of a fraction of a second each. */
const SWEEP = { encoders: ['hog', 'random-vit'], datasets: 3, imagesPerClass: 30, budgets: [3, 10], draws: 3 } as const;

/** Starts, disturbed runs and what a lease needs to run out, on a machine that is busy with other things. */
export const CHAOS_MS_MAX = 240_000;

/** Opens a fleet, lets `run` do its worst, waits for the end of the sweep, and counts what is left behind. */
export async function onFleet(
  run: (fleet: Fleet) => Promise<void>,
  servers: { databaseUrl?: string; natsUrl?: string } = {},
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
    expect(await fleet.query(`SELECT reason FROM cell WHERE state <> 'done'`)).toEqual([]);
  } finally {
    orphans = await fleet.close();
    await database?.drop();
  }
  expect(orphans).toEqual([]);
  expect(findings.results).toHaveLength(fleet.sweep.sweep.cells.length);
  return findings;
}

/** What a run finds out in which nothing is killed. */
export function runUndisturbed(): Promise<Findings> {
  return onFleet(async (fleet) => {
    fleet.coordinator();
    fleet.worker();
    await fleet.launch();
  });
}

/** Launches the sweep and resolves in the moment in which the third of its six shards has been claimed. */
export async function launchToTheMiddle(fleet: Fleet): Promise<void> {
  const middle = fleet.heard((event) => event.type === 'job.claimed' && event.kind === 'embed', 3);
  await fleet.launch();
  await middle;
}

export function attempts(fleet: Fleet, condition: string): Promise<Record<string, unknown>[]> {
  return fleet.query(`SELECT job, worker, outcome, exit, log_tail FROM attempt WHERE ${condition}`);
}

export function executorOf(fleet: Fleet): { pid: number } | undefined {
  return fleet.processes().find(({ command }) => command.includes('executor/src/main.ts'));
}
