/** @file The store on PostgreSQL. */
import { coordinatorStore } from './coordinatorStore.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { checkVersion } from './migrate.ts';
import { readStore } from './readStore.ts';
import type { Store } from './store.ts';
import { sweepStore } from './sweepStore.ts';
import { workerStore } from './workerStore.ts';

/**
 * Connects, and makes sure that the tables are those of this version.
 * @throws {StoreUnavailableError} the database cannot be reached: try again later
 * @throws {StoreAccessError} it refuses
 * @throws {SchemaVersionError} its tables are older (run `migrate`) or newer
 */
export async function openStore(options: DatabaseOptions): Promise<Store> {
  const database = new Database(options);
  try {
    await database.read(checkVersion);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    ...sweepStore(database),
    ...coordinatorStore(database),
    ...workerStore(database),
    ...readStore(database),
    close: () => database.close(),
  };
}
