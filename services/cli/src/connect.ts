/**
 * @file The parts that commands talk to: the database, the bus, the catalog. By configuration they are those of a fleet,
 * or the embedded ones of the project.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus } from '@regatta/bus';
import type { Catalog } from '@regatta/catalog';
import type { Store } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import type { Config } from './config.ts';
import { UnreachableError, UsageError } from './exit.ts';

export interface FleetUrls {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

const APPLICATION = 'regatta cli';

/** Lends the database. The embedded one is started for as long as that takes, if it does not run. */
export async function withStore<T>(context: CommandContext, use: (store: Store) => Promise<T>): Promise<T> {
  return withDatabase(context, async (url) => {
    await using store = await openMigratedStore(url, { mayMigrate: context.config.isEmbedded });
    return await use(store);
  });
}

/** The same, or null where no embedded database was ever made. */
export async function withStoreIfAny<T>(context: CommandContext, use: (store: Store | null) => Promise<T>): Promise<T> {
  return hasDatabase(context) ? withStore(context, use) : use(null);
}

/** Lends the address of the database, which answers. @throws {UsageError} when the project has none yet */
export async function withDatabase<T>(context: CommandContext, use: (url: string) => Promise<T>): Promise<T> {
  const { config, output, signal } = context;
  if (config.databaseUrl !== undefined) return use(config.databaseUrl);
  if (!hasDatabase(context))
    throw new UsageError(`There is no sweep in ${config.state} yet: \`regatta demo\` or \`regatta launch\` makes one.`);
  const { startStack } = await import('@regatta/local');
  const stack = await startStack({
    folder: config.state,
    servers: ['postgres'],
    onProgress: (line) => output.progress(line),
    signal,
  });
  try {
    return await use(stack.databaseUrl!);
  } finally {
    await stack.close();
  }
}

export function hasDatabase({ config }: CommandContext): boolean {
  return !config.isEmbedded || existsSync(join(config.state, 'postgres'));
}

export type DisposableStore = Store & AsyncDisposable;

/** @param mayMigrate true for the embedded database, which nobody else has to look after */
export async function openMigratedStore(
  url: string,
  { mayMigrate }: { mayMigrate: boolean },
): Promise<DisposableStore> {
  const { SchemaVersionError, migrate, openStore } = await import('@regatta/store');
  const open = () => openStore({ url, poolSize: 4, applicationName: APPLICATION });
  const store = await open().catch(async (error: unknown) => {
    if (!mayMigrate || !(error instanceof SchemaVersionError) || error.database === 'newer') throw error;
    await migrate(url);
    return open();
  });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

/** The addresses of a configured fleet; null when the stack is embedded. @throws {UsageError} a bus is missing */
export function configuredUrls({ databaseUrl, natsUrl }: Config): FleetUrls | null {
  if (databaseUrl === undefined) return null;
  if (natsUrl !== undefined) return { databaseUrl, natsUrl };
  throw new UsageError(
    'The database is configured and the bus is not: set nats-url in regatta.yaml, REGATTA_NATS_URL or --nats-url.',
  );
}

/** The addresses of what runs. @throws {UnreachableError} when nothing does @throws {UsageError} a bus is missing */
export async function fleetUrls({ config }: CommandContext): Promise<FleetUrls> {
  const configured = configuredUrls(config);
  if (configured !== null) return configured;
  const { stackStatus } = await import('@regatta/local');
  const { running } = await stackStatus({ folder: config.state });
  if (running?.databaseUrl && running.natsUrl) return { databaseUrl: running.databaseUrl, natsUrl: running.natsUrl };
  throw new UnreachableError(
    `Nothing runs in ${config.state}: \`regatta up\` starts the stack, \`regatta launch\` runs a sweep, \`regatta results\` shows what is done.`,
  );
}

/** Lends database and bus of what runs. @throws {UnreachableError} when nothing does */
export async function withFleet<T>(
  context: CommandContext,
  use: (fleet: { store: Store; bus: Bus }) => Promise<T>,
): Promise<T> {
  const urls = await fleetUrls(context);
  await using store = await openMigratedStore(urls.databaseUrl, { mayMigrate: context.config.isEmbedded });
  const bus = await openBus(context, urls.natsUrl);
  try {
    return await use({ store, bus });
  } finally {
    await bus.close();
  }
}

export async function openBus({ config, output }: CommandContext, url: string): Promise<Bus> {
  const { connectBus } = await import('@regatta/bus');
  return connectBus({
    url,
    prefix: config.prefix,
    name: APPLICATION,
    // Garbage on the bus is the services' business, who log it.
    onGarbage: (reason) => (output.isVerbose ? output.note(reason) : undefined),
  });
}

/** Lets coordinators and monitors hear at once what they would otherwise find in the database a moment later. */
export function tellSweepChanged(bus: Bus, { sweep, state, by }: { sweep: string; state: string; by: string }): void {
  bus.publishEvent({ type: 'sweep.changed', at: new Date().toISOString(), sweep, state, by });
}

/** The same for a command that needs no bus: one that is away changes nothing. */
export async function tellIfReachable(
  context: CommandContext,
  change: { sweep: string; state: string; by: string },
): Promise<void> {
  try {
    const { natsUrl } = await fleetUrls(context);
    const bus = await openBus(context, natsUrl);
    tellSweepChanged(bus, change);
    await bus.close();
  } catch (error) {
    if (context.output.isVerbose) context.output.note(error instanceof Error ? error.message : String(error));
  }
}

/** Lends the catalog of the project, over its object store. */
export async function withCatalog<T>(
  context: Pick<CommandContext, 'config'>,
  use: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  const [{ openBlobs }, { openCatalog }] = await Promise.all([import('@regatta/blobs'), import('@regatta/catalog')]);
  const blobs = await openBlobs(context.config.storeUrl);
  try {
    return await use(await openCatalog({ folder: context.config.state, blobs }));
  } finally {
    await blobs.close();
  }
}
