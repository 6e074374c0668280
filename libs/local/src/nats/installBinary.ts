/** @file Puts a fetched nats-server in its place, once it has shown that it runs. */
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localError } from '../errors.ts';
import { natsServerVersion } from './natsBinary.ts';

/** A folder beside the target for as long as `run` takes, so that the last step is a rename on one file system. */
export async function inScratchFolder<T>(target: string, run: (scratch: string) => Promise<T>): Promise<T> {
  const folder = dirname(target);
  let scratch: string;
  try {
    await mkdir(folder, { recursive: true });
    scratch = await mkdtemp(join(folder, 'fetch-'));
  } catch (error) {
    throw localError(error, `Cannot write ${folder}`);
  }
  try {
    return await run(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Others may use or replace the target at the same time: it changes by one rename. */
export async function installBinary(source: string, target: string): Promise<{ path: string } | { closed: string }> {
  const temporary = `${target}.${process.pid}`;
  try {
    await copyFile(source, temporary);
    await chmod(temporary, 0o755);
    await natsServerVersion(temporary);
    await rename(temporary, target);
    return { path: target };
  } catch (error) {
    return { closed: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
