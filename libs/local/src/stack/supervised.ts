/**
 * @file One child that is kept alive.
 *
 *   starting     the first start; its failure is the caller's
 *   running
 *   restarting   it ended on its own, or could not be started again: tried once more after a growing delay, for ever
 *   ended        a process that may end did so, with success
 *   stopped      on request
 */
import type { ChildExit, ChildProcess } from '../childProcess.ts';
import type { ChildStatus } from './protocol.ts';

export interface SupervisedOptions {
  readonly name: string;
  readonly logFile: string;
  /** Starts it and resolves once it does its work. */
  readonly start: () => Promise<ChildProcess>;
  /** Whether an exit with code 0 is the end (a drained worker) or a failure like any other (a server). */
  readonly mayEnd: boolean;
  /** Something that the state file or a waiting request wants to know has changed. */
  readonly onChange: () => void;
  readonly log: (line: string) => void;
}

const DELAY_MS_MIN = 100;
const DELAY_MS_MAX = 10_000;
/** Who has run for so long has recovered: the next failure is a new one. */
const STABLE_MS = 30_000;
const WORDS_CHARS_MAX = 300;

export class Supervised {
  readonly name: string;
  readonly #options: SupervisedOptions;
  #state: ChildStatus['state'] = 'starting';
  #child: ChildProcess | null = null;
  #attempt: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #restarts = 0;
  #startedMs = 0;
  #trouble: string | null = null;

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get child(): ChildProcess | null {
    return this.#child;
  }

  get status(): ChildStatus {
    return {
      name: this.name,
      state: this.#state,
      pid: this.#child?.identity.pid ?? null,
      restarts: this.#restarts,
      logFile: this.#options.logFile,
      trouble: this.#trouble,
    };
  }

  /** The first start. @throws what `start` throws; then it is not tried again. */
  async start(): Promise<void> {
    this.#attempt = this.#startOnce();
    try {
      await this.#attempt;
    } catch (error) {
      this.#set('stopped');
      throw error;
    }
  }

  /** Stops it for good. */
  async stop(): Promise<void> {
    this.#set('stopped');
    clearTimeout(this.#timer);
    await this.#attempt.catch(() => undefined);
    await this.#child?.stop();
    this.#child = null;
    this.#options.onChange();
  }

  async #startOnce(): Promise<void> {
    const child = await this.#options.start();
    this.#child = child;
    this.#startedMs = performance.now();
    this.#options.log(`${this.name} runs as process ${child.identity.pid}`);
    void child.exited.then((exit) => this.#ended(child, exit));
    if (this.#state !== 'stopped') this.#set('running');
  }

  async #ended(child: ChildProcess, exit: ChildExit): Promise<void> {
    if (this.#state === 'stopped' || this.#child !== child) return;
    this.#child = null;
    const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
    if (exit.code === 0 && this.#options.mayEnd) {
      this.#options.log(`${this.name} ended`);
      return this.#set('ended');
    }
    if (performance.now() - this.#startedMs > STABLE_MS) this.#failures = 0;
    const words = lastWords(await child.logTail());
    this.#restartLater(`ended by ${how}${words === '' ? '' : `; its last words: ${words}`}`);
  }

  #restartLater(trouble: string): void {
    if (this.#state === 'stopped') return;
    this.#trouble = trouble;
    const delayMs = Math.min(DELAY_MS_MIN * 2 ** this.#failures++, DELAY_MS_MAX);
    this.#options.log(`${this.name} ${trouble}; starting it again in ${delayMs} ms`);
    this.#set('restarting');
    this.#timer = setTimeout(() => {
      this.#restarts++;
      this.#attempt = this.#startOnce().catch((error: unknown) => {
        this.#restartLater(`could not be started: ${error instanceof Error ? error.message : String(error)}`);
      });
    }, delayMs);
  }

  #set(state: ChildStatus['state']): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** The line that tells most: the last one that speaks of an error (after it come stack and version), or the last. */
function lastWords(log: string): string {
  const lines = log.trimEnd().split('\n');
  const line = lines.findLast((each) => /error|fatal|panic/i.test(each) && !/^\s+at /.test(each)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, WORDS_CHARS_MAX);
}
