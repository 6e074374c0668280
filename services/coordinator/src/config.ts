/** @file The coordinator's configuration and the one reader of its environment. */
import { z } from 'zod';

const address = (variable: string, example: string) => z.string(`Expected an address like ${example} in ${variable}`);

const Config = z.strictObject({
  databaseUrl: address('REGATTA_DATABASE_URL', 'postgres://user@host:5432/regatta'),
  natsUrl: address('REGATTA_NATS_URL', 'nats://host:4222'),
  /** Prefix of all subjects and streams, so that several installations can share one NATS. @default regatta */
  prefix: z.string().regex(/^[a-z][a-z0-9_-]*$/i, 'Expected a word in REGATTA_PREFIX'),
  /**
   * Jobs per lane that may be published at once. Enough to keep every worker supplied; small, because what is
   * published can no longer be re-ordered. @default 64
   */
  window: z.coerce.number().int().min(16).max(100_000),
  /** How long the lead lasts without renewal: another coordinator waits at most this long. @default 6000 @unit milliseconds */
  leadMs: z.coerce.number().int().min(500),
  /** How long database and bus may be out of reach at the start before it gives up. @default 30000 @unit milliseconds */
  startMsMax: z.coerce.number().int().min(0),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
});
export type CoordinatorConfig = z.infer<typeof Config>;

/** @throws {z.ZodError} naming what is missing or out of range. */
export function readConfig(environment: NodeJS.ProcessEnv): Readonly<CoordinatorConfig> {
  return Object.freeze(
    Config.parse({
      databaseUrl: environment['REGATTA_DATABASE_URL'],
      natsUrl: environment['REGATTA_NATS_URL'],
      prefix: environment['REGATTA_PREFIX'] ?? 'regatta',
      window: environment['REGATTA_WINDOW'] ?? 64,
      leadMs: environment['REGATTA_LEAD_MS'] ?? 6000,
      startMsMax: environment['REGATTA_START_MS'] ?? 30_000,
      logLevel: environment['REGATTA_LOG_LEVEL'] ?? 'info',
    }),
  );
}
