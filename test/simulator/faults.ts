/** @file What befalls a fleet: drawn at random, each run with its own selection, so that rare mixtures come up too. */
import type { Chance } from './chance.ts';
import type { Place, SimulatedFleet } from './fleet.ts';
import { NO_FAULTS, type NetworkFaults } from './network.ts';

export interface Troubles {
  readonly network: NetworkFaults;
  readonly disasters: readonly (keyof typeof DISASTERS)[];
  /** Between two disasters, on average. */
  readonly pauseMs: number;
}

/** What can happen to one place or to all; each returns when it is over. */
const DISASTERS = {
  kill: async (fleet, place) => fleet.kill(place),
  terminate: async (fleet, place) => fleet.terminate(place),
  stop: async (fleet, { process, executor }, chance) => {
    process.stop();
    // A job that goes on while its agent does not, or the whole group.
    const isWhole = chance.happens(0.5);
    if (isWhole) executor?.process.stop();
    await fleet.clock.sleep(chance.between(500, 45_000));
    if (isWhole) executor?.process.continue();
    process.continue();
  },
  'kill-executor': async (fleet, { executor }, chance) => {
    executor?.die(chance.of(['SIGKILL', 'SIGSEGV', 'exit code 134']));
  },
  'stop-executor': async (fleet, { executor }, chance) => {
    executor?.process.stop();
    await fleet.clock.sleep(chance.between(500, 30_000));
    executor?.process.continue();
  },
  'cut-off': async (fleet, { process }, chance) => {
    fleet.network.cutOff.add(process);
    process.trouble();
    await fleet.clock.sleep(chance.between(500, 40_000));
    process.trouble();
    fleet.network.cutOff.delete(process);
  },
  'wipe-bus': async (fleet) => fleet.busServer.wipe(),
  'bus-away': async (fleet, _, chance) => {
    fleet.network.isBusAway = true;
    await fleet.clock.sleep(chance.between(500, 30_000));
    if (chance.happens(0.3)) fleet.busServer.wipe();
    fleet.network.healBus();
  },
  'database-away': async (fleet, _, chance) => {
    fleet.network.isDatabaseAway = true;
    for (const { process } of fleet.places) process.trouble();
    await fleet.clock.sleep(chance.between(500, 30_000));
    for (const { process } of fleet.places) process.trouble();
    fleet.network.isDatabaseAway = false;
  },
} satisfies Record<string, (fleet: SimulatedFleet, place: Place, chance: Chance) => Promise<void>>;

const NAMES = Object.keys(DISASTERS) as (keyof typeof DISASTERS)[];
const OF_WORKERS = new Set<keyof typeof DISASTERS>(['kill-executor', 'stop-executor']);

export function drawTroubles(chance: Chance): Troubles {
  const some = (high: number) => (chance.happens(0.5) ? chance.next() * high : 0);
  return {
    network: { failsBefore: some(0.1), failsAfter: some(0.1), hangs: some(0.03), loses: some(0.2), repeats: some(0.3) },
    // One of them again and again finds what a little of everything does not.
    disasters: chance.happens(0.4) ? [chance.of(NAMES)] : NAMES.filter(() => chance.happens(0.5)),
    pauseMs: chance.between(1000, 10_000),
  };
}

/** Brings one disaster after the other, also several at once, until `untilMs`. */
export async function bringTroubles(
  fleet: SimulatedFleet,
  { network, disasters, pauseMs }: Troubles,
  { chance, untilMs, note }: { chance: Chance; untilMs: number; note: (line: string) => void },
): Promise<void> {
  fleet.network.faults = network;
  while (disasters.length > 0) {
    await fleet.clock.sleep(chance.between(0, 2 * pauseMs));
    if (fleet.clock.now() >= untilMs) return;
    const name = chance.of(disasters);
    const place = chance.of(fleet.places.filter(({ kind }) => kind === 'worker' || !OF_WORKERS.has(name)));
    note(`${name}, at ${place.process.name}`);
    void DISASTERS[name](fleet, place, chance);
  }
}

/** Ends all of it. Disasters under way may still come to their own end, which changes nothing then. */
export function endTroubles({ network, places }: SimulatedFleet): void {
  network.faults = NO_FAULTS;
  network.isDatabaseAway = false;
  network.cutOff.clear();
  network.healBus();
  for (const { process, executor } of places) {
    process.continue();
    executor?.process.continue();
  }
}
