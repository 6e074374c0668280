/** @file A connection to the keeper of a project, which is started if it must be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { LocalError, localError } from '../errors.ts';
import { openLogFile } from '../logFile.ts';
import { LOOPBACK } from '../port.ts';
import { isRunning } from '../processIdentity.ts';
import { onLines, sendLine } from './lines.ts';
import { Reply, type Greeting, type RequestBody, type RunningStack } from './protocol.ts';
import { makeStackFolder, type StackFolder } from './stackFolder.ts';
import { STACK_VERSION, readState, type StackState } from './state.ts';

/** A busy machine may take seconds to start a process; stopping what a killed keeper has left takes longer. */
const READY_MS_MAX = 60_000;
const POLL_MS = 20;

type KeeperRecord = NonNullable<StackState['keeper']>;

export class KeeperClient {
  readonly keeperPid: number;
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #pending = new Map<
    number,
    { resolve: (stack: RunningStack) => void; reject: (error: Error) => void; onProgress: (line: string) => void }
  >();
  #nextId = 0;

  private constructor(socket: Socket, keeperPid: number) {
    this.#socket = socket;
    this.keeperPid = keeperPid;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => this.#failAll());
    onLines(socket, (message) => this.#receive(Reply.parse(message)));
    // Only an unanswered request keeps this process alive.
    socket.unref();
  }

  /** Null when no keeper runs. @throws {LocalError} when it runs and cannot be talked to. */
  static async connect(paths: StackFolder, options: Pick<Greeting, 'holds'>): Promise<KeeperClient | null> {
    const keeper = runningKeeper(paths);
    if (keeper === null) return null;
    const socket = connect({ port: keeper.port, host: LOOPBACK });
    try {
      await once(socket, 'connect');
    } catch (error) {
      // It may have ended just now.
      if (!isRunning(keeper.process)) return null;
      throw localError(error, `The keeper of ${paths.root} (process ${keeper.process.pid}) does not answer`);
    }
    socket.on('error', () => socket.destroy());
    sendLine(socket, { version: STACK_VERSION, token: keeper.token, ...options } satisfies Greeting);
    return new KeeperClient(socket, keeper.process.pid);
  }

  /** Connects, and starts a keeper when none runs. @throws {LocalError} */
  static async connectOrStart(paths: StackFolder, environment: NodeJS.ProcessEnv): Promise<KeeperClient> {
    await makeStackFolder(paths);
    const deadlineMs = performance.now() + READY_MS_MAX;
    let started: StartedKeeper | null = null;
    for (;;) {
      const client = await KeeperClient.connect(paths, { holds: true });
      if (client !== null) return client;
      started ??= await startKeeper(paths, environment);
      if (started.exitCode() === 0) started = null; // Another one was quicker, or it is about to end: look again.
      if (started !== null && started.exitCode() !== null) throw await started.explain();
      if (performance.now() > deadlineMs)
        throw new LocalError(
          `The stack's keeper was not ready within ${READY_MS_MAX / 1000} s; its log is ${paths.keeperLog}.`,
        );
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** @throws {LocalError} with the keeper's sentence, or when the connection breaks. */
  request(body: RequestBody, onProgress: (line: string) => void = () => undefined): Promise<RunningStack> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(lost());
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject, onProgress });
      this.#socket.ref();
      sendLine(this.#socket, { ...body, id });
    });
  }

  /** Gives up the hold. */
  async close(): Promise<void> {
    this.#socket.destroy();
    await this.closed;
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.type === 'progress') return pending.onProgress(reply.line);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#socket.unref();
    if (reply.type === 'done') pending.resolve(reply.stack);
    else pending.reject(new LocalError(reply.message));
  }

  #failAll(): void {
    for (const { reject } of this.#pending.values()) reject(lost());
    this.#pending.clear();
  }
}

const lost = () => new LocalError('The stack was stopped, or its keeper was killed: start it again.');

/** The keeper that runs, by pid and start time. @throws {LocalError} when the state file cannot be read. */
export function runningKeeper(paths: StackFolder): KeeperRecord | null {
  const keeper = readState(paths.stateFile)?.keeper ?? null;
  return keeper !== null && isRunning(keeper.process) ? keeper : null;
}

interface StartedKeeper {
  exitCode(): number | null;
  explain(): Promise<LocalError>;
}

/** In a session of its own: neither Ctrl-C nor the end of the terminal reaches it. */
async function startKeeper(paths: StackFolder, environment: NodeJS.ProcessEnv): Promise<StartedKeeper> {
  const log = await openLogFile(paths.keeperLog);
  try {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'keeperMain.ts'), paths.root], {
      cwd: paths.root,
      env: environment,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    child.unref();
    await once(child, 'spawn');
    return {
      exitCode: () => (child.signalCode === null ? child.exitCode : -1),
      explain: async () => {
        const words = (await log.tail()).split('\n').findLast((line) => /Error: /.test(line)) ?? 'no reason given';
        const reason = words.replace(/^.*?Error: /, '').replace(/\.$/, '');
        return new LocalError(`The stack's keeper ended at once: ${reason}; its log is ${paths.keeperLog}.`);
      },
    };
  } catch (error) {
    throw localError(error, `Cannot start the stack's keeper`);
  } finally {
    log.close();
  }
}
