import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { ExecutableJob } from '@regatta/jobs';
import { ExecutorDiedError, type Executor, type JobMessage } from './executor.ts';
import { spawnExecutor } from './executorProcess.ts';

const MOODY = fileURLToPath(new URL('../test/moodyExecutor.ts', import.meta.url));
/** An executor that only says how many threads it was given for native work. */
const PRINTING = fileURLToPath(new URL('../test/printingExecutor.ts', import.meta.url));
const open: Executor[] = [];
afterEach(() => Promise.all(open.splice(0).map((executor) => executor.close())));

async function start(environment: NodeJS.ProcessEnv = {}, stopMsMax = 5000): Promise<Executor> {
  const executor = await spawnExecutor({
    storeUrl: 'file:///nowhere',
    threads: 3,
    main: MOODY,
    environment: { ...process.env, ...environment },
    onLog: () => undefined,
    stopMsMax,
  });
  open.push(executor);
  return executor;
}

const job = (id: string, mood: string): ExecutableJob => ({
  id,
  kind: 'embed',
  payload: mood,
  inputs: {},
  finishedCells: [],
});

async function collect(messages: AsyncIterable<JobMessage>): Promise<JobMessage[]> {
  const all: JobMessage[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('hands the configuration down and runs one job after the other', async () => {
  const executor = await start();
  expect(executor.ready).toMatchObject({ device: 'file:///nowhere', threads: 3 });
  expect(executor.memoryBytes()).toBeGreaterThan(10_000_000);
  for (const id of ['a', 'b']) {
    expect(await collect(executor.execute(job(id, 'works')))).toMatchObject([
      { type: 'progress', job: id },
      { type: 'done', job: id, result: { worked: id } },
    ]);
  }
});

test('gives it a thread for native work per core, and never fewer than Node does', async () => {
  const printed = async (threads: number, environment: NodeJS.ProcessEnv = {}) => {
    const lines: string[] = [];
    const { UV_THREADPOOL_SIZE: _, ...rest } = process.env;
    const started = spawnExecutor({
      storeUrl: 'file:///nowhere',
      threads,
      main: PRINTING,
      environment: { ...rest, ...environment },
      onLog: (line) => lines.push(line),
    });
    await expect(started).rejects.toBeInstanceOf(ExecutorDiedError);
    return lines;
  };
  expect(await printed(9)).toEqual(['9']);
  expect(await printed(1)).toEqual(['4']);
  expect(await printed(9, { UV_THREADPOOL_SIZE: '6' })).toEqual(['6']);
});

test('says how an executor died in the middle of a job, with its last words', async () => {
  const executor = await start();
  const death = await collect(executor.execute(job('a', 'crashes'))).catch((error: unknown) => error);
  expect(death).toBeInstanceOf(ExecutorDiedError);
  expect(death).toMatchObject({ exit: 'SIGABRT' });
  expect((death as ExecutorDiedError).logTail).toContain('about to crash');
  expect(executor.died.aborted).toBe(true);
  await expect(collect(executor.execute(job('b', 'works')))).rejects.toBeInstanceOf(ExecutorDiedError);
});

test('tells of a death between two jobs', async () => {
  const executor = await start();
  const died = new Promise((resolve) => executor.died.addEventListener('abort', resolve));
  process.kill(executor.ready.pid, 'SIGKILL');
  await died;
  expect(executor.died.reason).toMatchObject({ exit: 'SIGKILL' });
});

test('stops a job that is asked to, and can be used again', async () => {
  const executor = await start();
  const messages: JobMessage[] = [];
  for await (const message of executor.execute(job('a', 'waits'))) {
    messages.push(message);
    executor.stop('enough');
  }
  expect(messages.at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'interrupted', message: 'enough' } });
  expect(await collect(executor.execute(job('b', 'works')))).toHaveLength(2);
});

test('stops a job that nobody listens to any more before the next one begins', async () => {
  const executor = await start();
  for await (const message of executor.execute(job('a', 'waits'))) if (message.type === 'progress') break;
  expect(await collect(executor.execute(job('b', 'works')))).toMatchObject([{ job: 'b' }, { job: 'b' }]);
});

test.each(['deaf', 'busy'])('kills an executor whose job (%s) does not stop in time', async (mood) => {
  const executor = await start({}, 300);
  const running = (async () => {
    for await (const message of executor.execute(job('a', mood))) if (message.type === 'progress') executor.stop('now');
  })();
  await expect(running).rejects.toMatchObject({ exit: 'SIGKILL' });
  expect(isAlive(executor.ready.pid)).toBe(false);
});

test('trusts no executor that says what cannot be understood', async () => {
  const executor = await start();
  const died = new Promise((resolve) => executor.died.addEventListener('abort', resolve));
  await expect(collect(executor.execute(job('a', 'babbles')))).rejects.toThrow('Expected one JSON document per line');
  await died;
});

test('says why an executor did not start', async () => {
  const death: unknown = await start({ MOODY_START: 'dead' }).catch((error: unknown) => error);
  expect(death).toMatchObject({ exit: 'exit code 9', logTail: ['first line of trouble', 'no such device'] });
  await expect(start({ MOODY_START: 'old' })).rejects.toThrow(/protocol 1, got 0: install both parts from one version/);
});

test('closes an executor, if it must be by force', async () => {
  const calm = await start();
  await calm.close();
  expect(isAlive(calm.ready.pid)).toBe(false);
  const busy = await start({}, 300);
  const running = collect(busy.execute(job('a', 'busy'))).catch(() => undefined);
  await busy.close();
  await running;
  expect(isAlive(busy.ready.pid)).toBe(false);
});
