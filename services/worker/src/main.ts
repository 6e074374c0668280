/** @file The worker's process: reads its configuration, connects, and runs the agent until SIGTERM. */
import { randomUUID } from 'node:crypto';
import { hostname, totalmem } from 'node:os';
import { connectBus } from '@regatta/bus';
import { systemTime } from '@regatta/jobs';
import { openStore } from '@regatta/store';
import { createLogger } from '@regatta/telemetry';
import { Agent } from './agent.ts';
import { readConfig } from './config.ts';
import { EXECUTOR_MAIN, spawnExecutor } from './executorProcess.ts';
import { VERSION } from './version.ts';

/** Runs a worker in this process until SIGTERM or SIGINT. */
export async function main(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const config = readConfig(environment);
  const id = `${config.name}-${randomUUID().slice(0, 8)}`;
  const log = createLogger({ service: 'worker', level: config.logLevel }).child({ workerId: id });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort('the worker stops'));

  const store = await openStore({ url: config.databaseUrl, poolSize: 1, applicationName: `regatta worker ${id}` });
  const bus = await connectBus({
    url: config.natsUrl,
    prefix: config.prefix,
    name: `worker ${id}`,
    onGarbage: (reason) => log.warn({ reason }, 'a message that is not ours was passed over'),
  });
  const { storeUrl, threads, lanes } = config;
  const agent = new Agent({
    worker: { id, host: hostname(), pid: process.pid, lanes, memoryBytes: totalmem(), version: VERSION },
    lanes,
    store,
    bus,
    spawnExecutor: () =>
      spawnExecutor({
        storeUrl,
        threads,
        main: EXECUTOR_MAIN,
        environment,
        onLog: (line) => log.debug({ line }, 'executor'),
      }),
    time: systemTime,
    log,
  });
  await agent.run(stop.signal);
  await Promise.allSettled([bus.close(), store.close()]);
  log.info('stopped');
}

if (import.meta.main) await main();
