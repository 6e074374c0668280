/**
 * @file A lock between processes for work of milliseconds: a file that exactly one of them can create.
 *
 * A holder that died leaves its file behind. Whoever has waited for one and the same holder longer than any holder
 * works removes it. No clock of another machine and no process number is trusted for that. A holder that was only
 * asleep is no danger: it calls `check` before what it must do alone.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CatalogError, errorCode, fileError } from './errors.ts';

export interface FileLock {
  /** @throws {CatalogError} another process took the lock for abandoned. */
  check(): Promise<void>;
}

/** A thousand times what a change of the catalog takes. */
const HOLD_MS_MAX = 5_000;
const POLL_MS = 10;

/** Runs `work` while holding the lock. @param path its file, in a folder that exists @throws {CatalogError} */
export async function withFileLock<T>(
  path: string,
  work: (lock: FileLock) => Promise<T>,
  { holdMsMax = HOLD_MS_MAX }: { holdMsMax?: number } = {},
): Promise<T> {
  const holder = randomUUID();
  await acquire(path, holder, holdMsMax);
  const isOurs = async () => (await holderOf(path)) === holder;
  try {
    return await work({
      check: async () => {
        if (!(await isOurs())) throw new CatalogError(`Another process took over the lock ${path}. Try again.`);
      },
    });
  } finally {
    if (await isOurs()) await rm(path, { force: true });
  }
}

async function acquire(path: string, holder: string, holdMsMax: number): Promise<void> {
  let seen: string | null = null;
  let seenSince = 0;
  for (;;) {
    try {
      await writeFile(path, holder, { flag: 'wx', flush: false });
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') {
        throw fileError(`Cannot make the lock ${path}`, error);
      }
    }
    const other = await holderOf(path);
    if (other !== seen) [seen, seenSince] = [other, performance.now()];
    else if (other !== null && performance.now() - seenSince > holdMsMax) await remove(path, other);
    // Without jitter two waiters would ask at the same moments for ever.
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

/** Removes the lock of this dead holder, and not the one that another waiter may have just put in its place. */
async function remove(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  // A living holder whose file we caught notices at `check`, and its caller tries again.
  if ((await holderOf(aside)) !== dead) await rename(aside, path).catch(() => undefined);
  else await rm(aside, { force: true });
}

/** The holder's name; null when nobody holds the lock. */
async function holderOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
