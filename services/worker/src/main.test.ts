import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@regatta/store/testkit';
import { ServiceProcess } from '../../../test/support/serviceProcess.ts';
import { startFailures } from '../../../test/support/startFailures.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

startFailures('worker', {
  main: 'services/worker/src/main.ts',
  databaseUrl: () => database.url,
  natsUrl: () => process.env['REGATTA_TEST_NATS_URL']!,
});

test('worker gives up with code 3 on a machine on which no executor starts, with what the executor said', async () => {
  const worker = new ServiceProcess('services/worker/src/main.ts', {
    REGATTA_DATABASE_URL: database.url,
    REGATTA_NATS_URL: process.env['REGATTA_TEST_NATS_URL']!,
    REGATTA_STORE: 'gopher://nowhere',
    REGATTA_LOG_LEVEL: 'silent',
  });
  expect(await worker.ended).toEqual({ code: 3, signal: null });
  expect(worker.log.join('\n')).toMatch(
    /^regatta worker: No executor could be started in 3 tries.*gopher:\/\/nowhere/s,
  );
});
