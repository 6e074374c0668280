/** @file Runs a program to its end and keeps what it said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** @default this process's environment */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly user?: { readonly uid: number; readonly gid: number } | null | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** Exit status; null when a signal or the time limit ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Characters kept of each stream: a program's last words explain its failure. */
const OUTPUT_CHARS_MAX = 64 * 1024;

/**
 * Runs a program without a shell and without standard input.
 * @throws the system's error when it cannot be started (`ENOENT`: no such program) or when `signal` fires.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, environment, user, timeoutMs, signal } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
    ...(environment === undefined ? {} : { env: environment }),
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-OUTPUT_CHARS_MAX)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-OUTPUT_CHARS_MAX)));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}
