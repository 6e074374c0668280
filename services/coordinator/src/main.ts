/** @file The coordinator's process: reads its configuration, connects, runs until SIGTERM. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { connectBus } from '@regatta/bus';
import { persist, systemTime as time } from '@regatta/jobs';
import { openStore } from '@regatta/store';
import { createLogger, runMain } from '@regatta/telemetry';
import { readConfig } from './config.ts';
import { Coordinator } from './coordinator.ts';

/**
 * Runs a coordinator in this process until SIGTERM or SIGINT. A database or bus that vanishes later is waited for.
 * @throws at the start, when one of them cannot be reached in time
 */
export async function main(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { databaseUrl, natsUrl, prefix, window, leadMs, startMsMax, logLevel } = readConfig(environment);
  const id = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const log = createLogger({ service: 'coordinator', level: logLevel }).child({ coordinatorId: id });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());

  const patience = { time, forMs: startMsMax, signal: stop.signal };
  const applicationName = 'regatta coordinator';
  const store = await persist(() => openStore({ url: databaseUrl, poolSize: 2, applicationName }), patience);
  const onGarbage = (reason: string) => log.warn({ reason }, 'a message that is not ours was passed over');
  const name = `coordinator ${id}`;
  const bus = await connectBus({ url: natsUrl, prefix, name, onGarbage, connectMsMax: startMsMax });
  try {
    await new Coordinator({ id, store, bus, time, log, window, leadMs }).run(stop.signal);
  } finally {
    await Promise.allSettled([bus.close(), store.close()]);
  }
  log.info('stopped');
}

if (import.meta.main) await runMain('coordinator', main);
