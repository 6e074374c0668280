/**
 * @file Starts an executor as a child process and speaks the pipe protocol with it.
 *
 * File descriptors of the child: 1 and 2 are its log (its last lines are kept for the dead letters), 3 is the protocol,
 * 4 the lifeline: it carries nothing, and when it closes because the agent is gone, the executor's watchdog ends it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  EXECUTOR_PROTOCOL_VERSION,
  FromExecutor,
  decodeLine,
  encodeLine,
  type ExecutableJob,
  type ToExecutor,
} from '@regatta/jobs';
import { ExecutorDiedError, type Executor, type JobMessage, type Ready } from './executor.ts';
import { Mailbox } from './mailbox.ts';

export interface ExecutorProcessOptions {
  readonly storeUrl: string;
  readonly threads: number;
  /** The executor's main file; a file, since the agent imports nothing of it. */
  readonly main: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onLog: (line: string) => void;
  /** A job that was asked to stop and goes on for longer than this is ended with its process. @default 5000 */
  readonly stopMsMax?: number;
}

/** Where the executor lies when agent and executor are installed side by side. */
export const EXECUTOR_MAIN = fileURLToPath(new URL('../../executor/src/main.ts', import.meta.url));

const LOG_LINES_KEPT = 30;
/** Node's own number. Images are decoded on these threads, and with fewer than there are cores some would stand idle. */
const UV_THREADS_MIN = 4;
const START_MS_MAX = 60_000;
/** More than twice the longest `run()`, after which an executor hears a stop. */
const STOP_MS_MAX = 5_000;

/** Starts an executor and waits until it says that it is ready. @throws {ExecutorDiedError} */
export async function spawnExecutor(options: ExecutorProcessOptions): Promise<Executor> {
  const child = spawn(process.execPath, [options.main], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: {
      UV_THREADPOOL_SIZE: String(Math.max(UV_THREADS_MIN, options.threads)),
      ...options.environment,
      REGATTA_STORE: options.storeUrl,
      REGATTA_THREADS: String(options.threads),
    },
  });
  const executor = new ExecutorProcess(child, options);
  await executor.waitUntilReady();
  return executor;
}

class ExecutorProcess implements Executor {
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #messages = new Mailbox<FromExecutor>();
  readonly #log: string[] = [];
  readonly #died = new AbortController();
  readonly #stopMsMax: number;
  #ready: Ready | null = null;
  #isWorking = false;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, { onLog, stopMsMax = STOP_MS_MAX }: ExecutorProcessOptions) {
    this.#child = child;
    this.#stopMsMax = stopMsMax;
    this.#pipe = child.stdio[3] as Duplex;
    const note = (line: string) => {
      this.#log.push(line);
      if (this.#log.length > LOG_LINES_KEPT) this.#log.shift();
      onLog(line);
    };
    // A pipe breaks with the process at its other end, of whose death we hear anyway.
    for (const stream of child.stdio) stream?.on('error', () => undefined);
    readLines(child.stdout!, note);
    readLines(child.stderr!, note);
    readLines(this.#pipe, (line) => this.#hear(line));
    child.once('error', (error) => this.#end(`a failed start (${error.message})`));
    // 'close' comes after the pipes are drained, so the last words are heard before the death is.
    child.once('close', (code, signal) => this.#end(signal ?? `exit code ${code}`));
  }

  get ready(): Ready {
    if (!this.#ready) throw new Error('The executor is not ready yet.');
    return this.#ready;
  }

  get died(): AbortSignal {
    return this.#died.signal;
  }

  async waitUntilReady(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), START_MS_MAX);
    try {
      const message = await this.#messages.take();
      if (message.type !== 'ready')
        throw new Error(`Expected the executor to say "ready" first, got "${message.type}".`);
      if (message.protocol !== EXECUTOR_PROTOCOL_VERSION) {
        throw new Error(
          `Expected executor protocol ${EXECUTOR_PROTOCOL_VERSION}, got ${message.protocol}: install both parts from one version.`,
        );
      }
      this.#ready = message;
    } catch (error) {
      this.#child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async *execute(job: ExecutableJob): AsyncIterable<JobMessage> {
    this.#isWorking = true;
    let isEnded = false;
    const next = async (): Promise<JobMessage> => {
      for (;;) {
        const message = await this.#messages.take();
        if (message.type === 'ready') continue;
        isEnded = message.type === 'done' || message.type === 'failed';
        return message;
      }
    };
    try {
      this.#send({ type: 'execute', job });
      while (!isEnded) yield await next();
    } finally {
      if (!isEnded) {
        this.stop('nobody waits for its result any more');
        try {
          while (!isEnded) await next();
        } catch {
          // It is dead, so it has stopped.
        }
      }
      this.#isWorking = false;
      clearTimeout(this.#killTimer);
      this.#killTimer = undefined;
    }
  }

  stop(reason: string): void {
    if (!this.#isWorking) return;
    this.#send({ type: 'stop', reason });
    this.#killTimer ??= setTimeout(() => this.#child.kill('SIGKILL'), this.#stopMsMax);
  }

  logTail(): readonly string[] {
    return [...this.#log];
  }

  memoryBytes(): number {
    return residentBytes(this.#child.pid);
  }

  async close(): Promise<void> {
    if (this.#died.signal.aborted) return;
    const ended = new Promise((resolve) => this.#died.signal.addEventListener('abort', resolve, { once: true }));
    this.#pipe.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#stopMsMax);
    await ended;
    clearTimeout(timer);
  }

  #hear(line: string): void {
    try {
      this.#messages.put(decodeLine(FromExecutor, line));
    } catch (error) {
      // After one message that we do not understand, none can be trusted.
      this.#messages.fail(error as Error);
      this.#child.kill('SIGKILL');
    }
  }

  #end(exit: string): void {
    const death = new ExecutorDiedError(exit, [...this.#log]);
    this.#messages.fail(death);
    this.#died.abort(death);
    clearTimeout(this.#killTimer);
  }

  #send(message: ToExecutor): void {
    if (this.#pipe.writable) this.#pipe.write(encodeLine(message));
  }
}

function readLines(input: Readable, onLine: (line: string) => void): void {
  createInterface({ input })
    .on('line', onLine)
    .on('error', () => undefined);
}

/** Resident memory of a process from /proc; 0 where there is none (macOS). */
function residentBytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
