/**
 * @file A real S3 server for tests: versitygw over a folder. Its binary lies in the user's cache; where it is missing and
 * there is a Go toolchain it is built once, which takes minutes, by the first of all test runs that need it.
 */
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { BlobsOptions } from '../options.ts';

const VERSION = 'v1.8.0';
const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
/** Two to four minutes on two cores. */
const BUILD_MS_MAX = 15 * 60 * 1000;
const START_MS_MAX = 20_000;
const run = promisify(execFile);

export interface GatewayServer {
  readonly options: BlobsOptions;
  readonly bucket: string;
  stop(): Promise<void>;
}

/** The path of the binary, or why there is none. */
export async function findVersitygw(): Promise<{ path: string } | { missing: string }> {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(base, 'regatta', 'bin');
  const path = join(folder, `versitygw-${VERSION}`);
  if (await isThere(path)) return { path };
  const go = await run('go', ['version']).catch(() => null);
  if (go === null) return { missing: `there is no versitygw ${VERSION} in ${folder}, and no Go to build it` };
  await mkdir(folder, { recursive: true });
  return underLock(`${path}.lock`, async () => ((await isThere(path)) ? { path } : build(folder, path)));
}

async function build(folder: string, path: string): Promise<{ path: string } | { missing: string }> {
  const scratch = await mkdtemp(join(folder, 'build-'));
  process.stderr.write(`Building ${MODULE} into ${folder}, once; this takes a few minutes.\n`);
  try {
    const environment = { ...process.env, GOBIN: scratch, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
    await run('go', ['install', '-trimpath', '-ldflags=-s -w', MODULE], {
      env: environment,
      cwd: scratch,
      timeout: BUILD_MS_MAX,
      maxBuffer: 64e6,
    });
    await rename(join(scratch, 'versitygw'), path);
    return { path };
  } catch (error) {
    const lines = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split('\n');
    return { missing: `versitygw could not be built: ${lines.at(-1)}` };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Starts the server over a new folder on a free port of this machine, with one empty bucket. */
export async function startVersitygw(path: string): Promise<GatewayServer> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta-versitygw-'));
  const port = await freePort();
  const user = { accessKeyId: 'regatta', secretAccessKey: 'a secret' };
  // Without --keep-alive: with it some uploads are answered with 400.
  const server = spawn(path, ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', folder], {
    env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: user.accessKeyId, ROOT_SECRET_KEY: user.secretAccessKey },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const options: BlobsOptions = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: user };
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await createBucket(options, 'regatta-test');
  } catch (error) {
    await stop();
    throw new Error(`versitygw did not start within ${START_MS_MAX} ms. It said: ${said}`, { cause: error });
  }
  return { options, bucket: 'regatta-test', stop };
}

async function createBucket({ endpoint, region, credentials }: BlobsOptions, Bucket: string): Promise<void> {
  const client = new S3Client({
    endpoint: endpoint!,
    region: region!,
    credentials: credentials!,
    forcePathStyle: true,
  });
  try {
    for (const giveUpAt = Date.now() + START_MS_MAX; ; await sleep(50)) {
      try {
        return void (await client.send(new CreateBucketCommand({ Bucket })));
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
      }
    }
  } finally {
    client.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs alone among all processes of this user; a lock older than any build is of a run that was killed. */
async function underLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const isOurs = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (isOurs) break;
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > BUILD_MS_MAX) await rm(lock, { recursive: true, force: true });
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
