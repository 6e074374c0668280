import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EncoderRef, RetryableError, TerminalError, type ExecutableJob, type FromExecutor } from '@regatta/jobs';
import { openSmallStore, type SmallStore } from '../test/smallStore.ts';
import { breathe } from './breathe.ts';
import type { Handlers, JobContext } from './handler.ts';
import { JobRunner } from './runJob.ts';

let store: SmallStore;
let runner: JobRunner | undefined;
beforeEach(async () => (store = await openSmallStore()));
afterEach(async () => {
  await runner?.close();
  await store.remove();
});

const hash = 'a'.repeat(64);
const encoder: EncoderRef = {
  ...{ name: 'e', hash, weights: hash, tap: 't', preprocessing: 'p' },
  ...{ precision: 'fp32', role: 'control' },
};
const embedJob: ExecutableJob = {
  id: 'job-1',
  kind: 'embed',
  payload: {
    ...{ version: 1, encoder, dataset: { name: 'd', hash }, provider: 'cpu', unreadableShareMax: 0 },
    shard: { index: 0, sha256: hash, images: 1, bytes: 1 },
  },
  inputs: { before: { rows: 3 } },
  finishedCells: ['c'],
};

/** A runner whose `embed` is this; what it says is collected. */
function runnerWith(work: (context: JobContext) => Promise<unknown>): FromExecutor[] {
  const said: FromExecutor[] = [];
  const handlers = { embed: (_: unknown, context: JobContext) => work(context) } as unknown as Handlers;
  runner = new JobRunner({ blobs: store.blobs, threads: 1, handlers, say: (message) => said.push(message) });
  return said;
}

test('gives a handler what the job says, passes its words on, and says its result last', async () => {
  const said = runnerWith(async ({ job, inputs, finishedCells, progress, cell }) => {
    progress({ done: 1, total: 2, unit: 'cells', perSecond: 1, busy: 1, starved: 0 });
    cell({ status: 'failed', cell: hash, reason: 'too few labels' });
    return { job, inputs, finished: [...finishedCells] };
  });
  await runner!.run(embedJob);
  expect(said).toMatchObject([
    { type: 'progress', job: 'job-1', progress: { done: 1 } },
    { type: 'cell', job: 'job-1', outcome: { reason: 'too few labels' } },
    { type: 'done', job: 'job-1', result: { job: 'job-1', inputs: embedJob.inputs, finished: ['c'] } },
  ]);
});

test.each([
  [
    'the store is away',
    new RetryableError('503 from the store'),
    { kind: 'infrastructure', message: '503 from the store' },
  ],
  ['the job cannot succeed', new TerminalError('3 of 4 images'), { kind: 'job', message: '3 of 4 images' }],
  ['a bug', new TypeError('x is not a function'), { kind: 'job', message: 'TypeError: x is not a function' }],
])('calls a failure by its kind: %s', async (_, thrown, failure) => {
  const said = runnerWith(() => Promise.reject(thrown));
  await runner!.run(embedJob);
  expect(said).toMatchObject([{ type: 'failed', job: 'job-1', failure }]);
  const { stack } = (said[0] as Extract<FromExecutor, { type: 'failed' }>).failure;
  if (thrown instanceof TypeError) expect(stack).toContain('runJob.test.ts');
  if (thrown instanceof TerminalError) expect(stack).toBeUndefined();
});

test('stops a job at its next breath, as interrupted, and takes another', async () => {
  const said = runnerWith(async ({ signal }) => {
    for (;;) await breathe(signal);
  });
  const running = runner!.run(embedJob);
  runner!.stop('the worker stops');
  await running;
  expect(said).toEqual([
    { type: 'failed', job: 'job-1', failure: { kind: 'interrupted', message: 'the worker stops' } },
  ]);
  const again = runner!.run({ ...embedJob, id: 'job-2' });
  runner!.stop('again');
  await again;
  expect(said[1]).toMatchObject({ job: 'job-2', failure: { kind: 'interrupted', message: 'again' } });
});

test('calls interrupted whatever a job throws on being stopped', async () => {
  const said = runnerWith(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    throw new Error('a socket was closed under my feet');
  });
  const running = runner!.run(embedJob);
  runner!.stop('SIGTERM');
  await running;
  expect(said).toMatchObject([{ failure: { kind: 'interrupted', message: 'SIGTERM' } }]);
});

test('does one job at a time', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const said = runnerWith(async () => {
    await promise;
    return { ok: true };
  });
  const first = runner!.run(embedJob);
  await runner!.run({ ...embedJob, id: 'job-2' });
  expect(said).toMatchObject([{ job: 'job-2', failure: { message: expect.stringMatching(/one job at a time/) } }]);
  resolve();
  await first;
  expect(said[1]).toMatchObject({ type: 'done', job: 'job-1' });
});

test('fails a job whose payload is not of its kind, with every fault named', async () => {
  const said = runnerWith(async () => ({}));
  await runner!.run({ ...embedJob, payload: { version: 2 } });
  expect(said).toMatchObject([
    { failure: { kind: 'job', message: expect.stringMatching(/kind "embed":.*at version.*at encoder/s) } },
  ]);
});
