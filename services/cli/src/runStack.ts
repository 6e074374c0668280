/**
 * @file What a sweep runs on. A fleet is there already; the embedded stack is joined where it runs and started where it
 * does not, part by part: the database to plan, everything else only when there is something to compute.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@regatta/bus';
import type { ProcessOptions, Stack } from '@regatta/local';
import type { Store } from '@regatta/store';
import type { CommandContext } from './commandContext.ts';
import { toEnvironment, type Config } from './config.ts';
import { CrashLoopDetector } from './crashLoop.ts';
import { UnreachableError } from './exit.ts';
import { configuredUrls, openBus, openMigratedStore, type FleetUrls } from './connect.ts';

/** Between two looks at the processes. */
const GUARD_MS = 1000;

export interface RunStack extends AsyncDisposable {
  /** Begins to start the database, without waiting for it. */
  start(): void;
  store(): Promise<Store>;
  /** Database, bus, coordinator and worker. */
  fleet(): Promise<{ store: Store; bus: Bus }>;
  /** True when what runs ends with this command. */
  readonly isOwn: boolean;
  /** Fires when what runs is gone for good. */
  readonly lost: AbortSignal;
}

/** @param isDetached true to leave the embedded stack running behind this command */
export function openRunStack(context: CommandContext, { isDetached }: { isDetached: boolean }): RunStack {
  const urls = configuredUrls(context.config);
  return urls === null ? new EmbeddedRunStack(context, isDetached) : new FleetRunStack(context, urls);
}

/** Opens each part once and closes what was opened. */
abstract class BaseRunStack implements RunStack {
  protected readonly context: CommandContext;
  #store: Promise<Store & AsyncDisposable> | null = null;
  #bus: Promise<Bus> | null = null;

  constructor(context: CommandContext) {
    this.context = context;
  }

  abstract readonly isOwn: boolean;
  abstract readonly lost: AbortSignal;
  protected abstract databaseUrl(): Promise<string>;
  /** Starts whatever is not there yet. */
  protected abstract natsUrl(): Promise<string>;
  protected abstract stop(): Promise<void>;

  start(): void {
    // Whoever asks for the store meets the failure.
    this.store().catch(() => undefined);
  }

  store(): Promise<Store> {
    const { isEmbedded } = this.context.config;
    this.#store ??= this.databaseUrl().then((url) => openMigratedStore(url, { mayMigrate: isEmbedded }));
    return this.#store;
  }

  async fleet(): Promise<{ store: Store; bus: Bus }> {
    const store = await this.store();
    this.#bus ??= this.natsUrl().then((url) => openBus(this.context, url));
    return { store, bus: await this.#bus };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What could not be opened has been told to whoever asked for it.
    const close = async (part: Promise<{ close(): Promise<void> }> | null) => (await part)?.close();
    await Promise.allSettled([close(this.#bus), close(this.#store)]);
    await this.stop();
  }
}

class FleetRunStack extends BaseRunStack {
  readonly isOwn = false;
  readonly lost = new AbortController().signal;
  readonly #urls: FleetUrls;

  constructor(context: CommandContext, urls: FleetUrls) {
    super(context);
    this.#urls = urls;
  }

  protected async databaseUrl(): Promise<string> {
    return this.#urls.databaseUrl;
  }

  protected async natsUrl(): Promise<string> {
    return this.#urls.natsUrl;
  }

  protected async stop(): Promise<void> {}
}

class EmbeddedRunStack extends BaseRunStack {
  readonly #isDetached: boolean;
  readonly #lost = new AbortController();
  readonly #stacks: Promise<Stack>[] = [];
  readonly #crashLoops = new CrashLoopDetector();
  #guard: NodeJS.Timeout | undefined;
  isOwn = true;

  constructor(context: CommandContext, isDetached: boolean) {
    super(context);
    this.#isDetached = isDetached;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  protected async databaseUrl(): Promise<string> {
    const stack = await this.#join(['postgres']);
    return stack.databaseUrl!;
  }

  protected async natsUrl(): Promise<string> {
    const stack = await this.#join(['postgres', 'nats']);
    const { isKept } = await runProcesses(stack, this.context, { workers: 1 });
    this.isOwn = !isKept;
    this.#guard = setInterval(() => void this.#lookAfter(stack), GUARD_MS).unref();
    return stack.natsUrl!;
  }

  async #lookAfter(stack: Stack): Promise<void> {
    // A stack that does not answer says so itself, by `lost`.
    const status = await stack.status().catch(() => null);
    const trouble = status === null ? null : this.#crashLoops.look(status.children, performance.now());
    if (trouble !== null) this.#lost.abort(new UnreachableError(trouble));
  }

  protected async stop(): Promise<void> {
    clearInterval(this.#guard);
    const held = await Promise.allSettled(this.#stacks);
    await Promise.all(held.map(async (stack) => stack.status === 'fulfilled' && stack.value.close()));
  }

  async #join(servers: ('postgres' | 'nats')[]): Promise<Stack> {
    const { config, output, signal } = this.context;
    const { startStack } = await import('@regatta/local');
    const starting = startStack({
      folder: config.state,
      servers,
      isKept: this.#isDetached,
      onProgress: (line) => output.progress(line),
      signal,
    });
    this.#stacks.push(starting);
    const stack = await starting;
    stack.lost.addEventListener('abort', () => this.#lost.abort(stack.lost.reason), { once: true });
    return stack;
  }
}

/**
 * Makes sure that a coordinator and workers run beside the servers. Those that run are left as they are, whatever this
 * command's configuration says: they may be in the middle of something.
 */
export async function runProcesses(
  stack: Stack,
  { config, environment }: Pick<CommandContext, 'config' | 'environment'>,
  { workers }: { workers: number },
): Promise<{ isKept: boolean }> {
  const { children, isKept } = await stack.status();
  const isAlive = (name: string) =>
    children.some((child) => child.name === name && (child.state === 'running' || child.state === 'restarting'));
  const urls = { databaseUrl: stack.databaseUrl!, natsUrl: stack.natsUrl! };
  const wanted = ['coordinator', ...Array.from({ length: workers }, (_, i) => `worker-${i + 1}`)];
  const missing = wanted.filter((name) => !isAlive(name));
  if (missing.length > 0) await stack.run(missing.map((name) => processOptions(name, { config, environment, urls })));
  return { isKept };
}

function processOptions(
  name: string,
  { config, environment, urls }: { config: Config; environment: NodeJS.ProcessEnv; urls: FleetUrls },
): ProcessOptions {
  const service = name === 'coordinator' ? '@regatta/coordinator' : '@regatta/worker';
  return {
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL('main.ts', import.meta.resolve(service)))],
    environment: { ...environment, REGATTA_WORKER_NAME: name, ...toEnvironment(config, urls) },
    logFile: join(config.state, 'logs', `${name}.log`),
  };
}
