import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY, startOwner, until, whyNotNobody } from '../test/owner.ts';
import { LocalError, PortTakenError } from './errors.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './processIdentity.ts';
import { startPostgres, type LocalServer } from './startPostgres.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let servers: LocalServer[];
let made: string | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta postgres '));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<LocalServer> {
  const server = await startPostgres({ folder: join(folder, 'postgres'), ...options });
  servers.push(server);
  return server;
}

/** The same on data that lie there already: making them is the slow part. */
async function startOnData(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<LocalServer> {
  if (made === undefined) {
    made = await mkdtemp(join(tmpdir(), 'regatta data '));
    await (await startPostgres({ folder: join(made, 'postgres'), database: 'regatta' })).stop();
  }
  execFileSync('cp', ['-a', join(made, 'postgres'), folder]);
  return start(options);
}
afterAll(async () => {
  if (made !== undefined) await rm(made, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed in the middle also breaks idle connections.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

describe('PostgreSQL', { timeout: 60_000 }, () => {
  test('starts, keeps its data over a stop, and says nothing of what it need not do again', async () => {
    const lines: string[] = [];
    const onProgress = (line: string) => lines.push(line);
    const first = await start({ onProgress, database: 'regatta' });
    expect(await query(first.url, 'select current_database(), current_user, current_setting($$fsync$$)')).toEqual([
      ...['regatta', 'regatta', 'on'],
    ]);
    await query(first.url, `create table t as select 'kept' as x`);
    await first.stop();
    await first.stop();
    const second = await start({ onProgress, database: 'regatta' });
    expect(await query(second.url, 'select x from t')).toEqual(['kept']);
    expect(lines).toEqual([expect.stringMatching(/Creating a PostgreSQL 18 database in /)]);
  });

  test('sorts and compares text the same way on every machine', async () => {
    const { url } = await startOnData({ fsync: false });
    expect(await query(url, `select x from unnest(array['b', 'a', 'B', 'Ä', 'ä', 'z']) x order by x`)).toEqual([
      ...['B', 'a', 'b', 'z', 'Ä', 'ä'],
    ]);
    expect(await query(url, `select upper('straße ä')`)).toEqual([expect.stringContaining(' Ä')]);
    expect(await query(url, 'show timezone')).toEqual(['UTC']);
  });

  test('lets nobody in without the password', async () => {
    const { url } = await startOnData({ fsync: false });
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
    expect((await stat(join(folder, 'postgres'))).mode & 0o077).toBe(0);
  });

  test('comes back on the same data after kill -9', async () => {
    const first = await startOnData({ database: 'regatta' });
    await query(first.url, `create table t as select 'committed' as x`);
    process.kill(first.pid, 'SIGKILL');
    const second = await start({ database: 'regatta' });
    expect(await query(second.url, 'select x from t')).toEqual(['committed']);
  });

  test('does not outlive an owner that was killed with -9', async () => {
    await (await startOnData()).stop();
    const owner = startOwner(`
      const { url, pid } = await startPostgres({ folder: ${JSON.stringify(join(folder, 'postgres'))} });
      tell({ url, pid });
      await stay();`);
    const { pid } = await owner.heard<{ pid: number }>();
    const identity = identifyProcess(pid) as ProcessIdentity;
    owner.process.kill('SIGKILL');
    await until(() => !isRunning(identity), 'the server stops');
    // In order: no repair is needed, and nobody holds the data any more.
    const lines: string[] = [];
    await start({ onProgress: (line) => lines.push(line) });
    expect(lines).toEqual([]);
  });

  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const starting = startOnData({ port });
    await expect(starting).rejects.toThrow(PortTakenError);
    await expect(starting).rejects.toMatchObject({
      exitCode: 3,
      message: `Port ${port} is taken by another program, so PostgreSQL cannot start there: choose another port, or none to have a free one.`,
    });
    other.close();
  });

  test('says that another server runs on its data', async () => {
    const { pid } = await startOnData();
    await expect(start()).rejects.toThrow(
      new RegExp(
        `Another PostgreSQL server \\(process ${pid}\\) already runs on .*: stop it with .kill -INT ${pid}. and`,
      ),
    );
  });

  test('is not kept from its data by a server that is dead and not yet reaped', async () => {
    await (await startOnData()).stop();
    const data = join(folder, 'postgres', 'data');
    const { uid, gid } = await stat(data);
    // The shell becomes `sleep`, which never asks for the end of the child it has inherited.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(isRoot ? { uid, gid } : {}),
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    process.kill(Number(line.toString()), 'SIGKILL');
    await writeFile(join(data, 'postmaster.pid'), `${line.toString().trim()}\n${data}\n`);
    await chown(join(data, 'postmaster.pid'), uid, gid);
    const { url } = await start();
    expect(await query(url, 'select 1')).toEqual([1]);
    parent.kill('SIGKILL');
  });

  test('leaves alone a folder that holds something else, or the data of another version', async () => {
    await mkdir(join(folder, 'full'));
    await writeFile(join(folder, 'full', 'thesis.txt'), 'x');
    await expect(start({ folder: join(folder, 'full') })).rejects.toThrow(/holds no PostgreSQL data and is not empty/);
    expect(await readdir(join(folder, 'full'))).toEqual(['thesis.txt']);

    await mkdir(join(folder, 'old', 'data'), { recursive: true });
    await writeFile(join(folder, 'old', 'data', 'PG_VERSION'), '14\n');
    await expect(start({ folder: join(folder, 'old') })).rejects.toThrow(/written by PostgreSQL 14, expected 18/);
  });

  test('starts afresh after an initdb that was cut short', async () => {
    await mkdir(join(folder, 'postgres.new', 'data', 'base'), { recursive: true });
    await start();
    expect((await readdir(folder)).sort()).toEqual(['postgres']);
  });

  test('stops waiting when it is told to', async () => {
    const stop = AbortSignal.timeout(50);
    await expect(start({ signal: stop })).rejects.toThrow(LocalError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('says that there is no room', async (context) => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk]);
    if (mounted.status !== 0) return context.skip('a small disk cannot be mounted here');
    try {
      await expect(start({ folder: join(disk, 'postgres') })).rejects.toThrow(
        /^No room for the database: expected 300 MB free at .*disk, found 20 MB\.$/,
      );
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('PostgreSQL for root', { timeout: 60_000 }, () => {
  test('runs as another user, also below a folder that user cannot enter', async (context) => {
    if (!isRoot) return context.skip('this is not root');
    await chmod(folder, 0o700);
    const { url, pid } = await startOnData();
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    await query(url, 'create table t as select 1 as x');
    expect(await query(url, 'select count(*)::int from pg_ls_dir($$base$$)')).not.toEqual([0]);
    await query(url, 'select pg_reload_conf()');
    await query(url, 'checkpoint');
  });

  test('runs as whoever has made the data', async (context) => {
    if (!isRoot) return context.skip('this is not root');
    await (await startOnData()).stop();
    const owner = 12_345;
    spawnSync('chown', ['-R', String(owner), join(folder, 'postgres')]);
    const { pid } = await start();
    expect((await stat(`/proc/${pid}`)).uid).toBe(owner);
  });
});

describe('PostgreSQL for an ordinary user', { timeout: 60_000 }, () => {
  const open = (code: string) =>
    startOwner(`const folder = ${JSON.stringify(join(folder, 'postgres'))}; ${code}`, {
      uid: NOBODY,
      environment: { HOME: folder },
    });

  test('runs as that user, and stops with its owner', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await chown(folder, NOBODY, NOBODY);
    const owner = open('const { url, pid } = await startPostgres({ folder }); tell({ url, pid }); await stay();');
    const { url, pid } = await owner.heard<{ url: string; pid: number }>();
    expect(await query(url, 'select 1')).toEqual([1]);
    expect((await stat(join(folder, 'postgres', 'data'))).uid).toBe(NOBODY);
    const identity = identifyProcess(pid) as ProcessIdentity;
    owner.process.kill('SIGKILL');
    await until(() => !isRunning(identity), 'the server stops');
  });

  test('says that a folder cannot be written, in one sentence and with exit code 3', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await chmod(folder, 0o755);
    expect(await open('await startPostgres({ folder });').heard()).toEqual({
      name: 'LocalError',
      exitCode: 3,
      failed: `Cannot create a database in ${join(folder, 'postgres')}: no permission; check owner and mode of the folder, or choose another one (EACCES).`,
    });
  });

  test('says that the data belong to somebody else', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await chmod(folder, 0o755);
    await (await startOnData()).stop();
    spawnSync('chown', ['-R', '12345', join(folder, 'postgres')]);
    expect(await open('await startPostgres({ folder });').heard()).toMatchObject({
      failed: expect.stringMatching(/belongs to user 12345, this is user 65534: .*run Regatta as that user, or remove/),
    });
  });
});
