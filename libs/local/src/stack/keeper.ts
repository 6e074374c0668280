/**
 * @file The keeper: a small process of its own that runs a project's PostgreSQL, NATS and workers, starts again what
 * dies, and stops everything when it is no longer needed.
 *
 *   held      somebody who uses the stack holds a connection; when the last one breaks, by whatever death, all stops
 *   kept      somebody asked to keep it (`regatta up`): it runs until it is told to stop
 *   stopping  processes first, then the servers; then the keeper ends
 *
 * If the keeper itself is killed, its children's guards stop them (childProcess.ts). Should even those be gone, the
 * next keeper finds the children by the state file, pid and start time, and stops them before it starts its own.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ChildProcess, stopStranger } from '../childProcess.ts';
import { LocalError } from '../errors.ts';
import { natsInfo } from '../nats/server.ts';
import { LOOPBACK } from '../port.ts';
import { answers } from '../postgres/server.ts';
import { identifyProcess } from '../processIdentity.ts';
import { runNats } from '../startNats.ts';
import { runPostgres } from '../startPostgres.ts';
import { onLines, sendLine } from './lines.ts';
import {
  Greeting,
  Request,
  SERVERS,
  type ProcessSpec,
  type Reply,
  type RunningStack,
  type ServerName,
} from './protocol.ts';
import { StackServer } from './server.ts';
import type { StackFolder } from './stackFolder.ts';
import { STACK_VERSION, readState, writeState, type ChildRecord, type StackState } from './state.ts';
import { Supervised } from './supervised.ts';

/** Whoever has started the keeper connects to it in this time, or is dead. */
const FIRST_USE_MS_MAX = 3000;
/** In the URL of a stack; made when it is missing. */
const DATABASE = 'regatta';

export class Keeper {
  readonly #paths: StackFolder;
  readonly #log: (line: string) => void;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #abort = new AbortController();
  readonly #servers: Record<ServerName, StackServer>;
  readonly #processes = new Map<string, { readonly spec: ProcessSpec; readonly supervised: Supervised }>();
  readonly #holders = new Set<Socket>();
  readonly #listeners = new Set<(line: string) => void>();
  readonly #control: Server;
  readonly #lastPorts: StackState['ports'];
  /** Requests that change something, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #isKept = false;
  /** Somebody has held it, or nobody came in time. Until then one who only looks in must not end it by leaving. */
  #wasUsed = false;
  #stopping: Promise<void> | null = null;
  readonly #ended = Promise.withResolvers<void>();

  constructor(paths: StackFolder, log: (line: string) => void) {
    this.#paths = paths;
    this.#log = log;
    this.#lastPorts = readState(paths.stateFile)?.ports ?? {};
    this.#control = createServer((socket) => this.#greet(socket));
    const onProgress = (line: string) => this.#tell(line);
    const { signal } = this.#abort;
    const common = { onChange: () => this.#record(), log, signal };
    this.#servers = {
      postgres: new StackServer({
        ...common,
        name: 'postgres',
        title: 'PostgreSQL',
        logFile: `${paths.postgres}/postgres.log`,
        run: (port) => runPostgres({ folder: paths.postgres, port, database: DATABASE, onProgress, signal }),
        isHealthy: ({ url }) => answers(url),
      }),
      nats: new StackServer({
        ...common,
        name: 'nats',
        title: 'NATS',
        logFile: `${paths.nats}/nats-server.log`,
        run: (port) => runNats({ folder: paths.nats, port, onProgress, signal }),
        isHealthy: async ({ port }) => (await natsInfo(port)) !== null,
      }),
    };
  }

  /** Stops what an earlier keeper has left, then listens. Resolves when the keeper has stopped. */
  async run(): Promise<void> {
    await this.#stopLeftovers();
    this.#control.listen({ port: 0, host: LOOPBACK });
    await once(this.#control, 'listening');
    this.#record();
    this.#log('ready');
    setTimeout(() => {
      this.#wasUsed = true;
      this.#stopIfUnused();
    }, FIRST_USE_MS_MAX).unref();
    await this.#ended.promise;
  }

  /** Stops all children, then ends. */
  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  async #stopLeftovers(): Promise<void> {
    const left = readState(this.#paths.stateFile)?.children ?? [];
    await Promise.all(
      left.map(async ({ name, process, stopSignal, graceMs }) => {
        if (await stopStranger(process, { stopSignal, graceMs }))
          this.#log(`stopped ${name} (process ${process.pid}), left by a keeper that was killed`);
      }),
    );
  }

  #greet(socket: Socket): void {
    let isWelcome = false;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#holders.delete(socket);
      this.#stopIfUnused();
    });
    onLines(socket, (message) => {
      if (isWelcome) return void this.#serve(socket, Request.parse(message));
      const greeting = Greeting.parse(message);
      if (!isSame(greeting.token, this.#token)) throw new Error('wrong token');
      if (greeting.version !== STACK_VERSION) throw new Error('another version');
      isWelcome = true;
      if (!greeting.holds) return;
      this.#holders.add(socket);
      this.#wasUsed = true;
    });
  }

  async #serve(socket: Socket, request: Request): Promise<void> {
    const { id } = request;
    const reply = (message: Reply) => sendLine(socket, message);
    const listener = (line: string) => reply({ id, type: 'progress', line });
    this.#listeners.add(listener);
    try {
      await this.#answer(socket, request);
      reply({ id, type: 'done', stack: this.#status() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#log(`request ${request.type} failed: ${message}`);
      reply({ id, type: 'failed', message });
    } finally {
      this.#listeners.delete(listener);
      // The asker may have gone in the meantime.
      this.#stopIfUnused();
    }
  }

  async #answer(socket: Socket, request: Request): Promise<void> {
    switch (request.type) {
      case 'status':
        return;
      case 'keep':
        this.#isKept = true;
        return;
      case 'release':
        this.#holders.delete(socket);
        return;
      case 'stop':
        return this.stop('asked to');
      case 'start':
        return this.#inTurn(async () => {
          const results = await Promise.allSettled(
            request.servers.map((name) =>
              this.#servers[name].ensure({
                port: request.ports[name],
                lastPort: this.#lastPorts[name],
                onProgress: (line) => this.#tell(line),
              }),
            ),
          );
          const failed = results.find((result) => result.status === 'rejected');
          if (failed) throw failed.reason;
        });
      case 'run':
        return this.#inTurn(async () => {
          for (const spec of request.processes) await this.#runProcess(spec);
        });
      case 'end':
        return this.#inTurn(async () => {
          await Promise.all(request.names.map(async (name) => this.#processes.get(name)?.supervised.stop()));
          for (const name of request.names) this.#processes.delete(name);
          this.#record();
        });
    }
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(() => {
      if (this.#stopping !== null) throw new LocalError('The stack is being stopped: start it again.');
      return run();
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #runProcess(spec: ProcessSpec): Promise<void> {
    const { name, command, args, environment, logFile, graceMs } = spec;
    const present = this.#processes.get(name);
    const state = present?.supervised.status.state;
    const isAlive = state === 'running' || state === 'restarting';
    if (present && isAlive && JSON.stringify(present.spec) === JSON.stringify(spec)) return;
    if (present && isAlive) this.#tell(`Starting ${name} anew with its new settings.`);
    await present?.supervised.stop();
    const supervised = new Supervised({
      name,
      logFile,
      mayEnd: true,
      onChange: () => this.#record(),
      log: this.#log,
      start: () =>
        ChildProcess.start({
          title: name,
          command,
          args,
          cwd: this.#paths.root,
          environment,
          logPath: logFile,
          stopSignal: 'SIGTERM',
          graceMs,
        }),
    });
    this.#processes.set(name, { spec, supervised });
    await supervised.start();
  }

  #status(): RunningStack {
    return {
      keeperPid: process.pid,
      isKept: this.#isKept,
      willStop: this.#stopping !== null || (!this.#isKept && this.#holders.size === 0),
      databaseUrl: this.#servers.postgres.url,
      natsUrl: this.#servers.nats.url,
      children: this.#children().map((child) => child.status),
    };
  }

  #children(): Supervised[] {
    const servers = SERVERS.map((name) => this.#servers[name].supervised).filter((server) => server !== null);
    return [...servers, ...[...this.#processes.values()].map(({ supervised }) => supervised)];
  }

  #tell(line: string): void {
    this.#log(line);
    for (const listener of this.#listeners) listener(line);
  }

  #stopIfUnused(): void {
    if (this.#wasUsed && !this.#isKept && this.#holders.size === 0) void this.stop('nobody uses the stack any more');
  }

  async #stop(reason: string): Promise<void> {
    this.#log(`stopping: ${reason}`);
    // A download or a first start that is under way ends too.
    this.#abort.abort(new LocalError('The stack is being stopped.'));
    await this.#queue;
    const processes = [...this.#processes.values()];
    await Promise.all(processes.map(({ supervised }) => supervised.stop()));
    this.#processes.clear();
    await Promise.all(SERVERS.map((name) => this.#servers[name].stop()));
    this.#record();
    this.#control.close();
    this.#log('stopped');
    // The last reply must still go out.
    setImmediate(() => this.#ended.resolve());
  }

  /** Writes the state file; a full disk must not take down what runs. */
  #record(): void {
    const isDone = this.#stopping !== null && this.#children().length === 0;
    const address = this.#control.address() as AddressInfo | null;
    for (const name of SERVERS) this.#lastPorts[name] = this.#servers[name].port ?? this.#lastPorts[name];
    try {
      writeState(this.#paths.stateFile, {
        version: STACK_VERSION,
        keeper:
          isDone || address === null
            ? null
            : { process: identifyProcess(process.pid)!, port: address.port, token: this.#token },
        ports: this.#lastPorts,
        children: this.#children().flatMap((supervised) => recordOf(supervised)),
      });
    } catch (error) {
      this.#log(error instanceof Error ? error.message : String(error));
    }
  }
}

function recordOf({ name, child }: Supervised): ChildRecord[] {
  if (child === null) return [];
  const { identity, stopSignal, graceMs } = child;
  return [{ name, process: identity, stopSignal, graceMs }];
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
