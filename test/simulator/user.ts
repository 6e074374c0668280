/** @file Somebody who launches sweeps and cannot leave them alone. */
import { persist } from '@regatta/jobs';
import type { Launch } from '../../libs/store/src/contract/world.testkit.ts';
import type { Chance } from './chance.ts';
import type { SimulatedFleet } from './fleet.ts';

export interface UserOptions {
  readonly launches: readonly Launch[];
  readonly chance: Chance;
  /** So often something is changed before all is left to run. */
  readonly changes: number;
  readonly untilMs: number;
}

/** Launches everything, then pauses, resumes, cancels and launches again; at last nothing is left paused. */
export async function useFleet(fleet: SimulatedFleet, { launches, chance, changes, untilMs }: UserOptions) {
  const user = fleet.newProcess('user');
  const store = fleet.storeOf(user);
  const insist = (run: () => Promise<unknown>) => persist(run, { time: user.time, forMs: Infinity });
  for (const { sweep, plan } of launches) {
    await fleet.clock.sleep(chance.between(0, 5000));
    await insist(() => store.saveSweep(sweep, plan));
  }
  for (let i = 0; i < changes; i++) {
    await fleet.clock.sleep(chance.between(0, (2 * untilMs) / changes));
    const { sweep, plan } = chance.of(launches);
    const change = chance.of(['pauseSweep', 'resumeSweep', 'cancelSweep', 'saveSweep'] as const);
    await insist(() => (change === 'saveSweep' ? store.saveSweep(sweep, plan) : store[change](sweep.name)));
  }
  await fleet.clock.sleep(untilMs - fleet.clock.now());
  for (const { sweep } of launches) await insist(() => store.resumeSweep(sweep.name));
}
