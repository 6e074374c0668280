/** @file The worker's process: reads its configuration, connects, and runs the agent until SIGTERM. */
import { randomUUID } from 'node:crypto';
import { hostname, totalmem } from 'node:os';
import { connectBus } from '@regatta/bus';
import { persist, systemTime as time } from '@regatta/jobs';
import { openStore } from '@regatta/store';
import { createLogger, runMain } from '@regatta/telemetry';
import { Agent } from './agent.ts';
import { readConfig } from './config.ts';
import { EXECUTOR_MAIN, spawnExecutor } from './executorProcess.ts';
import { VERSION } from './version.ts';

/**
 * Runs a worker in this process until SIGTERM or SIGINT. A database or bus that vanishes later is waited for.
 * @throws at the start, when one of them cannot be reached in time or no executor can be started
 */
export async function main(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const config = readConfig(environment);
  const id = `${config.name}-${randomUUID().slice(0, 8)}`;
  const log = createLogger({ service: 'worker', level: config.logLevel }).child({ workerId: id });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort('the worker stops'));

  const patience = { time, forMs: config.startMsMax, signal: stop.signal };
  const applicationName = `regatta worker ${id}`;
  const store = await persist(() => openStore({ url: config.databaseUrl, poolSize: 1, applicationName }), patience);
  const onGarbage = (reason: string) => log.warn({ reason }, 'a message that is not ours was passed over');
  const { natsUrl, prefix, storeUrl, threads, lanes, startMsMax } = config;
  const name = `worker ${id}`;
  const bus = await connectBus({ url: natsUrl, prefix, name, onGarbage, connectMsMax: startMsMax });
  const onLog = (line: string) => log.debug({ line }, 'executor');
  const agent = new Agent({
    worker: { id, host: hostname(), pid: process.pid, lanes, memoryBytes: totalmem(), version: VERSION },
    lanes,
    store,
    bus,
    spawnExecutor: () => spawnExecutor({ storeUrl, threads, main: EXECUTOR_MAIN, environment, onLog }),
    time,
    log,
  });
  try {
    await agent.run(stop.signal);
  } finally {
    await Promise.allSettled([bus.close(), store.close()]);
  }
  log.info('stopped');
}

if (import.meta.main) await runMain('worker', main);
