/** @file Where things are kept that serve every project of this user: binaries that were fetched or unpacked. */
import { mkdir, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user's cache folder; it may not exist yet. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'regatta');
}

/**
 * Cache folders that another user than ours can enter: below a root's home, usually closed to others, the server user
 * would find nothing.
 */
export function sharedCacheFolders(): string[] {
  return ['/var/cache/regatta', join(tmpdir(), `regatta-cache-${process.getuid?.() ?? 0}`)];
}

/** Makes a cache folder; false when it cannot be written, or when another user could put binaries of theirs there. */
export async function claimCacheFolder(folder: string, mode = 0o755): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode });
    const info = await stat(folder);
    const isOurs = process.getuid === undefined || info.uid === process.getuid();
    return isOurs && (info.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
