import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY, startOwner, whyNotNobody } from '../../test/owner.ts';
import { LocalError } from '../errors.ts';
import { climb, findNatsServer, type NamedRung } from './findNatsServer.ts';
import { natsServerVersion } from './natsBinary.ts';
import { natsFromApt } from './natsFromApt.ts';
import { natsFromGo } from './natsFromGo.ts';
import { fetchRelease } from './natsFromRelease.ts';

let real: string;
let folder: string;
let lines: string[];
beforeAll(async () => {
  real = await findNatsServer();
}, 300_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta ladder '));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const onProgress = (line: string) => void lines.push(line);
const environment = (path = '') => ({ PATH: path, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') });
const target = () => join(folder, 'cache', 'regatta', 'nats-server', 'nats-server');
/** What a machine has installed itself would come before everything that is tried here. */
const hasInstalled = async () =>
  (await findNatsServer()) !== join(process.env['HOME'] ?? '', '.cache/regatta/nats-server/nats-server');

const closed = (name: string, reason: string): NamedRung => ({ name, run: async () => ({ closed: reason }) });
const copies: NamedRung = {
  name: 'a copy',
  run: async ({ target }) => {
    await copyFile(real, target);
    return { path: target };
  },
};

async function script(text: string, path = join(folder, 'bin', 'nats-server')): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

describe('the ladder to a nats-server', { timeout: 60_000 }, () => {
  test('takes one from PATH, and passes over what is too old or does not run', async () => {
    await script('echo "nats-server: v2.8.4"', join(folder, 'old', 'nats-server'));
    await script('echo broken >&2; exit 1', join(folder, 'broken', 'nats-server'));
    await mkdir(join(folder, 'bin'));
    await copyFile(real, join(folder, 'bin', 'nats-server'));
    const path = ['old', 'broken', 'none', 'bin'].map((name) => join(folder, name)).join(':');
    expect(await findNatsServer({ environment: environment(path), onProgress })).toBe(join(folder, 'bin/nats-server'));
    expect(lines).toEqual([
      `Passed over a nats-server: ${join(folder, 'old/nats-server')} is version 2.8.4, expected 2.9 or newer.`,
      `Passed over a nats-server: ${join(folder, 'broken/nats-server')} does not run: broken.`,
    ]);
  });

  test('fetches once, by the first way that is open, and says so', async (context) => {
    if (await hasInstalled()) return context.skip('this machine has a nats-server of its own');
    const options = { environment: environment(), onProgress };
    const rungs = [closed('one', 'no road'), copies, closed('three', 'never asked')];
    expect(await climb(rungs, options)).toBe(target());
    expect(lines).toEqual([
      'No nats-server from one: no road.',
      expect.stringMatching(/^nats-server 2\.\d+\.\d+ is ready in /),
    ]);
    expect(await climb([], options)).toBe(target());
    expect(lines).toHaveLength(2);
  });

  test('names in one sentence every way that is closed', async (context) => {
    if (await hasInstalled()) return context.skip('this machine has a nats-server of its own');
    const throws: NamedRung = { name: 'two', run: () => Promise.reject(new Error('it broke')) };
    const climbing = climb([closed('one', 'no road'), throws], { environment: environment() });
    await expect(climbing).rejects.toThrow(LocalError);
    await expect(climbing).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /^nats-server is missing and could not be fetched \(one: no road; two: it broke\): install .* or set REGATTA_NATS_URL/,
      ),
    });
  });

  test('says that the cache cannot be written', async (context) => {
    const reason = whyNotNobody() ?? ((await hasInstalled()) ? 'this machine has a nats-server of its own' : null);
    if (reason !== null) return context.skip(reason);
    const owner = startOwner(`await findNatsServer({ environment: ${JSON.stringify(environment())} });`, {
      uid: NOBODY,
    });
    expect(await owner.heard()).toMatchObject({
      exitCode: 3,
      failed: expect.stringMatching(/one cannot be fetched because .* cannot be written: make it writable, set XDG_/),
    });
  });

  test('stops at once when it is told to', async (context) => {
    if (await hasInstalled()) return context.skip('this machine has a nats-server of its own');
    const stop = new AbortController();
    const hangs: NamedRung = {
      name: 'hangs',
      run: ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut off')))),
    };
    const climbing = climb([hangs, closed('next', 'never asked')], { environment: environment(), signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(climbing).rejects.toThrow('enough');
  });
});

describe('the rung of the official release', () => {
  const release = { version: '2.10.16', platform: 'linux-amd64' };
  const name = `nats-server-v${release.version}-${release.platform}`;

  async function serve(body: Buffer, status = 200): Promise<{ base: string; close(): void }> {
    const server = createServer((request, response) => {
      const isRight = request.url === `/download/v${release.version}/${name}.tar.gz`;
      response.writeHead(isRight ? status : 404).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
  }

  async function archive(): Promise<Buffer> {
    await mkdir(join(folder, name));
    await copyFile(real, join(folder, name, 'nats-server'));
    execFileSync('tar', ['-czf', 'archive', name], { cwd: folder });
    return readFile(join(folder, 'archive'));
  }

  const options = () => ({ target: target(), environment: environment(), onProgress, signal: undefined });

  test('takes bytes with the known hash', async () => {
    const body = await archive();
    const { base, close } = await serve(body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(await fetchRelease({ ...release, sha256 }, base, options())).toEqual({ path: target() });
    expect(await natsServerVersion(target())).toMatch(/^2\./);
    expect(await readdir(dirname(target()))).toEqual(['nats-server']);
    close();
  });

  test('refuses other bytes', async () => {
    const { base, close } = await serve(await archive());
    const result = await fetchRelease({ ...release, sha256: '0'.repeat(64) }, base, options());
    expect(result).toEqual({
      closed: expect.stringMatching(/are not the known ones \(sha256 [0-9a-f]{64}, expected 0+\)/),
    });
    close();
  });

  test('says that the server refuses, or is not there', async () => {
    const { base, close } = await serve(Buffer.from('gone'), 503);
    const known = { ...release, sha256: '0'.repeat(64) };
    await expect(fetchRelease(known, base, options())).rejects.toThrow(/answered 503 for http/);
    close();
    await expect(fetchRelease(known, 'http://127.0.0.1:1', options())).rejects.toThrow(/127.0.0.1:1 cannot be reached/);
  });
});

describe('the rung of apt', { timeout: 200_000 }, () => {
  const climbApt = (path: string) =>
    natsFromApt({ target: target(), environment: { ...process.env, PATH: path }, onProgress, signal: undefined });

  test('unpacks the package of the distribution, with lists of its own', async (context) => {
    const result = await climbApt(process.env['PATH'] ?? '');
    if ('closed' in result) return context.skip(`apt does not bring it here: ${result.closed}`);
    expect(await natsServerVersion(result.path)).toMatch(/^2\./);
    // Nothing of the download is left.
    expect(await readdir(dirname(target()))).toEqual(['nats-server']);
  });

  test('says that there is no apt-get', async () => {
    expect(await climbApt(folder)).toEqual({ closed: 'there is no apt-get' });
  });

  test.each([
    ['E: Unable to locate package nats-server', 0, /have no nats-server/],
    ['E: Could not resolve host: deb.example', 100, /cannot be reached \(Could not resolve host: deb.example\)/],
    ['E: Something strange', 100, /^Something strange$/],
  ])('explains %j', async (words, updateStatus, reason) => {
    await script(
      `case "$*" in *update) exit ${updateStatus} ;; *) echo "${words}" >&2; exit 100 ;; esac`,
      join(folder, 'bin', 'apt-get'),
    );
    expect(await climbApt(`${join(folder, 'bin')}:${process.env['PATH']}`)).toEqual({
      closed: expect.stringMatching(reason),
    });
  });
});

describe('the rung of go', () => {
  const climbGo = (path: string) =>
    natsFromGo({ target: target(), environment: { ...process.env, PATH: path }, onProgress, signal: undefined });

  test('builds with the go that is there', async () => {
    // A go that "builds" by copying: the real one takes minutes.
    await script(
      `case "$1" in version) echo "go version go1.99" ;; install) cp "${real}" "$GOBIN/nats-server" ;; esac`,
      join(folder, 'bin', 'go'),
    );
    expect(await climbGo(`${join(folder, 'bin')}:${process.env['PATH']}`)).toEqual({ path: target() });
    expect(lines).toEqual(['Building nats-server with go version go1.99 (once; a minute or two).']);
  });

  test('says what went wrong', async () => {
    expect(await climbGo(folder)).toEqual({ closed: 'there is no go' });
    await script('[ "$1" = version ] || { echo "no such module" >&2; exit 1; }', join(folder, 'bin', 'go'));
    expect(await climbGo(`${join(folder, 'bin')}:${process.env['PATH']}`)).toEqual({
      closed: 'go could not build it: no such module',
    });
  });
});
