/** @file Database, clock and bus: those of the fleet, those that run here, or those that would be started here. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../commandContext.ts';
import { configuredUrls, hasDatabase, openBus, openMigratedStore, type FleetUrls } from '../connect.ts';
import { examined, ok, warn, type Finding } from './finding.ts';

/** Leases are judged by the database's clock alone; a larger difference only makes times in logs hard to compare. */
const CLOCK_SECONDS_MAX = 5;

/** @returns findings about `database`, `clock` and `bus` */
export async function examineServers(context: CommandContext): Promise<Finding[]> {
  if (context.config.isEmbedded) return examined('database', () => examineEmbedded(context));
  return examined('bus', async () => {
    const urls = configuredUrls(context.config)!;
    return examineUrls(context, urls, { mayMigrate: false, how: '' });
  });
}

/** Starts what would be started, for a moment; in a project without a database, in a folder that is removed again. */
async function examineEmbedded(context: CommandContext): Promise<Finding[]> {
  const { config, output, signal } = context;
  const { startStack } = await import('@regatta/local');
  const isFresh = !hasDatabase(context);
  const folder = isFresh ? await mkdtemp(join(tmpdir(), 'regatta-doctor-')) : config.state;
  try {
    const startedAt = performance.now();
    const stack = await startStack({ folder, onProgress: (line) => output.progress(line), signal });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    try {
      const how = stack.isReused ? ', running' : `, starts here in ${seconds} s`;
      const urls = { databaseUrl: stack.databaseUrl!, natsUrl: stack.natsUrl! };
      return await examineUrls(context, urls, { mayMigrate: true, how });
    } finally {
      await stack.close();
    }
  } finally {
    if (isFresh) await rm(folder, { recursive: true, force: true });
  }
}

async function examineUrls(
  context: CommandContext,
  { databaseUrl, natsUrl }: FleetUrls,
  { mayMigrate, how }: { mayMigrate: boolean; how: string },
): Promise<Finding[]> {
  const [database, bus] = await Promise.all([
    examined('database', () => examineDatabase(databaseUrl, { mayMigrate, how })),
    examined('bus', () => examineBus(context, natsUrl, how)),
  ]);
  return [...database, ...bus];
}

async function examineDatabase(
  url: string,
  { mayMigrate, how }: { mayMigrate: boolean; how: string },
): Promise<Finding[]> {
  await using store = await openMigratedStore(url, { mayMigrate });
  const before = Date.now();
  const { rows } = await store.query(
    "SELECT current_setting('server_version'), extract(epoch FROM clock_timestamp())",
    {
      rowsMax: 1,
      timeoutMs: 10_000,
    },
  );
  const [version, seconds] = rows[0]!;
  const away = Number(seconds) - (before + Date.now()) / 2000;
  const shown = `${Math.abs(away).toFixed(1)} s ${away < 0 ? 'behind' : 'before'} this machine's`;
  return [
    ok('database', `PostgreSQL ${String(version)}${how}, schema up to date`),
    Math.abs(away) <= CLOCK_SECONDS_MAX
      ? ok('clock', "the database's and this machine's agree")
      : warn(
          'clock',
          `the database's is ${shown}`,
          'deadlines are judged by the database alone; set the clocks for logs',
        ),
  ];
}

async function examineBus(context: CommandContext, url: string, how: string): Promise<Finding[]> {
  const bus = await openBus(context, url);
  try {
    await bus.streamIdentity();
    return [ok('bus', `NATS with JetStream${how}`)];
  } finally {
    await bus.close();
  }
}
