/** @file Another process that uses the stack, to be stopped in every way there is. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MOD = join(import.meta.dirname, '../src/mod.ts');
/** Unprivileged on every system we know. */
export const NOBODY = 65_534;

export interface Owner {
  readonly process: ChildProcess;
  /** The next line that the code has told, parsed. Fails with what it wrote to stderr when it ends instead. */
  heard<T>(): Promise<T>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface OwnerOptions {
  readonly uid?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs a piece of module code in a process of its own, in a group of its own. The code sees all of @regatta/local,
 * `tell(value)`, and `stay()`, which never returns.
 */
export function startOwner(code: string, { uid, environment }: OwnerOptions = {}): Owner {
  const text = `
    import * as local from ${JSON.stringify(MOD)};
    const { startPostgres, startNats, findNatsServer, startStack, stackStatus, stopStack } = local;
    const tell = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
    const stay = () => new Promise(() => setInterval(() => {}, 1000));
    try {
      ${code}
    } catch (error) {
      tell({ failed: error.message, name: error.name, exitCode: error.exitCode ?? null });
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment },
    ...(uid === undefined || process.getuid?.() !== 0 ? {} : { uid, gid: uid }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    heard: async <T>() => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The process ended instead of telling something. ${errors}`);
      return JSON.parse(value) as T;
    },
    ended: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
  };
}

/** Why nothing can be run as another user here; null when it can. */
export function whyNotNobody(): string | null {
  if (process.getuid?.() !== 0) return 'only root can start a process as another user';
  const { status } = spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(MOD)})`], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
  });
  return status === 0 ? null : 'this clone lies in a folder that other users cannot enter';
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, msMax = 15_000): Promise<void> {
  const deadlineMs = performance.now() + msMax;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`Waited ${msMax / 1000} s for this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
