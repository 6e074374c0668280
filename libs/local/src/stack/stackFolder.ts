/** @file Where things lie below a project's `.regatta/`. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { localError } from '../errors.ts';

export interface StackFolder {
  readonly root: string;
  readonly postgres: string;
  readonly nats: string;
  readonly logs: string;
  /** State of the running stack; readable by its user alone, as it holds passwords. */
  readonly run: string;
  readonly stateFile: string;
  readonly lockFile: string;
  readonly keeperLog: string;
}

/** @param folder the project's `.regatta/` */
export function stackFolder(folder: string): StackFolder {
  const root = resolve(folder);
  const run = join(root, 'run');
  return {
    root,
    postgres: join(root, 'postgres'),
    nats: join(root, 'nats'),
    logs: join(root, 'logs'),
    run,
    stateFile: join(run, 'stack.json'),
    lockFile: join(run, 'keeper.lock'),
    keeperLog: join(root, 'logs', 'keeper.log'),
  };
}

/** @throws {LocalError} when it cannot be written. */
export async function makeStackFolder(paths: StackFolder): Promise<void> {
  try {
    await mkdir(paths.logs, { recursive: true });
    await mkdir(paths.run, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw localError(error, `Cannot write ${paths.root}`);
  }
}
