/**
 * @file The store in memory, for simulation: the same contract as the one on PostgreSQL, on a clock that a test moves.
 *
 * Every transaction is one indivisible step, so the interleavings of several connections come from the `Wire` between a
 * client and the tables: it decides when a transaction commits, whether it does, and when or whether its answer comes.
 */
import type { Store } from './store.ts';
import { coordinatorTransactions } from './memory/coordination.testkit.ts';
import { readTransactions } from './memory/reading.testkit.ts';
import { sweepTransactions } from './memory/sweeps.testkit.ts';
import { MemoryTables, type MemoryTablesOptions } from './memory/tables.testkit.ts';
import type { Transactions } from './memory/transactions.testkit.ts';
import { violationsOf } from './memory/violations.testkit.ts';
import { workerTransactions } from './memory/work.testkit.ts';

export type { MemoryTables } from './memory/tables.testkit.ts';

export type StoreTransactions = Transactions<Omit<Store, 'close'>>;

export interface Call {
  readonly method: keyof StoreTransactions;
  readonly given: readonly unknown[];
}

/** Carries a transaction to the tables and its answer back. */
export type Wire = <Answer>(call: Call, commit: () => Answer) => Promise<Answer>;

export class MemoryDatabase {
  readonly tables: MemoryTables;
  readonly transactions: StoreTransactions;

  constructor(options: MemoryTablesOptions) {
    this.tables = new MemoryTables(options);
    this.transactions = {
      ...sweepTransactions(this.tables),
      ...coordinatorTransactions(this.tables),
      ...workerTransactions(this.tables),
      ...readTransactions(this.tables),
    };
  }

  /** Rules of the tables that are broken at this moment, in words. */
  violations(): string[] {
    return violationsOf(this.tables);
  }

  /** A client of these tables, or of `transactions` that stand before them. */
  connect(wire: Wire, transactions: StoreTransactions = this.transactions): Store {
    const over =
      <Given extends unknown[], Answer>(method: Call['method'], run: (...given: Given) => Answer) =>
      (...given: Given): Promise<Answer> =>
        wire({ method, given }, () => run(...given));
    const { results, ...others } = transactions;
    const store = Object.fromEntries(
      Object.entries(others).map(([method, run]) => [
        method,
        over(method as Call['method'], run as (...given: unknown[]) => unknown),
      ]),
    );
    return {
      ...(store as unknown as Omit<Store, 'results' | 'close'>),
      async *results(sweep) {
        yield* await over('results', results)(sweep);
      },
      close: async () => undefined,
    };
  }
}
