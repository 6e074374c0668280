/**
 * @file One simulated run: two coordinators and some agents, as they are, over a store and a bus in memory, through
 * everything that can befall them. Whatever happens is drawn from the seed; the same seed is the same run.
 */
import type { Bug } from './bugs.ts';
import { Chance } from './chance.ts';
import { bringTroubles, drawTroubles, endTroubles } from './faults.ts';
import { SimulatedFleet } from './fleet.ts';
import type { Ordeals } from './judge.ts';
import { drawScenario } from './scenario.ts';
import { useFleet } from './user.ts';

export interface SimulationOptions {
  readonly bug?: Bug | null;
  /** Hears what happens, line by line. */
  readonly onNote?: (line: string) => void;
}

export interface Simulation {
  readonly seed: number;
  /** What broke a guarantee, in the order of time; empty when all held. */
  readonly violations: readonly string[];
  readonly simulatedMs: number;
  readonly ordeals: Ordeals;
}

/** What is left to do when the trouble is over takes no longer. */
const CALM_MS_MAX = 15 * 60_000;
/** A lease that runs out, late renewals that are waited for, a coordinator that takes over. */
const EXPIRY_MS_MAX = 40_000;
/** A message that hung when the trouble ended still arrives. */
const SHUT_DOWN_MS_MAX = 60_000;

export async function simulate(seed: number, { bug = null, onNote }: SimulationOptions = {}): Promise<Simulation> {
  const chance = new Chance(seed);
  const { launches, fates } = drawScenario(chance);
  const troubles = drawTroubles(chance);
  const note = (line: string) => onNote?.(`${(fleet.clock.now() / 1000).toFixed(3)} s: ${line}`);
  const rare = (high: number) => (chance.happens(0.3) ? chance.next() * high : 0);
  const fleet: SimulatedFleet = new SimulatedFleet({
    ...{ chance, fates, bug, note, errs: rare(0.3), startsFail: rare(0.5), skew: chance.happens(0.5) ? 0.2 : 0 },
    slowness: chance.of([1, 2, 5]),
  });
  const { clock, judge, database } = fleet;
  fleet.inhabit('coordinator', 'coordinator-a');
  fleet.inhabit('coordinator', 'coordinator-b');
  for (let i = chance.between(1, 4); i >= 0; i--)
    fleet.inhabit('worker', `worker-${i}`, i === 0 ? ['gpu', 'cpu'] : chance.of([['gpu', 'cpu'], ['gpu'], ['cpu']]));

  const untilMs = chance.between(10_000, 90_000);
  let isUserDone = false;
  const changes = chance.happens(0.5) ? chance.between(1, 6) : 0;
  void useFleet(fleet, { launches, chance, changes, untilMs }).then(() => (isUserDone = true));
  void bringTroubles(fleet, troubles, { chance, untilMs, note });
  await clock.run(untilMs);
  note('the trouble is over');
  endTroubles(fleet);
  Object.assign(fleet, { errs: 0, startsFail: 0 });
  void clock
    .sleep(EXPIRY_MS_MAX)
    .then(() => judge.judgeLeases(untilMs, (job, process) => fleet.isAtWork(job, process)));

  const { sweeps, jobs } = database.tables;
  const isOver = () =>
    isUserDone &&
    [...sweeps.values()].every(({ state }) => state === 'done' || state === 'cancelled') &&
    [...jobs.values()].every(({ state }) => state !== 'running');
  await clock.run(untilMs + CALM_MS_MAX, isOver);
  note('all is done, or ought to be');
  fleet.shutDown();
  await clock.run(clock.now() + SHUT_DOWN_MS_MAX, () => fleet.places.every(({ hasEnded }) => hasEnded));
  for (const { process, hasEnded } of fleet.places)
    if (!hasEnded) judge.violated(`${process.name} does not end on SIGTERM`);
  judge.judgeTheEnd();
  return { seed, violations: judge.violations, simulatedMs: clock.now(), ordeals: judge.ordeals };
}
