import { storeContract } from './contract.testkit.ts';
import { emptyTestDatabase } from './database.testkit.ts';
import { expectInvariants } from './invariants.testkit.ts';
import type { Store } from './store.ts';
import { useTestStore } from './testStore.testkit.ts';

const under = useTestStore();

storeContract('PostgreSQL', async () => {
  const { store, client } = under;
  const others: Store[] = [];
  return {
    store,
    connect: async () => {
      const other = await under.connect();
      others.push(other);
      return other;
    },
    // The database's clock cannot be moved, so everything that it is compared with is.
    passTime: async (ms) => {
      const earlier = (column: string) => `${column} = ${column} - make_interval(secs => ${ms / 1000})`;
      await client.query(`
        UPDATE job SET ${['lease_until', 'not_before', 'published_at'].map(earlier).join(', ')};
        UPDATE leadership SET ${earlier('expires_at')};
        UPDATE attempt SET ${['started_at', 'ended_at'].map(earlier).join(', ')};
        UPDATE worker SET ${earlier('seen_at')};
        UPDATE cell SET ${earlier('ended_at')};`);
    },
    dispose: async () => {
      await Promise.all(others.map((other) => other.close()));
      await expectInvariants(client);
      await emptyTestDatabase(client);
    },
  };
});
