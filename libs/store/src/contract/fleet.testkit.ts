/**
 * @file Whole fleets at work, with everything that can befall them, drawn at random: whatever happens, every cell ends
 * with exactly one outcome, and it is one that its worker really had the right to give.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Under } from './underTest.testkit.ts';
import { LostLeaseError, NotLeaderError } from '../errors.ts';
import type { Claim, Leadership, Store } from '../store.ts';
import {
  accuracy,
  type cellsOf,
  failure,
  fenceOf,
  jobResultOf,
  knn,
  launchOf,
  openCellsOf,
  outcomeOf,
  resultsOf,
  workOff,
  type Launch,
} from './world.testkit.ts';

/** What may happen next; `who` chooses among several of a kind. */
const anyEvent = fc.record({
  what: fc.constantFrom(
    ...(['work', 'work', 'work', 'work', 'round', 'round', 'round', 'claim', 'claim', 'claim'] as const),
    ...([
      'sleep',
      'outage',
      'interrupt',
      'infrastructure',
      'pause',
      'resume',
      'launch',
      'new-leader',
      'new-stream',
    ] as const),
  ),
  who: fc.nat(99),
});
type FleetEvent = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;

/** Two sweeps that share an encoder; each run has cells of its own, since runs share the store. */
function launchesOf(run: number): Launch[] {
  const [hog, vit, dino] = ['hog', 'vit', 'dino'].map((name) => `${name}-${run}`);
  return [
    launchOf({ name: `first-${run}`, encoders: [hog!, vit!], methods: [knn(1)], cellsPerJobMax: 2 }),
    launchOf({
      ...{ name: `second-${run}`, encoders: [vit!, dino!], methods: [knn(1), knn(5)] },
      ...{ budgets: [10, 20], cellsPerJobMax: 3 },
    }),
  ];
}

export function fleet(under: Under): void {
  test('ends every sweep with one outcome per cell, whatever happens on the way', async () => {
    const { store, passTime } = under();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 20, maxLength: 80 }), async (events) => {
        const launches = launchesOf(run++);
        const world = new World(store, passTime, launches);
        for (const event of events) await world.happen(event);
        await world.calmDown();
        for (const { sweep } of launches) {
          const { state, cells } = await store.sweep(sweep.name);
          expect(state).toBe('done');
          expect(cells).toEqual({ pending: 0, done: sweep.cells.length, failed: 0, cancelled: 0 });
          for (const { result } of await resultsOf(store, sweep.name))
            expect(result.metrics[0]!.value, result.cell).toBe(world.accepted.get(result.cell));
        }
        expect(world.acceptedTwice).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  test('lets eight workers share a sweep without doing anything twice', async () => {
    const { store } = under();
    const { sweep, plan } = launchOf({
      encoders: ['a', 'b', 'c', 'd'],
      budgets: [5, 10, 20, 30],
      draws: 2,
      cellsPerJobMax: 2,
    });
    await store.saveSweep(sweep, plan);
    const done = await runFleet(under, async (leadership) => (await store.settleSweeps(leadership)).length > 0);
    expect(done.embedded).toHaveLength(new Set(done.embedded).size);
    expect(done.embedded).toHaveLength(8);
    expect(done.committed.sort()).toEqual(sweep.cells.map(({ id }) => id).sort());
    expect((await store.sweep('demo')).cells.done).toBe(sweep.cells.length);
  }, 120_000);

  test('stays whole when sweeps are launched, paused and cancelled in the middle of the work', async () => {
    const { store, connect } = under();
    const launches = Array.from({ length: 4 }, (_, i) =>
      launchOf({
        name: `sweep-${i}`,
        encoders: ['a', `b${i % 2}`],
        budgets: [5, 10, 20 + i],
        draws: 2,
        cellsPerJobMax: 1 + (i % 3),
      }),
    );
    const users = await Promise.all(launches.map(() => connect()));
    const commotion = Promise.all(
      launches.map(async ({ sweep, plan }, i) => {
        const user = users[i]!;
        for (let round = 0; round < 5; round++) {
          await user.saveSweep(sweep, plan);
          await user.pauseSweep(sweep.name);
          await user.resumeSweep(sweep.name);
          if ((round + i) % 2 === 0) await user.cancelSweep(sweep.name);
        }
        await user.saveSweep(sweep, plan);
      }),
    );
    let isCalm = false;
    void commotion.finally(() => (isCalm = true));
    await runFleet(under, async (leadership) => {
      await store.settleSweeps(leadership);
      return isCalm && (await store.sweeps()).every(({ state }) => state === 'done');
    });
    await commotion;
    for (const { sweep } of launches) {
      expect((await store.sweep(sweep.name)).cells).toEqual({ pending: 0, done: 12, failed: 0, cancelled: 0 });
      expect(await resultsOf(store, sweep.name)).toHaveLength(12);
    }
  }, 120_000);
}

/** Eight workers and a coordinator, each with a connection of its own; every message comes twice. */
async function runFleet(
  under: Under,
  isOver: (leadership: Leadership) => Promise<boolean>,
): Promise<{ embedded: string[]; committed: string[] }> {
  const { store, connect } = under();
  const [embedded, committed, queue]: string[][] = [[], [], []];
  let isDone = false;
  const coordinate = async () => {
    while (!isDone) {
      const leadership = (await store.lead('coordinator', 60_000))!;
      await store.releaseDependants(leadership);
      for (const { job } of await store.takePublishable(leadership, 16)) queue!.push(job, job);
      isDone = await isOver(leadership);
    }
  };
  const work = async (id: string, own: Store) => {
    while (!isDone) {
      const job = queue!.shift();
      const claim = job === undefined ? 'unknown' : await own.claim(job, id);
      if (typeof claim === 'string') {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      try {
        const result = jobResultOf(claim);
        for (const cell of openCellsOf(claim)) {
          await own.commitCell(fenceOf(claim), outcomeOf(cell));
          committed!.push(cell.id);
        }
        await own.finish(fenceOf(claim), result);
        if (claim.kind === 'embed') embedded!.push(claim.job);
      } catch (error) {
        // Its sweep was cancelled.
        expect(error).toBeInstanceOf(LostLeaseError);
      }
    }
  };
  const stores = await Promise.all(Array.from({ length: 8 }, () => connect()));
  await Promise.all([coordinate(), ...stores.map((own, i) => work(`worker-${i}`, own))]);
  return { embedded: embedded!, committed: committed! };
}

interface Attempt {
  readonly claim: Claim;
  /** Cells that are still to be committed. */
  readonly todo: ReturnType<typeof cellsOf>[number][];
}

/** Workers that forget nothing, messages that come late or twice, and a model of what was accepted. */
class World {
  readonly accepted = new Map<string, number>();
  readonly acceptedTwice: string[] = [];
  readonly #store: Store;
  readonly #passTime: (ms: number) => Promise<void>;
  readonly #launches: readonly Launch[];
  readonly #messages: string[] = [];
  /** Also those whose lease is long lost: they go on to write. */
  readonly #attempts: Attempt[] = [];
  #leadership: Leadership | null = null;
  #leaders = 0;
  #values = 0;

  constructor(store: Store, passTime: (ms: number) => Promise<void>, launches: readonly Launch[]) {
    this.#store = store;
    this.#passTime = passTime;
    this.#launches = launches;
  }

  async happen({ what, who }: FleetEvent): Promise<void> {
    const launch = this.#launches[who % this.#launches.length]!;
    const { name } = launch.sweep;
    const isLaunched = (await this.#store.sweeps()).some((sweep) => sweep.name === name);
    switch (what) {
      case 'launch':
        await this.#store.saveSweep(launch.sweep, launch.plan);
        return;
      case 'pause':
        if (isLaunched) await this.#store.pauseSweep(name);
        return;
      case 'resume':
        if (isLaunched) await this.#store.resumeSweep(name);
        return;
      case 'round':
        return this.#round();
      case 'new-stream':
        this.#messages.length = 0;
        return this.#asLeader((leadership) => this.#store.forgetPublications(leadership));
      case 'new-leader':
        // The old one does not know yet.
        if (this.#leadership) await this.#store.abdicate(this.#leadership);
        await this.#store.lead(`leader-${this.#leaders++}`, 1);
        await this.#passTime(2);
        return;
      case 'claim':
        return this.#claim(who);
      case 'work':
        return this.#work(who);
      case 'interrupt':
      case 'infrastructure':
        return this.#fail(who, what === 'interrupt' ? 'interrupted' : 'infrastructure');
      case 'sleep':
        return this.#passTime(5_000);
      case 'outage':
        return this.#passTime(20_000);
    }
  }

  /** Ends the trouble: everything is launched and running, and somebody does all of the work. */
  async calmDown(): Promise<void> {
    await this.#passTime(120_000);
    await this.#store.expireLeases((await this.#store.lead('coordinator-1', 60_000))!);
    // At last, so that jobs which lost too many leases in a row begin anew.
    for (const { sweep, plan } of this.#launches) await this.#store.saveSweep(sweep, plan);
    await workOff(this.#store, (cell) => {
      const value = this.#nextValue();
      this.#accept(cell.id, value);
      return outcomeOf(cell, { metrics: [accuracy(value)] });
    });
  }

  async #round(): Promise<void> {
    await this.#asLeader(async (leadership) => {
      await this.#store.expireLeases(leadership);
      await this.#store.releaseDependants(leadership);
      for (const { job } of await this.#store.takePublishable(leadership, 16)) this.#messages.push(job);
      await this.#store.settleSweeps(leadership);
    });
  }

  async #asLeader(work: (leadership: Leadership) => Promise<void>): Promise<void> {
    this.#leadership ??= await this.#store.lead(`leader-${this.#leaders++}`, 8_000);
    if (this.#leadership === null) return;
    try {
      await work(this.#leadership);
    } catch (error) {
      expect(error).toBeInstanceOf(NotLeaderError);
      this.#leadership = null;
    }
  }

  async #claim(who: number): Promise<void> {
    if (this.#messages.length === 0) return;
    const place = who % this.#messages.length;
    // A message may stay, to come once more.
    const [job] = who % 3 === 0 ? [this.#messages[place]] : this.#messages.splice(place, 1);
    const claim = await this.#store.claim(job!, `worker-${who % 4}`);
    if (typeof claim === 'string') return;
    this.#attempts.push({ claim, todo: openCellsOf(claim) });
  }

  async #work(who: number): Promise<void> {
    const attempt = this.#attempts[who % Math.max(1, this.#attempts.length)];
    if (attempt === undefined) return;
    const { claim, todo } = attempt;
    const cell = todo.shift();
    await this.#orLost(attempt, async () => {
      if (cell === undefined) {
        await this.#store.finish(fenceOf(claim), jobResultOf(claim));
        this.#forget(attempt);
      } else {
        const value = this.#nextValue();
        await this.#store.commitCell(fenceOf(claim), outcomeOf(cell, { metrics: [accuracy(value)] }));
        this.#accept(cell.id, value);
      }
    });
  }

  async #fail(who: number, kind: 'interrupted' | 'infrastructure'): Promise<void> {
    const attempt = this.#attempts[who % Math.max(1, this.#attempts.length)];
    if (attempt === undefined) return;
    await this.#orLost(attempt, async () => {
      await this.#store.fail(fenceOf(attempt.claim), failure({ kind }));
    });
    this.#forget(attempt);
  }

  async #orLost(attempt: Attempt, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      expect(error).toBeInstanceOf(LostLeaseError);
      this.#forget(attempt);
    }
  }

  /** Every outcome has a number of its own, so that one can see whose was accepted. */
  #nextValue(): number {
    return ++this.#values / 1e6;
  }

  #accept(cell: string, value: number): void {
    if (this.accepted.has(cell)) this.acceptedTwice.push(cell);
    this.accepted.set(cell, value);
  }

  #forget(attempt: Attempt): void {
    const place = this.#attempts.indexOf(attempt);
    if (place >= 0) this.#attempts.splice(place, 1);
  }
}
