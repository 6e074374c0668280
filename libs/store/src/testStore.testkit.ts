/** @file A store on a database of its own, and a connection beside it, for the tests of one file. */
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import type { DatabaseOptions } from './database.ts';
import { createTestDatabase } from './database.testkit.ts';
import { openStore } from './openStore.ts';
import type { Store } from './store.ts';

export interface TestStore {
  readonly url: string;
  readonly store: Store;
  /** For what a test does behind the store's back. */
  readonly client: pg.Client;
  /** Another client of the same database; closed with the rest. */
  connect(options?: Partial<DatabaseOptions>): Promise<Store>;
}

/** Called at the top of a test file; what it gives is there when the tests run. */
export function useTestStore(options: Partial<DatabaseOptions> = {}): TestStore {
  const stores: Store[] = [];
  const end: (() => Promise<void>)[] = [];
  let [url, client]: [string | undefined, pg.Client | undefined] = [undefined, undefined];
  const connect = async (more: Partial<DatabaseOptions> = {}) => {
    const store = await openStore({ url: url!, poolSize: 2, applicationName: 'regatta test', ...options, ...more });
    stores.push(store);
    return store;
  };
  beforeAll(async () => {
    const database = await createTestDatabase();
    end.unshift(() => database.drop());
    url = database.url;
    client = new pg.Client({ connectionString: url });
    await client.connect();
    end.unshift(() => client!.end());
    await connect();
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    for (const step of end) await step();
  });
  return {
    get url() {
      return url!;
    },
    get store() {
      return stores[0]!;
    },
    get client() {
      return client!;
    },
    connect,
  };
}
