/**
 * @file Keeps one executor at hand: starts it, notices its death, starts another. A start that fails is tried again after
 * a pause that grows, so that a machine on which no executor can live is not kept busy with trying.
 */
import type { Time } from '@regatta/jobs';
import type { Logger } from '@regatta/telemetry';
import { ExecutorDiedError, type Executor, type SpawnExecutor } from './executor.ts';

const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;

/** No executor can be started on this machine. */
export class ExecutorStartError extends Error {
  override readonly name = 'ExecutorStartError';
}

export class ExecutorKeeper {
  readonly #spawn: SpawnExecutor;
  readonly #time: Time;
  readonly #log: Logger;
  #executor: Executor | null = null;

  constructor({ spawn, time, log }: { spawn: SpawnExecutor; time: Time; log: Logger }) {
    this.#spawn = spawn;
    this.#time = time;
    this.#log = log;
  }

  /** The living executor; null while there is none. */
  get current(): Executor | null {
    return this.#executor;
  }

  /**
   * The living executor; starts one when there is none.
   * @returns null when the signal fired first
   * @throws {ExecutorStartError} when `startsMax` starts in a row have failed
   */
  async ready(signal: AbortSignal, startsMax = Infinity): Promise<Executor | null> {
    let pauseMs = PAUSE_MS_MIN;
    for (let start = 1; this.#executor === null && !signal.aborted; start++) {
      try {
        this.#keep(await this.#spawn());
      } catch (error) {
        if (start >= startsMax) throw startError(start, error);
        this.#log.error({ err: error, logTail: logTail(error), pauseMs }, 'the executor did not start');
        await this.#time.sleep(pauseMs, signal);
        pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
      }
    }
    return signal.aborted ? null : this.#executor;
  }

  async close(): Promise<void> {
    const executor = this.#executor;
    this.#executor = null;
    await executor?.close();
  }

  #keep(executor: Executor): void {
    this.#executor = executor;
    const bury = () => {
      if (this.#executor !== executor) return;
      this.#executor = null;
      const death: unknown = executor.died.reason;
      this.#log.warn({ err: death, logTail: logTail(death) }, 'the executor died; another one will be started');
    };
    executor.died.addEventListener('abort', bury, { once: true });
    if (executor.died.aborted) bury();
  }
}

function startError(starts: number, cause: unknown): ExecutorStartError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const lines = logTail(cause).map((line) => `\n  ${line}`);
  return new ExecutorStartError(`No executor could be started in ${starts} tries. ${reason}${lines.join('')}`, {
    cause,
  });
}

function logTail(error: unknown): readonly string[] {
  return error instanceof ExecutorDiedError ? error.logTail : [];
}
