/** @file Known bugs, planted one at a time, to see that the simulator finds them. */
import type { Bus } from '@regatta/bus';
import type { MemoryDatabase, StoreTransactions } from '@regatta/store/memory.testkit';
import type { SimulatedClock } from './clock.ts';

export interface Bug {
  readonly name: string;
  /** What stands before the tables instead of their own transactions. */
  store?(database: MemoryDatabase, clock: SimulatedClock): Partial<StoreTransactions>;
  /** What an agent has instead of its bus. */
  bus?(bus: Bus): Bus;
}

export const BUGS: readonly Bug[] = [
  {
    name: 'acknowledges a wake-up before the claim has committed',
    bus: (bus) => ({
      ...bus,
      consume: async (lanes) => {
        const consumer = await bus.consume(lanes);
        return {
          next: async (options) => {
            const delivery = await consumer.next(options);
            delivery?.ack();
            return delivery === null ? null : { wakeUp: delivery.wakeUp, ack: () => undefined };
          },
          close: () => consumer.close(),
        };
      },
    }),
  },
  {
    name: 'takes results without looking at the token',
    store: ({ tables, transactions }) => ({
      commitCell: ({ job }, outcome) =>
        transactions.commitCell({ job, token: tables.jobs.get(job)?.token ?? 0 }, outcome),
    }),
  },
  {
    name: 'renews a lease without looking at the token',
    store: ({ tables, transactions }) => ({
      renew: ({ job }) => transactions.renew({ job, token: tables.jobs.get(job)?.token ?? 0 }),
    }),
  },
  {
    name: 'renews the lease of a worker that is dead',
    store: ({ transactions }, clock) => ({
      claim: (job, worker) => {
        const claim = transactions.claim(job, worker);
        if (typeof claim === 'object') void renewForEver(transactions, claim, clock);
        return claim;
      },
    }),
  },
  {
    name: 'does not tell the next attempt which cells are finished',
    store: ({ transactions }) => ({
      claim: (job, worker) => {
        const claim = transactions.claim(job, worker);
        return typeof claim === 'object' ? { ...claim, finishedCells: [] } : claim;
      },
    }),
  },
  {
    name: 'lets a coordinator write that has been deposed',
    store: ({ tables, transactions }) => ({
      takePublishable: (leadership, window) => transactions.takePublishable({ ...leadership, ...tables.lead }, window),
    }),
  },
  {
    name: 'counts an interruption as an error of the job',
    store: ({ transactions }) => ({
      fail: (fence, failure) => transactions.fail(fence, { ...failure, kind: 'job' }),
    }),
  },
  {
    name: 'goes on with the executing jobs of a cancelled sweep',
    store: ({ transactions }) => ({
      renew: (fence) => {
        transactions.renew(fence);
        return 'renewed';
      },
    }),
  },
];

async function renewForEver(
  transactions: StoreTransactions,
  { job, token }: { job: string; token: number },
  clock: SimulatedClock,
): Promise<void> {
  do await clock.sleep(5000);
  while (transactions.renew({ job, token }) === 'renewed');
}
