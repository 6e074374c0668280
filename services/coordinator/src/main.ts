/** @file The coordinator's process: reads its configuration, connects, runs until SIGTERM. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { connectBus } from '@regatta/bus';
import { systemTime } from '@regatta/jobs';
import { openStore } from '@regatta/store';
import { createLogger } from '@regatta/telemetry';
import { readConfig } from './config.ts';
import { Coordinator } from './coordinator.ts';

/** Runs a coordinator in this process until SIGTERM or SIGINT. */
export async function main(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const config = readConfig(environment);
  const id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const log = createLogger({ service: 'coordinator', level: config.logLevel }).child({ coordinatorId: id });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());

  const store = await openStore({ url: config.databaseUrl, poolSize: 2, applicationName: 'regatta coordinator' });
  const bus = await connectBus({
    url: config.natsUrl,
    prefix: config.prefix,
    name: `coordinator ${id}`,
    onGarbage: (reason) => log.warn({ reason }, 'a message that is not ours was passed over'),
  });
  const { window, leadMs } = config;
  await new Coordinator({ id, store, bus, time: systemTime, log, window, leadMs }).run(stop.signal);
  await Promise.allSettled([bus.close(), store.close()]);
  log.info('stopped');
}

if (import.meta.main) await main();
