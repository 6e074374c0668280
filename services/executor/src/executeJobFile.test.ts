import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
