/**
 * @file `./regatta` in a clone of its own, with the machine's shell and tools and a PATH that holds nothing else. npm is
 * played by a script, so that it can be late, fail in every way and be killed; the real `npm ci` from the lockfile is
 * what put the packages there that run this test.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65_534;
const TOOLS = [
  ...[
    'sh',
    'awk',
    'cat',
    'chmod',
    'cksum',
    'cut',
    'df',
    'dirname',
    'du',
    'find',
    'grep',
    'head',
    'id',
    'ln',
    'mkdir',
    'mv',
  ],
  ...['readlink', 'rm', 'rmdir', 'sleep', 'uname'],
];
/** An older Node.js, as a distribution brings it: good enough for npm, too old for Regatta. */
const OLD_NODE = `#!/bin/sh\n[ "$1" = --version ] && echo v20.1.0 && exit 0\nexec "${process.execPath}" "$@"\n`;
/** Installs one package and Node.js; FAKE_NPM says how it goes wrong. */
const FAKE_NPM = `#!/bin/sh
echo "$1 $ONNXRUNTIME_NODE_INSTALL" >>"$CLONE/npm-calls"
rm -rf "$CLONE/node_modules"
mkdir -p "$CLONE/node_modules/.bin" "$CLONE/node_modules/thing"
case "\${FAKE_NPM:-}" in
  slow) sleep 3 ;;
  ?*) echo "npm error code $FAKE_NPM" >&2; exit 1 ;;
esac
ln -s "${process.execPath}" "$CLONE/node_modules/.bin/node"
cat "$CLONE/package-lock.json" >"$CLONE/node_modules/.package-lock.json"
`;

const lockfile = (version: string) =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' }, 'node_modules/thing': { version } } });

let folder: string;
let clone: string;
let bin: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regatta launcher '));
  chmodSync(folder, 0o755);
  clone = join(folder, 'a clone');
  bin = join(folder, 'bin');
  children = [];
  mkdirSync(join(clone, 'services/cli/src'), { recursive: true });
  mkdirSync(bin);
  copyFileSync(join(ROOT, 'regatta'), join(clone, 'regatta'));
  writeFileSync(join(clone, 'package-lock.json'), lockfile('1.0.0'));
  writeFileSync(
    join(clone, 'services/cli/src/main.ts'),
    'console.log(JSON.stringify({ version: process.versions.node as string, args: process.argv.slice(2) }));\n' +
      'process.exitCode = process.argv.length;\n',
  );
  for (const tool of TOOLS) {
    const found = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    symlinkSync(found, join(bin, tool));
  }
  script('node', OLD_NODE);
  script('npm', FAKE_NPM);
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function script(name: string, text: string): void {
  writeFileSync(join(bin, name), text);
  chmodSync(join(bin, name), 0o755);
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: string[], { fault = '', path = join(clone, 'regatta'), uid = process.getuid!() } = {}) {
  const env = { PATH: bin, HOME: folder, CLONE: clone, FAKE_NPM: fault };
  const child = spawn(path, args, { env, uid, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended: Promise<Run> = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, ended };
}

const run = (...given: Parameters<typeof start>) => start(...given).ended;
const npmCalls = () =>
  existsSync(join(clone, 'npm-calls')) ? readFileSync(join(clone, 'npm-calls'), 'utf8').trim().split('\n') : [];

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited 10 s for this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('./regatta', () => {
  test('installs once, then hands arguments and exit code of the command through', async () => {
    const first = await run(['race', 'a folder', '--json']);
    expect(JSON.parse(first.out)).toEqual({ version: process.versions.node, args: ['race', 'a folder', '--json'] });
    expect(first.code).toBe(5);
    expect(first.err).toContain('Installing the packages');
    const second = await run(['x']);
    expect(second).toMatchObject({ code: 3, err: '' });
    expect(npmCalls()).toEqual(['ci skip']);
  });

  test('answers in a fraction of a second when nothing is to be done', async () => {
    await run([]);
    const startMs = performance.now();
    await run([]);
    // Most of it is Node's own start; 300 ms is promised on a quiet machine, this one may be busy with other tests.
    expect(performance.now() - startMs).toBeLessThan(1500);
  });

  test('installs again when the lockfile has changed', async () => {
    await run([]);
    writeFileSync(join(clone, 'package-lock.json'), lockfile('2.0.0'));
    await run([]);
    expect(npmCalls()).toHaveLength(2);
  });

  test('leaves alone what npm has installed by hand', async () => {
    execFileSync(join(bin, 'npm'), ['install'], { env: { PATH: bin, CLONE: clone } });
    expect((await run([])).err).toBe('');
    expect(npmCalls()).toHaveLength(1);
  });

  test('is found through a symbolic link', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('../a clone/regatta', join(folder, 'elsewhere/first'));
    symlinkSync('first', join(folder, 'elsewhere/second'));
    expect((await run(['x'], { path: join(folder, 'elsewhere/second') })).out).toContain('["x"]');
  });

  test('installs once when two start together', async () => {
    const [one, two] = await Promise.all([run(['1'], { fault: 'slow' }), run(['2'], { fault: 'slow' })]);
    expect([one.out, two.out].join()).toMatch(/\["1"\][^]*\["2"\]/);
    expect(one.err + two.err).toContain('waiting for it');
    expect(npmCalls()).toHaveLength(1);
  });

  test('comes to a good end after it was killed in the middle', async () => {
    const { child, ended } = start([], { fault: 'slow' });
    await until(() => npmCalls().length === 1, 'npm started');
    child.kill('SIGKILL');
    await ended;
    const later = await run(['x']);
    expect(later.out).toContain('["x"]');
    expect(existsSync(join(clone, '.cache/setup.lock'))).toBe(false);
  });

  test('stops npm and leaves no lock behind when it is stopped', async () => {
    const { child, ended } = start([], { fault: 'slow' });
    await until(() => existsSync(join(clone, '.cache/setup.npm-pid')), 'npm started');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    expect(existsSync(join(clone, '.cache/setup.lock'))).toBe(false);
    expect((await run(['x'])).out).toContain('["x"]');
    expect(npmCalls()).toHaveLength(2);
  });

  test.each([
    ['ENOTFOUND', /registry cannot be reached/],
    ['ENOSPC', /disk is full/],
    ['EACCES', /No permission/],
    ['EINTEGRITY', /bytes are not those/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /does not trust the certificate/],
    ['ESTRANGE', /npm error code ESTRANGE.*whole output is in/],
  ])('says in one sentence what stopped npm (%s), with exit code 3', async (fault, sentence) => {
    const { code, err } = await run([], { fault });
    expect(code).toBe(3);
    const [start, ...rest] = err.trim().split('\n');
    expect(start).toContain('Installing');
    expect(rest).toEqual([expect.stringMatching(sentence)]);
  });

  test('says so when npm is missing', async () => {
    rmSync(join(bin, 'npm'));
    const { code, err } = await run([]);
    expect(code).toBe(3);
    expect(err).toMatch(/^regatta: npm is not in PATH: .*\n$/);
  });

  test('says so when there is no room', async () => {
    rmSync(join(bin, 'df'));
    script('df', '#!/bin/sh\necho head\necho "disk 100 99 2048 99% /"\n');
    const { code, err } = await run([]);
    expect(code).toBe(3);
    expect(err).toMatch(/^regatta: No room for the packages: expected \d+ MB free at .* found 2 MB\.\n$/);
  });

  test('says so when it may not write where it lies', async (context) => {
    if (process.getuid!() !== 0) chmodSync(clone, 0o555);
    else if (process.platform !== 'linux') context.skip('needs to give up root');
    const { code, err } = await run([], { uid: process.getuid!() === 0 ? NOBODY : process.getuid!() });
    chmodSync(clone, 0o755);
    expect(code).toBe(3);
    expect(err).toMatch(/^regatta: Cannot write in .*\n$/);
  });
});
