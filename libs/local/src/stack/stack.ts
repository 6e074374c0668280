/** @file The embedded stack of a project, as commands use it. */
import { LocalError } from '../errors.ts';
import { isRunning } from '../processIdentity.ts';
import { stopStranger } from '../childProcess.ts';
import { KeeperClient, runningKeeper } from './keeperClient.ts';
import type { ProcessSpec, RunningStack, ServerName } from './protocol.ts';
import { stackFolder, type StackFolder } from './stackFolder.ts';
import { readState } from './state.ts';

export interface StartStackOptions {
  /** The project's `.regatta/`. */
  readonly folder: string;
  /** What runs here; the others are elsewhere, by configuration. @default both */
  readonly servers?: readonly ServerName[];
  /** Ports that must be taken. @default those of the last run, or free ones */
  readonly ports?: { readonly postgres?: number; readonly nats?: number };
  /** True: it runs on until `stopStack`. False: until the last process that uses it is gone. @default false */
  readonly isKept?: boolean;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A process to be kept alive beside the servers. Its environment is `environment` and nothing else. */
export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** From SIGTERM to SIGKILL. @unit milliseconds @default 15000 */
  readonly graceMs?: number;
}

export interface StackStatus {
  /** Null when no keeper runs. */
  readonly running: RunningStack | null;
  /** Processes that a killed keeper has left behind; the next start or stop ends them. */
  readonly leftovers: readonly { readonly name: string; readonly pid: number }[];
}

const GRACE_MS = 15_000;
/** Above all that the keeper grants its children in turn. */
const STOP_MS_MAX = 60_000;
const CLOSE_MS_MAX = 5000;
const CONNECTS_MAX = 3;

/**
 * Starts the stack, or joins the one that runs.
 * @throws {LocalError} one sentence: what is missing, full, closed, taken or in the way.
 */
export async function startStack(options: StartStackOptions): Promise<Stack> {
  const stack = new Stack(options);
  await stack.start();
  return stack;
}

/** A hold on a running stack. As long as this process lives and has not closed it, the stack runs. */
export class Stack {
  readonly #options: StartStackOptions;
  readonly #paths: StackFolder;
  readonly #processes = new Map<string, ProcessSpec>();
  readonly #lost = new AbortController();
  #client: KeeperClient | null = null;
  #running: RunningStack | null = null;
  #isClosed = false;
  /** True when the servers ran before this process asked for them. */
  isReused = false;

  constructor(options: StartStackOptions) {
    this.#options = options;
    this.#paths = stackFolder(options.folder);
  }

  /** Of the database `regatta`, password and all. Null when PostgreSQL is not part of this stack. */
  get databaseUrl(): string | null {
    return this.#running?.databaseUrl ?? null;
  }

  get natsUrl(): string | null {
    return this.#running?.natsUrl ?? null;
  }

  /** Fires when the stack is gone for good: somebody stopped it, or its keeper was killed and could not be replaced. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Called once, by `startStack`. */
  async start(): Promise<void> {
    const { signal, isKept = false } = this.#options;
    signal?.throwIfAborted();
    const giveUp = () => void this.close();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await this.#startServers();
      if (isKept) await this.keep();
    } catch (error) {
      await this.close();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /**
   * Keeps these processes running beside the servers. One that runs with the same settings is left alone.
   * @throws {LocalError} when one cannot be started at all; what becomes of it later stands in `status`.
   */
  async run(processes: readonly ProcessOptions[]): Promise<void> {
    const specs = processes.map((process) => toSpec(process));
    for (const spec of specs) this.#processes.set(spec.name, spec);
    await this.#request({ type: 'run', processes: specs });
  }

  /** Stops these processes, in order and for good; unknown names are passed over. */
  async end(names: readonly string[]): Promise<void> {
    for (const name of names) this.#processes.delete(name);
    await this.#request({ type: 'end', names: [...names] });
  }

  /** Lets the stack run on when nobody uses it any more. */
  async keep(): Promise<void> {
    await this.#request({ type: 'keep' });
  }

  status(): Promise<RunningStack> {
    return this.#request({ type: 'status' });
  }

  /** Gives up the hold. The last one stops the stack, unless it is kept; `close` waits for that. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    // A keeper that hangs or is gone cannot tell; then there is nothing to wait for.
    const stack = await within(CLOSE_MS_MAX, client.request({ type: 'release' }));
    await client.close();
    if (stack?.willStop) await untilGone(this.#paths, STOP_MS_MAX);
  }

  async #startServers(): Promise<void> {
    const { servers = ['postgres', 'nats'], ports = {}, onProgress } = this.#options;
    const { client, children } = await this.#connect();
    if (this.#isClosed) {
      await client.close();
      throw new LocalError('The start was given up.');
    }
    this.#client = client;
    this.isReused = servers.every((name) => children.some((child) => child.name === name && child.state === 'running'));
    this.#running = await client.request({ type: 'start', servers: [...servers], ports }, onProgress);
    void client.closed.then(() => this.#recover(client));
  }

  /** A keeper that is just stopping, because its last user has left, is waited for; then another one is started. */
  async #connect(): Promise<{ client: KeeperClient; children: RunningStack['children'] }> {
    for (let attempt = 1; attempt <= CONNECTS_MAX; attempt++) {
      const client = await KeeperClient.connectOrStart(this.#paths, process.env);
      const stack = await within(CLOSE_MS_MAX, client.request({ type: 'status' }));
      if (stack?.willStop === false) return { client, children: stack.children };
      await client.close();
      await untilGone(this.#paths, STOP_MS_MAX);
    }
    throw new LocalError(`The stack's keeper does not stay; its log is ${this.#paths.keeperLog}.`);
  }

  async #request(body: Parameters<KeeperClient['request']>[0]): Promise<RunningStack> {
    if (this.#client === null) throw new LocalError('The stack is not started, or was closed.');
    this.#running = await this.#client.request(body, this.#options.onProgress);
    return this.#running;
  }

  /** The connection broke. A keeper that was killed gets a successor that starts the same again, on the same ports. */
  async #recover(broken: KeeperClient): Promise<void> {
    if (this.#isClosed || this.#client !== broken) return;
    const { onProgress = () => undefined } = this.#options;
    const before = this.#running;
    await untilGone(this.#paths, CLOSE_MS_MAX);
    if (readState(this.#paths.stateFile)?.keeper === null)
      return this.#lost.abort(new LocalError('The stack was stopped.'));
    onProgress("The stack's keeper was killed; starting another one.");
    try {
      await this.#startServers();
      if (before?.databaseUrl !== this.databaseUrl || before?.natsUrl !== this.natsUrl)
        throw new LocalError('The stack had to move to other ports: start again.');
      if (this.#processes.size > 0) await this.#request({ type: 'run', processes: [...this.#processes.values()] });
      if (before?.isKept) await this.keep();
    } catch (error) {
      if (!this.#isClosed) this.#lost.abort(error);
    }
  }
}

function toSpec(options: ProcessOptions): ProcessSpec {
  const { environment, args, graceMs = GRACE_MS } = options;
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...options, args: [...args], environment: Object.fromEntries(given), graceMs };
}

/** What runs, without starting anything. @throws {LocalError} when the keeper runs and cannot be talked to. */
export async function stackStatus({ folder }: { folder: string }): Promise<StackStatus> {
  const paths = stackFolder(folder);
  const client = await KeeperClient.connect(paths, { holds: false });
  if (client === null)
    return { running: null, leftovers: leftovers(paths).map(({ name, process }) => ({ name, pid: process.pid })) };
  try {
    return { running: await client.request({ type: 'status' }), leftovers: [] };
  } finally {
    await client.close();
  }
}

/**
 * Stops everything that runs below this folder, whoever uses it.
 * @returns false when nothing did.
 * @throws {LocalError} when it cannot be stopped.
 */
export async function stopStack(options: {
  folder: string;
  onProgress?: ((line: string) => void) | undefined;
}): Promise<boolean> {
  const { folder, onProgress = () => undefined } = options;
  const paths = stackFolder(folder);
  const keeper = runningKeeper(paths);
  if (keeper !== null) {
    onProgress('Stopping the stack.');
    const client = await KeeperClient.connect(paths, { holds: false }).catch(() => null);
    await within(STOP_MS_MAX, client?.request({ type: 'stop' }) ?? Promise.resolve(null));
    await client?.close();
    await untilGone(paths, CLOSE_MS_MAX);
    // It hangs. Its children's guards stop them as soon as it is dead.
    if (isRunning(keeper.process)) await stopStranger(keeper.process, { stopSignal: 'SIGKILL', graceMs: 0 });
  }
  const left = leftovers(paths);
  await Promise.all(left.map(({ process, ...how }) => stopStranger(process, how)));
  return keeper !== null || left.length > 0;
}

function leftovers(paths: StackFolder) {
  return (readState(paths.stateFile)?.children ?? []).filter(({ process }) => isRunning(process));
}

/** Waits for the end of the keeper that runs. */
async function untilGone(paths: StackFolder, msMax: number): Promise<void> {
  const keeper = readState(paths.stateFile)?.keeper?.process;
  const deadlineMs = performance.now() + msMax;
  while (keeper !== undefined && isRunning(keeper) && performance.now() < deadlineMs)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The outcome of `work`, or null when it fails or takes too long. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
  try {
    return await Promise.race([work, limit]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
