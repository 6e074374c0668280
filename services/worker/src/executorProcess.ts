/**
 * @file Starts an executor as a child process and speaks the pipe protocol with it.
 *
 * File descriptors of the child: 1 and 2 are its log (its last lines are kept for the dead letters), 3 is the protocol,
 * 4 the lifeline: it carries nothing, and when it closes because the agent is gone, the executor's watchdog ends it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
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
}

/** Where the executor lies when agent and executor are installed side by side. */
export const EXECUTOR_MAIN = fileURLToPath(new URL('../../executor/src/main.ts', import.meta.url));

const LOG_LINES_KEPT = 30;
const START_MS_MAX = 60_000;
const CLOSE_MS_MAX = 5_000;

/** Starts an executor and waits until it says that it is ready. @throws {ExecutorDiedError} */
export async function spawnExecutor(options: ExecutorProcessOptions): Promise<Executor> {
  const child = spawn(process.execPath, [options.main], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...options.environment, REGATTA_STORE: options.storeUrl, REGATTA_THREADS: String(options.threads) },
  });
  const executor = new ExecutorProcess(child, options.onLog);
  await executor.waitUntilReady();
  return executor;
}

class ExecutorProcess implements Executor {
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #messages = new Mailbox<FromExecutor>();
  readonly #log: string[] = [];
  readonly #exited: Promise<void>;
  #ready: Ready | null = null;

  constructor(child: ChildProcess, onLog: (line: string) => void) {
    this.#child = child;
    this.#pipe = child.stdio[3] as Duplex;
    this.#pipe.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#log.push(line);
        if (this.#log.length > LOG_LINES_KEPT) this.#log.shift();
        onLog(line);
      });
    }
    createInterface({ input: this.#pipe }).on('line', (line) => {
      try {
        this.#messages.put(decodeLine(FromExecutor, line));
      } catch (error) {
        this.#messages.fail(error as Error);
      }
    });
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#messages.fail(new ExecutorDiedError(`a failed start (${error.message})`, this.#log));
        resolve();
      });
      // 'close' comes after the pipes are drained, so the last words are heard before the death is.
      child.once('close', (code, signal) => {
        const exit = signal ?? `exit code ${code}`;
        this.#messages.fail(new ExecutorDiedError(exit, [...this.#log]));
        resolve();
      });
    });
  }

  get ready(): Ready {
    if (!this.#ready) throw new Error('The executor is not ready yet.');
    return this.#ready;
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
    this.#send({ type: 'execute', job });
    for (;;) {
      const message = await this.#messages.take();
      if (message.type === 'ready' || message.job !== job.id) continue; // last words about an earlier job
      yield message;
      if (message.type === 'done' || message.type === 'failed') return;
    }
  }

  stop(reason: string): void {
    this.#send({ type: 'stop', reason });
  }

  logTail(): readonly string[] {
    return [...this.#log];
  }

  memoryBytes(): number {
    return residentBytes(this.#child.pid);
  }

  async close(): Promise<void> {
    this.#pipe.end();
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS_MAX);
    await this.#exited;
    clearTimeout(timer);
  }

  #send(message: ToExecutor): void {
    if (this.#pipe.writable) this.#pipe.write(encodeLine(message));
  }
}

/** Resident memory of a process from /proc; 0 where there is none (macOS). */
function residentBytes(pid: number | undefined): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return pages * 4096;
  } catch {
    return 0;
  }
}
