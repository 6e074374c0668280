/** @file PostgreSQL or NATS of a stack: on the port of the last run if possible, healthy or started again. */
import { LocalError, PortTakenError } from '../errors.ts';
import { isPortFree } from '../port.ts';
import type { RunningServer } from '../runningServer.ts';
import type { ServerName } from './protocol.ts';
import { Supervised } from './supervised.ts';

export interface StackServerOptions {
  readonly name: ServerName;
  /** As people call it. */
  readonly title: string;
  readonly logFile: string;
  /** Starts it on this port, or on a free one. */
  readonly run: (port: number | undefined) => Promise<RunningServer>;
  readonly isHealthy: (server: RunningServer) => Promise<boolean>;
  readonly onChange: () => void;
  readonly log: (line: string) => void;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

export interface EnsureOptions {
  /** The port it must have. */
  readonly port: number | undefined;
  /** The port it had last time. */
  readonly lastPort: number | undefined;
  readonly onProgress: (line: string) => void;
}

/** A server that is being started again is waited for so long. */
const RECOVERY_MS_MAX = 60_000;
const POLL_MS = 50;

export class StackServer {
  readonly #options: StackServerOptions;
  #supervised: Supervised | null = null;
  #running: RunningServer | null = null;

  constructor(options: StackServerOptions) {
    this.#options = options;
  }

  get supervised(): Supervised | null {
    return this.#supervised;
  }

  get url(): string | null {
    return this.#running?.url ?? null;
  }

  get port(): number | undefined {
    return this.#running?.port;
  }

  /**
   * Resolves when it runs and answers.
   * @throws {LocalError} with one sentence why it does not.
   */
  async ensure(options: EnsureOptions): Promise<void> {
    const { title } = this.#options;
    if (this.#supervised === null) return this.#start(options);
    if (options.port !== undefined && options.port !== this.port)
      throw new LocalError(
        `${title} of this project already runs on port ${this.port}, asked for ${options.port}: stop it first (\`regatta down\`).`,
      );
    if (await this.#isHealthy()) return;
    options.onProgress(`${title} does not answer; starting it again.`);
    await this.#supervised.child?.stop();
    const deadlineMs = performance.now() + RECOVERY_MS_MAX;
    while (!(await this.#isHealthy())) {
      this.#options.signal.throwIfAborted();
      if (performance.now() > deadlineMs)
        throw new LocalError(
          `${title} does not come back (${this.#supervised.status.trouble ?? 'no reason known'}); its log is ${this.#options.logFile}.`,
        );
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async stop(): Promise<void> {
    await this.#supervised?.stop();
    this.#supervised = null;
    this.#running = null;
  }

  async #isHealthy(): Promise<boolean> {
    const isUp = this.#supervised?.status.state === 'running' && this.#running !== null;
    return isUp && this.#options.isHealthy(this.#running!);
  }

  async #start({ port, lastPort, onProgress }: EnsureOptions): Promise<void> {
    const { name, title, logFile, run, onChange, log } = this.#options;
    let wanted = port ?? lastPort;
    if (port === undefined && wanted !== undefined && !(await isPortFree(wanted))) {
      onProgress(`Port ${wanted} is taken by another program; ${title} takes another one.`);
      wanted = undefined;
    }
    onProgress(`Starting ${title}.`);
    const start = async () => {
      // Once it runs its address is known to others: it comes back there or not at all.
      this.#running = await run(this.#running?.port ?? wanted).catch((error: unknown) => {
        const isRaceLost = error instanceof PortTakenError && port === undefined && this.#running === null;
        if (isRaceLost) return run(undefined);
        throw error;
      });
      return this.#running.child;
    };
    const supervised = new Supervised({ name, logFile, start, mayEnd: false, onChange, log });
    this.#supervised = supervised;
    try {
      await supervised.start();
    } catch (error) {
      this.#supervised = null;
      throw error;
    }
  }
}
