/**
 * @file A child process that never outlives its owner.
 *
 * Beside each child stands a guard, a few lines of shell that wait for the end of a pipe whose other end this process
 * holds. However this process dies, kill -9 included, the kernel closes the pipe, and the guard stops the child. Both
 * are in sessions of their own, so that Ctrl-C in a terminal reaches neither: the owner decides what it means.
 */
import { spawn, type ChildProcess as NodeChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { localError } from './errors.ts';
import { openLogFile } from './logFile.ts';
import { identifyProcess, isRunning, signalProcess, type ProcessIdentity } from './processIdentity.ts';
import type { ServerUser } from './serverUser.ts';

export interface ChildOptions {
  /** As people call it: "PostgreSQL". */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly user?: Pick<ServerUser, 'uid' | 'gid'> | null;
  readonly logPath: string;
  /** Asks it to stop in order. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** From asking to SIGKILL. @unit milliseconds */
  readonly graceMs: number;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Arguments: pid, signal name, grace in tenths of a second. In a container nobody may reap the dead, so a zombie counts
 * as ended.
 */
const GUARD = `while read -r _; do :; done
kill -s "$2" "$1" 2>/dev/null || exit 0
tenths=0
while kill -0 "$1" 2>/dev/null; do
  grep -qs '^State:.*[ZX] ' "/proc/$1/status" && exit 0
  [ "$tenths" -ge "$3" ] && kill -s KILL "$1" 2>/dev/null && exit 0
  sleep 0.1
  tenths=$((tenths + 1))
done`;

export class ChildProcess {
  readonly identity: ProcessIdentity;
  /** How it ended; never rejects. */
  readonly exited: Promise<ChildExit>;
  readonly logPath: string;
  readonly #options: ChildOptions;
  readonly #process: NodeChildProcess;
  readonly #guard: NodeChildProcess;
  readonly #tail: () => Promise<string>;
  #exit: ChildExit | null = null;

  private constructor(
    options: ChildOptions,
    parts: { process: NodeChildProcess; identity: ProcessIdentity; tail: () => Promise<string> },
  ) {
    this.#options = options;
    this.#process = parts.process;
    this.#tail = parts.tail;
    this.identity = parts.identity;
    this.logPath = options.logPath;
    this.#guard = startGuard(options, parts.identity.pid);
    this.exited = once(parts.process, 'exit').then(([code, signal]) => {
      this.#exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      // Before its pid can name another process.
      this.#guard.kill('SIGKILL');
      return this.#exit;
    });
  }

  /** @throws {LocalError} when it cannot be started at all. */
  static async start(options: ChildOptions): Promise<ChildProcess> {
    const log = await openLogFile(options.logPath);
    try {
      const child = spawn(options.command, options.args, {
        cwd: options.cwd,
        env: options.environment,
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
        ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
      });
      await once(child, 'spawn');
      const pid = child.pid!;
      const identity = identifyProcess(pid) ?? { pid, start: 'ended at once' };
      return new ChildProcess(options, { process: child, identity, tail: () => log.tail() });
    } catch (error) {
      throw localError(error, `Cannot start ${options.title} (${options.command})`);
    } finally {
      log.close();
    }
  }

  get stopSignal(): ChildOptions['stopSignal'] {
    return this.#options.stopSignal;
  }

  get graceMs(): number {
    return this.#options.graceMs;
  }

  /** Null while it runs. */
  get exit(): ChildExit | null {
    return this.#exit;
  }

  /** What it has written to its log since it was started. */
  logTail(): Promise<string> {
    return this.#tail();
  }

  /** Asks it to stop, waits, and kills it when it has not stopped in time. */
  async stop(): Promise<void> {
    if (this.#exit === null) this.#process.kill(this.#options.stopSignal);
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), this.#options.graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}

function startGuard(options: ChildOptions, pid: number): NodeChildProcess {
  const { stopSignal, graceMs } = options;
  const guard = spawn(
    'sh',
    ['-c', GUARD, 'regatta-guard', String(pid), stopSignal.slice(3), String(Math.ceil(graceMs / 100))],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' },
  );
  // Without a guard the child is still stopped by a stop in order, and found by its record after any other.
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

/**
 * Stops a process that is no child of ours (its parent has died), waits for its end, and kills it when it lingers.
 * @returns false when it did not run, or is not ours to stop.
 */
export async function stopStranger(
  identity: ProcessIdentity,
  options: { stopSignal: NodeJS.Signals; graceMs: number },
): Promise<boolean> {
  if (!signalProcess(identity, options.stopSignal)) return false;
  const deadlineMs = performance.now() + options.graceMs;
  let isKilled = options.stopSignal === 'SIGKILL';
  while (isRunning(identity)) {
    if (performance.now() > deadlineMs && !isKilled) isKilled = signalProcess(identity, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
