/** @file The worker's configuration and the one reader of its environment. */
import { availableParallelism, hostname } from 'node:os';
import { z } from 'zod';
import { LANES } from '@regatta/jobs';

const Config = z.strictObject({
  databaseUrl: z.string().min(1),
  natsUrl: z.string().min(1),
  /** Object store, `file:///path` or `s3://bucket/prefix`; handed to the executor. */
  storeUrl: z.string().min(1),
  prefix: z.string().regex(/^[a-z][a-z0-9_-]*$/i),
  /** Lanes this worker serves. @default gpu and cpu, as on a laptop */
  lanes: z.array(z.enum(LANES)).min(1),
  /** What people see of this worker. @default host name and process id */
  name: z.string().min(1),
  /** Threads of one computation. @default the cores of this machine */
  threads: z.coerce.number().int().min(1).max(1024),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
});
export type WorkerConfig = z.infer<typeof Config>;

/** @throws {z.ZodError} naming what is missing or out of range. */
export function readConfig(environment: NodeJS.ProcessEnv): Readonly<WorkerConfig> {
  return Object.freeze(
    Config.parse({
      databaseUrl: environment['REGATTA_DATABASE_URL'] ?? '',
      natsUrl: environment['REGATTA_NATS_URL'] ?? '',
      storeUrl: environment['REGATTA_STORE'] ?? '',
      prefix: environment['REGATTA_PREFIX'] ?? 'regatta',
      lanes: (environment['REGATTA_LANES'] ?? LANES.join(',')).split(','),
      name: environment['REGATTA_WORKER_NAME'] ?? `${hostname()}-${process.pid}`,
      threads: environment['REGATTA_THREADS'] ?? availableParallelism(),
      logLevel: environment['REGATTA_LOG_LEVEL'] ?? 'info',
    }),
  );
}
