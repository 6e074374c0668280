import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmbedResult, type FromExecutor } from '@regatta/jobs';
import { embedPayload, openSmallStore, photo, storeControl, storeDataset } from '../test/smallStore.ts';
import { JobFileError, executeJobFile } from './executeJobFile.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'regatta-job-'))));
afterAll(() => rm(folder, { recursive: true }));

const execute = (file: string) =>
  executeJobFile({
    file,
    storeUrl: 'file:///nowhere',
    threads: 1,
    environment: process.env,
    onMessage: () => undefined,
  });

test.each([
  ['missing', null, /cannot be read: ENOENT/],
  ['no JSON', '{"kind": ', /Expected JSON in .*job.json/],
  ['of an unknown kind', '{"kind": "bake", "payload": {}, "oven": 1}', /is no job:.*oven.*at kind/s],
  ['without a payload that fits', '{"kind": "embed", "payload": {"version": 1}}', /"embed":.*at encoder.*at shard/s],
])('says all that is wrong with a job file that is %s', async (_, text, message) => {
  const file = join(folder, 'job.json');
  await rm(file, { force: true });
  if (text !== null) await writeFile(file, text);
  await expect(execute(file)).rejects.toThrow(message);
  await expect(execute(file)).rejects.toBeInstanceOf(JobFileError);
});

test("runs a job in an executor's process, tells what it says, and stores what it stores", async () => {
  const store = await openSmallStore();
  try {
    const files = await Promise.all([1, 2, 3].map(async (i) => ({ path: `${i}.jpg`, bytes: await photo(i) })));
    const encoder = await storeControl(store.blobs, 'pixel-statistics');
    const payload = embedPayload(encoder, await storeDataset(store.blobs, files));
    const file = join(folder, 'embed.json');
    await writeFile(file, JSON.stringify({ kind: 'embed', payload }));
    const said: FromExecutor[] = [];
    const options = { file, storeUrl: store.url, threads: 1, environment: process.env };
    const end = await executeJobFile({ ...options, onMessage: (message) => said.push(message) });
    // Progress is told at the beginning and the end, and twice a second between them.
    const types = said.map(({ type }) => type);
    expect(types.filter((type, i) => type !== 'progress' || types[i - 1] !== type)).toEqual([
      'ready',
      'progress',
      'done',
    ]);
    expect(end).toBe(said.at(-1));
    const { key, rows } = EmbedResult.parse((end as Extract<FromExecutor, { type: 'done' }>).result);
    expect(rows).toBe(3);
    expect(await store.blobs.head(key)).not.toBeNull();

    const stopped = await executeJobFile({
      ...options,
      onMessage: () => undefined,
      signal: AbortSignal.abort('enough'),
    });
    expect(stopped).toMatchObject({ type: 'failed', failure: { kind: 'interrupted', message: 'enough' } });
  } finally {
    await store.remove();
  }
}, 30_000);

test('says how the executor ended when it did before the job', async () => {
  const file = join(folder, 'any.json');
  const store = await openSmallStore();
  try {
    const encoder = await storeControl(store.blobs, 'hog');
    const files = [{ path: 'a.jpg', bytes: await photo(1) }];
    const payload = embedPayload(encoder, await storeDataset(store.blobs, files));
    await writeFile(file, JSON.stringify({ kind: 'embed', payload }));
    const running = executeJobFile({
      ...{ file, storeUrl: 'gopher://nowhere', threads: 1, environment: process.env },
      onMessage: () => undefined,
    });
    await expect(running).rejects.toThrow('The executor ended with exit code 3.');
  } finally {
    await store.remove();
  }
}, 30_000);

test('says how a decode took the whole executor with it; the next executor does the job', async () => {
  const file = join(folder, 'deadly.json');
  const store = await openSmallStore();
  try {
    const encoder = await storeControl(store.blobs, 'pixel-statistics');
    const good = await photo(1);
    const deadly = Buffer.concat([await photo(2), Buffer.from('DEADLY')]);
    const files = [good, deadly].map((bytes, i) => ({ path: `${i}.jpg`, bytes }));
    const payload = embedPayload(encoder, await storeDataset(store.blobs, files));
    await writeFile(file, JSON.stringify({ kind: 'embed', payload }));
    const options = { file, storeUrl: store.url, threads: 2, onMessage: () => undefined };
    const preload = pathToFileURL(join(import.meta.dirname, '../test/dieInDecode.ts')).href;
    const environment = { ...process.env, NODE_OPTIONS: `--import=${preload}` };
    await expect(executeJobFile({ ...options, environment })).rejects.toThrow('The executor ended with SIGSEGV.');
    expect(await executeJobFile({ ...options, environment: process.env })).toMatchObject({ type: 'done' });
  } finally {
    await store.remove();
  }
}, 30_000);
