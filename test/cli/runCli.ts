/** @file The command line as a person runs it: a process of its own, in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const CLI_MAIN = join(import.meta.dirname, '../../services/cli/src/main.ts');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunCliOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Nobody answers there: a test fetches only what it has put somewhere itself. */
export const NO_HUB = 'http://127.0.0.1:9';

/** Runs `regatta ARGS` to its end. Variables of the test run that configure Regatta are not handed down. */
export async function runCli(args: readonly string[], { cwd, environment = {}, onStart }: RunCliOptions): Promise<Ran> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('REGATTA_'));
  const child = spawn(process.execPath, [CLI_MAIN, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', REGATTA_HUB: NO_HUB, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart?.(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** The one document that a command with `--json` answers. */
export function documentOf({ stdout }: Ran): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The documents of a command that streams. */
export function documentsOf({ stdout }: Ran): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An empty project, removed after the test with all that runs in it. */
export async function createProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-cli-'));
  onTestFinished(async () => {
    if (existsSync(join(folder, '.regatta/run'))) await runCli(['down'], { cwd: folder });
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}
