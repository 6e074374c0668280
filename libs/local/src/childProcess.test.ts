import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startOwner, until } from '../test/owner.ts';
import { ChildProcess, stopStranger, type ChildOptions } from './childProcess.ts';
import { LocalError } from './errors.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './processIdentity.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta child '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const optionsFor = (script: string, overrides: Partial<ChildOptions> = {}): ChildOptions => ({
  title: 'a child',
  command: 'sh',
  args: ['-c', script],
  cwd: folder,
  environment: process.env,
  logPath: join(folder, 'child.log'),
  stopSignal: 'SIGTERM',
  graceMs: 5000,
  ...overrides,
});

const DEAF = `trap '' TERM INT; echo deaf; while :; do sleep 0.1; done`;

describe('a child process', () => {
  test('writes its own log, and tells what it has written since it was started', async () => {
    const first = await ChildProcess.start(optionsFor('echo one; echo two >&2; exit 3'));
    expect(await first.exited).toEqual({ code: 3, signal: null });
    const second = await ChildProcess.start(optionsFor('echo three'));
    await second.exited;
    expect(await second.logTail()).toBe('three\n');
    expect(await readFile(join(folder, 'child.log'), 'utf8')).toBe('one\ntwo\nthree\n');
  });

  test('stops when it is asked to, and is killed when it does not listen', async () => {
    const polite = await ChildProcess.start(optionsFor('exec sleep 60'));
    await polite.stop();
    expect(polite.exit).toEqual({ code: null, signal: 'SIGTERM' });
    await polite.stop();

    const deaf = await ChildProcess.start(optionsFor(DEAF, { graceMs: 200 }));
    await until(async () => (await deaf.logTail()) === 'deaf\n', 'it is deaf');
    await deaf.stop();
    expect(deaf.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test.each([
    ['that listens', 'exec sleep 60'],
    ['that is deaf', DEAF],
  ])('%s does not outlive an owner that was killed with -9', async (_, script) => {
    const module = join(import.meta.dirname, 'childProcess.ts');
    const options = { ...optionsFor(script, { graceMs: 300 }), environment: {} };
    const owner = startOwner(`
      const { ChildProcess } = await import(${JSON.stringify(module)});
      const options = ${JSON.stringify(options)};
      const child = await ChildProcess.start({ ...options, environment: process.env });
      tell(child.identity);
      await stay();`);
    const identity = await owner.heard<ProcessIdentity>();
    expect(isRunning(identity)).toBe(true);
    owner.process.kill('SIGKILL');
    await until(() => !isRunning(identity), 'the guard stops the child');
  });

  test('that cannot be started says why', async () => {
    const missing = ChildProcess.start(optionsFor('', { command: '/no/such/program' }));
    await expect(missing).rejects.toThrow(LocalError);
    await expect(missing).rejects.toThrow(
      /Cannot start a child \(\/no\/such\/program\): it does not exist \(ENOENT\)\./,
    );
  });
});

describe('a process that is not ours', () => {
  test('is stopped and waited for; one that is deaf is killed', async () => {
    for (const script of ['exec sleep 60', DEAF]) {
      const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
      if (script === DEAF) await new Promise((resolve) => child.stdout.once('data', resolve));
      const identity = identifyProcess(child.pid!)!;
      expect(await stopStranger(identity, { stopSignal: 'SIGTERM', graceMs: 300 })).toBe(true);
      expect(isRunning(identity)).toBe(false);
      expect(await stopStranger(identity, { stopSignal: 'SIGTERM', graceMs: 300 })).toBe(false);
    }
  });
});
