import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { startFailures } from '../../../test/support/startFailures.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

startFailures('worker', {
  main: 'services/worker/src/main.ts',
  databaseUrl: () => database.url,
  natsUrl: () => process.env['REGATTA_TEST_NATS_URL']!,
});
