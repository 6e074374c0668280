/**
 * @file A PostgreSQL cluster on the disk: `<folder>/data` and `<folder>/password`.
 *
 * It is made under another name and renamed once it is whole, so that an `initdb` that was cut short leaves nothing
 * that looks like one. As root its files belong to the server user, who may not be able to walk there from the root
 * folder (a project below a closed home). So the programs get the data folder as their working directory, which we can
 * enter, and find it again as `/proc/self/cwd`.
 */
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalError, errorCode, localError } from '../errors.ts';
import { runCommand } from '../runCommand.ts';
import type { ServerUser } from '../serverUser.ts';

export const POSTGRES_MAJOR = 18;
export const SUPERUSER = 'regatta';
/** A new cluster takes 40 MB, its first checkpoints and write-ahead log several times as much. */
const DISK_BYTES_MIN = 300 * 1024 * 1024;

export interface Cluster {
  /** Holds `data/`, the password and the log. */
  readonly folder: string;
  /** Working directory of the server. */
  readonly data: string;
  /** The data folder as the server, working there, can call it. */
  readonly dataArgument: string;
  /** Of the superuser `regatta`. */
  readonly password: string;
  /** Who owns the files and runs the server; null for this process's own user. */
  readonly user: Pick<ServerUser, 'uid' | 'gid'> | null;
}

export interface OpenClusterOptions {
  readonly folder: string;
  /** Finds the programs, only if they are needed to make a new cluster. */
  readonly binaries: string;
  readonly user: ServerUser | null;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The cluster of a folder, made if there is none.
 * @throws {LocalError} when the folder cannot be written, has no room, or holds something else.
 */
export async function openCluster(options: OpenClusterOptions): Promise<Cluster> {
  const { folder } = options;
  if (!(await holdsCluster(folder))) await createCluster(options);
  const data = join(folder, 'data');
  try {
    const owner = await stat(data);
    return {
      folder,
      data,
      dataArgument: dataArgument(data, options.user),
      password: (await readFile(join(folder, 'password'), 'utf8')).trim(),
      // Whoever made the cluster owns it: root may run what an ordinary user has made, and the other way round not.
      user: options.user === null ? null : { uid: owner.uid, gid: owner.gid },
    };
  } catch (error) {
    throw localError(error, `Cannot read the PostgreSQL data of ${folder}`);
  }
}

function dataArgument(data: string, user: ServerUser | null): string {
  return user !== null && process.platform === 'linux' ? '/proc/self/cwd' : data;
}

async function holdsCluster(folder: string): Promise<boolean> {
  const owner = await stat(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw localError(error, `Cannot read the PostgreSQL data of ${folder}`);
  });
  if (owner === null) return false;
  const uid = process.getuid?.() ?? owner.uid;
  if (uid !== 0 && owner.uid !== uid)
    throw new LocalError(
      `${folder} belongs to user ${owner.uid}, this is user ${uid}: it was made by root or somebody else; run Regatta as that user, or remove the folder and everything in it with it.`,
    );
  const version = await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) {
    if ((await readdir(folder)).length === 0) return false;
    throw new LocalError(
      `${folder} holds no PostgreSQL data and is not empty: move it away, or choose another folder for the project.`,
    );
  }
  if (version.trim() !== String(POSTGRES_MAJOR))
    throw new LocalError(
      `The data in ${folder} was written by PostgreSQL ${version.trim()}, expected ${POSTGRES_MAJOR}: move the folder away (a new one is made), or convert it with pg_upgrade.`,
    );
  return true;
}

async function createCluster(options: OpenClusterOptions): Promise<void> {
  const { folder, binaries, user, onProgress, signal } = options;
  const fresh = `${folder}.new`;
  const password = randomBytes(18).toString('base64url');
  onProgress?.(`Creating a PostgreSQL ${POSTGRES_MAJOR} database in ${folder}.`);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await rm(fresh, { recursive: true, force: true });
    await requireRoom(dirname(folder));
    await mkdir(join(fresh, 'data'), { recursive: true, mode: 0o700 });
    await writeFile(join(fresh, 'password'), `${password}\n`, { mode: 0o600 });
    if (user !== null)
      for (const path of [fresh, join(fresh, 'data'), join(fresh, 'password')]) await chown(path, user.uid, user.gid);
    await initdb({ binaries, folder: fresh, user, signal });
    // An empty folder of that name may stand in the way.
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    throw localError(error, `Cannot create a database in ${folder}`);
  }
}

async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= DISK_BYTES_MIN) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
  throw new LocalError(
    `No room for the database: expected ${megabytes(DISK_BYTES_MIN)} MB free at ${folder}, found ${megabytes(bavail * bsize)} MB.`,
  );
}

async function initdb(input: {
  binaries: string;
  folder: string;
  user: ServerUser | null;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { binaries, folder, user, signal } = input;
  const data = join(folder, 'data');
  const argument = dataArgument(data, user);
  const { status, stdout, stderr } = await runCommand(
    join(binaries, 'bin', 'initdb'),
    [
      ...['--pgdata', argument, '--username', SUPERUSER],
      // No other user of this machine gets in: a superuser of PostgreSQL can run programs.
      ...['--auth', 'scram-sha-256', '--pwfile', `${argument}/../password`],
      // Stretching protects guessable passwords; ours has 144 random bits, and each connection would pay for it.
      ...['--set', 'scram_iterations=1'],
      // The same order and upper case on every machine, whatever locales it has.
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      '--no-instructions',
    ],
    { cwd: data, user, environment: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, signal },
  );
  if (status === 0) return;
  const words = `${stderr}\n${stdout}`.trim();
  if (/No space left on device/.test(words))
    throw new LocalError(`The disk is full: initdb could not write below ${folder}; free space there and try again.`);
  const reason = words.split('\n').find((line) => /error|fatal|could not/i.test(line)) ?? `exit status ${status}`;
  throw new LocalError(`Cannot create a database in ${folder}: ${reason.trim()}.`);
}
