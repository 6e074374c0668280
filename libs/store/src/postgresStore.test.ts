import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { storeContract } from './contract.testkit.ts';
import { createTestDatabase, emptyTestDatabase, type TestDatabase } from './database.testkit.ts';
import { expectInvariants } from './invariants.testkit.ts';
import { openStore } from './openStore.ts';
import type { Store } from './store.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

storeContract('PostgreSQL', async () => {
  const stores: Store[] = [];
  const connect = async () => {
    const store = await openStore({ url: database.url, poolSize: 2, applicationName: 'regatta test' });
    stores.push(store);
    return store;
  };
  return {
    store: await connect(),
    connect,
    // The database's clock cannot be moved, so everything that it is compared with is.
    passTime: async (ms) => {
      const earlier = (column: string) => `${column} = ${column} - make_interval(secs => ${ms / 1000})`;
      await client.query(`
        UPDATE job SET ${['lease_until', 'not_before', 'published_at'].map(earlier).join(', ')};
        UPDATE leadership SET ${earlier('expires_at')};
        UPDATE worker SET ${earlier('seen_at')};
        UPDATE cell SET ${earlier('ended_at')};`);
    },
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await expectInvariants(client);
      await emptyTestDatabase(client);
    },
  };
});
