/**
 * @file The stack with real servers and real processes that use it, stopped and killed in every way: afterwards nothing
 * may run that nobody wants, and everything that somebody wants must run again.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY, startOwner, until, whyNotNobody, type Owner } from '../../test/owner.ts';
import { LocalError } from '../errors.ts';
import { findNatsServer } from '../nats/findNatsServer.ts';
import { natsInfo } from '../nats/server.ts';
import { answers } from '../postgres/server.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from '../processIdentity.ts';
import { startPostgres } from '../startPostgres.ts';
import type { RunningStack } from './protocol.ts';
import { startStack, stackStatus, stopStack, type ProcessOptions, type Stack } from './stack.ts';
import { stackFolder } from './stackFolder.ts';
import { readState, writeState } from './state.ts';

let made: string;
let natsServer: string;
let home: string;
let folder: string;
let owners: Owner[];
const lines: string[] = [];
const onProgress = (line: string) => void lines.push(line);

beforeAll(async () => {
  natsServer = await findNatsServer();
  made = await mkdtemp(join(tmpdir(), 'regatta data '));
  await (await startPostgres({ folder: join(made, 'postgres'), database: 'regatta' })).stop();
}, 300_000);
afterAll(() => rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'regatta stack '));
  folder = join(home, '.regatta');
  await mkdir(folder);
  // Making the database is the slow part, and has tests of its own.
  execFileSync('cp', ['-a', join(made, 'postgres'), folder]);
  owners = [];
  lines.length = 0;
});
afterEach(async () => {
  for (const owner of owners) owner.process.kill('SIGKILL');
  await stopStack({ folder });
  await rm(home, { recursive: true, force: true });
});

const start = (options: Partial<Parameters<typeof startStack>[0]> = {}) =>
  startStack({ folder, onProgress, ...options });

/** Another process that starts the stack, tells its status, and stays. */
function own(code = 'await stay();', options = '{}'): Owner {
  const owner = startOwner(`
    const folder = ${JSON.stringify(folder)};
    const stack = await startStack({ folder, ...${options} });
    tell(await stack.status());
    ${code}`);
  owners.push(owner);
  return owner;
}

const sleeper = (name: string, overrides: Partial<ProcessOptions> = {}): ProcessOptions => ({
  name,
  command: 'sleep',
  args: ['1000'],
  environment: process.env,
  logFile: join(folder, 'logs', `${name}.log`),
  ...overrides,
});

function child(stack: RunningStack, name: string) {
  return stack.children.find((each) => each.name === name)!;
}

/** Everything of a stack that could be left over. */
function identities(stack: RunningStack): ProcessIdentity[] {
  const pids = [stack.keeperPid, ...stack.children.flatMap(({ pid }) => (pid === null ? [] : [pid]))];
  return pids.map((pid) => identifyProcess(pid)!);
}

const untilAllGone = (all: readonly ProcessIdentity[]) =>
  until(() => !all.some((identity) => isRunning(identity)), 'nothing of it runs any more', 25_000);

async function untilAnswering(stack: Stack): Promise<void> {
  const port = Number(new URL(stack.natsUrl!).port);
  await until(
    async () => (await answers(stack.databaseUrl!)) && (await natsInfo(port)) !== null,
    'both servers answer',
    30_000,
  );
}

describe('the stack', { timeout: 90_000 }, () => {
  test('starts, answers, is joined by others, and stops when the last one leaves', async () => {
    const first = await start();
    expect(first.isReused).toBe(false);
    expect(first.databaseUrl).toMatch(/^postgres:\/\/regatta:[\w-]+@127\.0\.0\.1:\d+\/regatta$/);
    expect(first.natsUrl).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/);
    await untilAnswering(first);
    const all = identities(await first.status());
    expect(all).toHaveLength(3);

    const second = await start();
    expect(second.isReused).toBe(true);
    expect([second.databaseUrl, second.natsUrl]).toEqual([first.databaseUrl, first.natsUrl]);
    await first.close();
    await untilAnswering(second);
    await second.close();
    expect(all.filter((identity) => isRunning(identity))).toEqual([]);
    expect(await stackStatus({ folder })).toEqual({ running: null, leftovers: [] });
    expect(await stopStack({ folder })).toBe(false);
  });

  test('has the same addresses the next time', async () => {
    const first = await start();
    await first.close();
    const second = await start();
    expect([second.databaseUrl, second.natsUrl]).toEqual([first.databaseUrl, first.natsUrl]);
    await second.close();
  });

  test('is one stack, however many start it at once', async () => {
    const stacks = await Promise.all(Array.from({ length: 4 }, () => start()));
    const statuses = await Promise.all(stacks.map((stack) => stack.status()));
    expect(new Set(statuses.map(({ keeperPid }) => keeperPid)).size).toBe(1);
    expect(new Set(stacks.map(({ databaseUrl }) => databaseUrl)).size).toBe(1);
    await Promise.all(stacks.map((stack) => stack.close()));
  });

  test('starts only what is asked for', async () => {
    const stack = await start({ servers: ['nats'] });
    expect(stack.databaseUrl).toBeNull();
    expect((await stack.status()).children.map(({ name }) => name)).toEqual(['nats']);
    await stack.close();
  });

  test('runs on when it is kept, until it is stopped', async () => {
    const owner = own('', '{ isKept: true }');
    const { keeperPid } = await owner.heard<RunningStack>();
    expect(await owner.ended).toEqual({ code: 0, signal: null });
    const { running } = await stackStatus({ folder });
    expect(running).toMatchObject({ keeperPid, isKept: true });

    const user = await start();
    expect(user.isReused).toBe(true);
    const all = identities(await user.status());
    await user.close();
    expect(all.every((identity) => isRunning(identity))).toBe(true);
    expect(await stopStack({ folder, onProgress })).toBe(true);
    expect(all.filter((identity) => isRunning(identity))).toEqual([]);
    expect(lines).toContain('Stopping the stack.');
  });

  test('is not stopped by those who only look at it, however early', async () => {
    let isStarted = false;
    const starting = start({ servers: ['nats'] }).finally(() => (isStarted = true));
    while (!isStarted) {
      await stackStatus({ folder });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const stack = await starting;
    expect((await stack.status()).children).toHaveLength(1);
    await stack.close();
  });

  test('tells those who use it that it was stopped', async () => {
    const stack = await start();
    await stopStack({ folder });
    await until(() => stack.lost.aborted, 'it is lost');
    expect(stack.lost.reason).toMatchObject({ message: 'The stack was stopped.' });
    await expect(stack.status()).rejects.toThrow(LocalError);
    await stack.close();
  });
});

describe('processes beside the servers', { timeout: 90_000 }, () => {
  test('run, are left alone when they run already, and are replaced when their settings change', async () => {
    const stack = await start({ servers: ['nats'] });
    await stack.run([sleeper('coordinator'), sleeper('worker-1', { environment: { PATH: process.env['PATH'] } })]);
    const before = await stack.status();
    expect(before.children.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['nats running', 'coordinator running', 'worker-1 running'],
    ]);
    await stack.run([sleeper('coordinator'), sleeper('worker-1', { args: ['2000'] })]);
    const after = await stack.status();
    const all = identities(after);
    expect(child(after, 'coordinator').pid).toBe(child(before, 'coordinator').pid);
    expect(child(after, 'worker-1').pid).not.toBe(child(before, 'worker-1').pid);
    await stack.end(['worker-1', 'unknown']);
    expect((await stack.status()).children.map(({ name }) => name)).toEqual(['nats', 'coordinator']);
    await stack.close();
    await untilAllGone(all);
  });

  test('get the environment that they were given and nothing else, and write their own log', async () => {
    const stack = await start({ servers: ['nats'] });
    await stack.run([sleeper('worker-1', { command: '/usr/bin/env', args: [], environment: { ONLY: 'this' } })]);
    await until(async () => child(await stack.status(), 'worker-1').state === 'ended', 'it has ended');
    expect(await readFile(join(folder, 'logs', 'worker-1.log'), 'utf8')).toBe('ONLY=this\n');
    await stack.close();
  });

  test('are started again when they die, and not when they end', async () => {
    const stack = await start({ servers: ['nats'] });
    await stack.run([
      sleeper('killed'),
      sleeper('drained', { command: 'true', args: [] }),
      sleeper('failing', { command: process.execPath, args: ['-e', 'throw new Error("no configuration")'] }),
    ]);
    const { pid } = child(await stack.status(), 'killed');
    process.kill(pid!, 'SIGKILL');
    await until(async () => child(await stack.status(), 'killed').restarts === 1, 'it is started again');
    await until(async () => child(await stack.status(), 'failing').restarts > 1, 'it is tried again');
    const status = await stack.status();
    expect(child(status, 'killed').trouble).toBe('ended by signal SIGKILL');
    expect(child(status, 'drained')).toMatchObject({ state: 'ended', pid: null, restarts: 0 });
    expect(child(status, 'failing').trouble).toBe('ended by exit code 1; its last words: Error: no configuration');
    await stack.close();
  });

  test('that cannot be started are told at once', async () => {
    const stack = await start({ servers: ['nats'] });
    await expect(stack.run([sleeper('worker-1', { command: '/no/such' })])).rejects.toThrow(
      /^Cannot start worker-1 \(\/no\/such\): it does not exist \(ENOENT\)\.$/,
    );
    await stack.close();
  });
});

describe('a death', { timeout: 90_000 }, () => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('of the owner by %s leaves nothing behind', async (signal) => {
    const owner = own(`
      await stack.run([${JSON.stringify(sleeper('worker-1', { environment: {} }))}].map((spec) => ({ ...spec, environment: process.env })));
      tell(await stack.status());
      await stay();`);
    await owner.heard();
    const all = identities(await owner.heard<RunningStack>());
    expect(all).toHaveLength(4);
    // As a terminal does on Ctrl-C: to the whole group.
    process.kill(-owner.process.pid!, signal);
    await untilAllGone(all);
  });

  test('of one owner leaves the stack to the other', async () => {
    const owner = own();
    const { keeperPid } = await owner.heard<RunningStack>();
    const stack = await start();
    owner.process.kill('SIGKILL');
    await owner.ended;
    await untilAnswering(stack);
    expect((await stack.status()).keeperPid).toBe(keeperPid);
    await stack.close();
  });

  test('of an owner does not keep the next one waiting in vain', async () => {
    const owner = own();
    await owner.heard();
    owner.process.kill('SIGKILL');
    // At once: the old keeper is about to stop, or is stopping.
    const stack = await start();
    await untilAnswering(stack);
    await stack.close();
  });

  test('of an owner in the middle of the first start leaves nothing behind', async () => {
    await rm(join(folder, 'postgres'), { recursive: true });
    const owner = own();
    await until(() => (readState(stackFolder(folder).stateFile)?.keeper ?? null) !== null, 'a keeper runs');
    const keeper = readState(stackFolder(folder).stateFile)!.keeper!.process;
    owner.process.kill('SIGKILL');
    await untilAllGone([keeper]);
    expect(readState(stackFolder(folder).stateFile)).toMatchObject({ keeper: null, children: [] });
  });

  test('of a server is repaired on the same port, also when NATS has lost its data', async () => {
    const stack = await start();
    const before = await stack.status();
    for (const name of ['postgres', 'nats']) process.kill(child(before, name).pid!, 'SIGKILL');
    await rm(join(folder, 'nats', 'data'), { recursive: true });
    await until(
      async () => {
        const now = await stack.status();
        return ['postgres', 'nats'].every(
          (name) => child(now, name).restarts === 1 && child(now, name).state === 'running',
        );
      },
      'both run again',
      30_000,
    );
    await untilAnswering(stack);
    await stack.close();
  });

  test('of the keeper is repaired for those who use the stack', async () => {
    const stack = await start();
    await stack.run([sleeper('worker-1')]);
    await stack.keep();
    const urls = [stack.databaseUrl, stack.natsUrl];
    const before = await stack.status();
    const all = identities(before);
    process.kill(before.keeperPid, 'SIGKILL');
    await until(() => lines.includes("The stack's keeper was killed; starting another one."), 'it is noticed');
    await until(
      async () => {
        stack.lost.throwIfAborted();
        const { running } = await stackStatus({ folder });
        return running?.isKept === true && running.children.length === 3;
      },
      'all runs again',
      30_000,
    );
    const after = await stack.status();
    expect(after.keeperPid).not.toBe(before.keeperPid);
    expect(all.filter((identity) => isRunning(identity))).toEqual([]);
    expect([stack.databaseUrl, stack.natsUrl]).toEqual(urls);
    expect(stack.lost.aborted).toBe(false);
    await untilAnswering(stack);
    await stack.close();
  });

  test('of the keeper and of all guards leaves processes that the next start finds and stops', async () => {
    const owner = own(
      `await stack.run([${JSON.stringify(sleeper('worker-1', { environment: {} }))}].map((spec) => ({ ...spec, environment: process.env })));
      tell(await stack.status());`,
      '{ isKept: true }',
    );
    await owner.heard();
    const before = await owner.heard<RunningStack>();
    await owner.ended;
    const all = identities(before);
    // The guards first: each is a child of the keeper that is none of its servers and workers.
    const known = new Set(all.map(({ pid }) => pid));
    for (const pid of childrenOf(before.keeperPid)) if (!known.has(pid)) process.kill(pid, 'SIGKILL');
    process.kill(before.keeperPid, 'SIGKILL');
    await until(() => !isRunning(all[0]!), 'the keeper is dead');
    const { running, leftovers } = await stackStatus({ folder });
    expect(running).toBeNull();
    expect(leftovers.map(({ name }) => name).sort()).toEqual(['nats', 'postgres', 'worker-1']);

    const stack = await start();
    expect(all.filter((identity) => isRunning(identity))).toEqual([]);
    await untilAnswering(stack);
    await stack.close();
  });

  test('of a machine leaves a state file whose process ids mean nothing, and nobody is harmed', async () => {
    const paths = stackFolder(folder);
    await mkdir(paths.run);
    const stranger = { pid: process.pid, start: 'before the power cut' };
    writeState(paths.stateFile, {
      version: 1,
      keeper: { process: stranger, port: 1, token: 'x'.repeat(32) },
      ports: {},
      children: [{ name: 'postgres', process: stranger, stopSignal: 'SIGINT', graceMs: 0 }],
    });
    expect(await stackStatus({ folder })).toEqual({ running: null, leftovers: [] });
    const stack = await start();
    await stack.close();
  });

  test('of the disk leaves half a state file, which is passed over', async () => {
    const paths = stackFolder(folder);
    await mkdir(paths.run);
    await writeFile(paths.stateFile, '{"version":1,"keep');
    const stack = await start();
    await untilAnswering(stack);
    await stack.close();
  });
});

describe('what is in the way', { timeout: 90_000 }, () => {
  const occupied: Server[] = [];
  async function occupy(port: number): Promise<void> {
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    occupied.push(server);
  }
  afterEach(() => {
    for (const server of occupied.splice(0)) server.close();
  });

  test('a port of the last run that is taken now is left for another one', async () => {
    const first = await start();
    await first.close();
    const port = Number(new URL(first.databaseUrl!).port);
    await occupy(port);
    lines.length = 0;
    const second = await start();
    expect(Number(new URL(second.databaseUrl!).port)).not.toBe(port);
    expect(second.natsUrl).toBe(first.natsUrl);
    expect(lines).toContain(`Port ${port} is taken by another program; PostgreSQL takes another one.`);
    await second.close();
  });

  test('a port that was asked for and is taken is an error, and nothing is left running', async () => {
    await occupy(0);
    const { port } = occupied[0]!.address() as { port: number };
    await expect(start({ ports: { nats: port } })).rejects.toMatchObject({
      exitCode: 3,
      message: `Port ${port} is taken by another program, so nats-server cannot start there: choose another port, or none to have a free one.`,
    });
    expect(await stackStatus({ folder })).toEqual({ running: null, leftovers: [] });
  });

  test('another port than the running one cannot be had', async () => {
    const stack = await start({ servers: ['nats'] });
    await expect(start({ servers: ['nats'], ports: { nats: 4 } })).rejects.toThrow(
      /NATS of this project already runs on port \d+, asked for 4: stop it first/,
    );
    await stack.close();
  });

  test('a start is given up when it is told to, and nothing is left running', async () => {
    await rm(join(folder, 'postgres'), { recursive: true });
    const stop = new AbortController();
    const starting = start({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 300);
    await expect(starting).rejects.toThrow('enough');
    await until(async () => (await stackStatus({ folder })).running === null, 'nothing runs');
  });

  test('a folder that cannot be written is an error for an ordinary user, in one sentence', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await chmod(home, 0o755);
    const owner = startOwner(`await startStack({ folder: ${JSON.stringify(folder)} });`, { uid: NOBODY });
    expect(await owner.heard()).toEqual({
      name: 'LocalError',
      exitCode: 3,
      failed: `Cannot write ${folder}: no permission; check owner and mode of the folder, or choose another one (EACCES).`,
    });
  });

  test('an ordinary user needs nothing from root', async (context) => {
    const reason = whyNotNobody();
    if (reason !== null) return context.skip(reason);
    await rm(folder, { recursive: true });
    await copyFile(natsServer, join(home, 'nats-server'));
    await chmod(home, 0o755);
    await chown(home, NOBODY, NOBODY);
    const owner = startOwner(
      `const stack = await startStack({ folder: ${JSON.stringify(folder)} });
      tell({ url: stack.databaseUrl, status: await stack.status() });
      await stay();`,
      { uid: NOBODY, environment: { HOME: home, PATH: `${home}:${process.env['PATH']}` } },
    );
    owners.push(owner);
    const { url, status } = await owner.heard<{ url: string; status: RunningStack }>();
    expect(await answers(url)).toBe(true);
    expect((await stat(join(folder, 'run', 'stack.json'))).mode & 0o077).toBe(0);
    const all = identities(status);
    owner.process.kill('SIGKILL');
    await untilAllGone(all);
  });
});

function childrenOf(pid: number): number[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => parentOf(name) === pid)
      .map(Number);
  const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(Number);
}

/** From /proc, since a small Linux has no `ps`. */
function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${Number(pid)}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return NaN;
  }
}
