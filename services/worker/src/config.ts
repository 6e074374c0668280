/** @file The worker's configuration and the one reader of its environment. */
import { availableParallelism, hostname } from 'node:os';
import { z } from 'zod';
import { LANES } from '@regatta/jobs';

const address = (variable: string, example: string) => z.string(`Expected an address like ${example} in ${variable}`);

const Config = z.strictObject({
  databaseUrl: address('REGATTA_DATABASE_URL', 'postgres://user@host:5432/regatta'),
  natsUrl: address('REGATTA_NATS_URL', 'nats://host:4222'),
  /** Object store, `file:///path` or `s3://bucket/prefix`; handed to the executor. */
  storeUrl: address('REGATTA_STORE', 'file:///path or s3://bucket/prefix'),
  /** Prefix of all subjects and streams, so that several installations can share one NATS. @default regatta */
  prefix: z.string().regex(/^[a-z][a-z0-9_-]*$/i, 'Expected a word in REGATTA_PREFIX'),
  /** Lanes this worker serves. @default gpu and cpu, as on a laptop */
  lanes: z
    .array(z.enum(LANES, `Expected some of ${LANES.join(', ')}, parted by commas, in REGATTA_LANES`))
    .min(1)
    .transform((lanes) => [...new Set(lanes)]),
  /** What people see of this worker. @default host name and process id */
  name: z.string().min(1),
  /** Threads of one computation. @default the cores of this machine */
  threads: z.coerce.number().int().min(1).max(1024),
  /** How long database and bus may be out of reach at the start before the worker gives up. @default 30000 @unit milliseconds */
  startMsMax: z.coerce.number().int().min(0),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
});
export type WorkerConfig = z.infer<typeof Config>;

/** @throws {z.ZodError} naming what is missing or out of range. */
export function readConfig(environment: NodeJS.ProcessEnv): Readonly<WorkerConfig> {
  return Object.freeze(
    Config.parse({
      databaseUrl: environment['REGATTA_DATABASE_URL'],
      natsUrl: environment['REGATTA_NATS_URL'],
      storeUrl: environment['REGATTA_STORE'],
      prefix: environment['REGATTA_PREFIX'] ?? 'regatta',
      lanes: (environment['REGATTA_LANES'] ?? LANES.join(',')).split(','),
      name: environment['REGATTA_WORKER_NAME'] ?? `${hostname()}-${process.pid}`,
      threads: environment['REGATTA_THREADS'] ?? availableParallelism(),
      startMsMax: environment['REGATTA_START_MS'] ?? 30_000,
      logLevel: environment['REGATTA_LOG_LEVEL'] ?? 'info',
    }),
  );
}
