/**
 * @file One PostgreSQL and one NATS for all test files of the `served` project, real ones, in a folder of their own.
 *
 * Files keep apart inside them: each clones a database of its own from a template and each takes a bus prefix of its
 * own. What is found here by a test: `REGATTA_TEST_POSTGRES_URL` (the maintenance database; its user may create
 * databases) and `REGATTA_TEST_NATS_URL`. Both may be given from outside; then nothing is started.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-test-'));
  const started: { stop(): Promise<void> }[] = [];
  const teardown = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (variable: string, run: () => Promise<{ url: string; stop(): Promise<void> }>): Promise<void> => {
    if (process.env[variable] !== undefined) return;
    const server = await run();
    started.push(server);
    process.env[variable] = server.url;
  };
  const isGiven = ['REGATTA_TEST_POSTGRES_URL', 'REGATTA_TEST_NATS_URL'].every(
    (name) => process.env[name] !== undefined,
  );
  if (isGiven) return teardown;
  const { startNats, startPostgres } = await import('@regatta/local');
  const results = await Promise.allSettled([
    start('REGATTA_TEST_POSTGRES_URL', () => startPostgres({ folder: join(folder, 'postgres'), fsync: false })),
    start('REGATTA_TEST_NATS_URL', () => startNats({ folder: join(folder, 'nats') })),
  ]);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) {
    await teardown();
    throw failure.reason;
  }
  return teardown;
}
