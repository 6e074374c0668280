import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BUCKET, FakeS3 } from '../../libs/blobs/src/s3/fakeS3.testkit.ts';
import { fetchFromBucket, type FetchFromBucketOptions } from '../../libs/catalog/src/encoders/pull/fetchFromBucket.ts';

const WEIGHTS = randomBytes(100_000);

let server: FakeS3;
let folder: string;
const path = () => join(folder, 'pulled/model.onnx');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-bucket-'));
  server = new FakeS3();
  const { endpoint, region, credentials } = await server.start();
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials!.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials!.secretAccessKey);
  server.objects.set('models/model.onnx', WEIGHTS);
  server.objects.set('models/model.onnx_data', Buffer.from('beside'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  await rm(folder, { recursive: true });
});

const bring = (options: Partial<FetchFromBucketOptions> = {}) =>
  fetchFromBucket({
    bucket: `s3://${BUCKET}/models`,
    key: 'model.onnx',
    path: path(),
    what: 'the weights of encoder "tiny"',
    pieceBytes: 30_000,
    ...options,
  });
/** Stops it after the first piece. */
const cutOff = async () => {
  const stop = new AbortController();
  const cut = bring({ signal: stop.signal, onBytes: () => stop.abort(new Error('stopped')) });
  await expect(cut).rejects.toThrow('stopped');
  expect((await stat(`${path()}.part`)).size).toBe(30_000);
};

test('an object comes piece by piece, and says how far it is', async () => {
  const told: [number, number | null][] = [];
  await bring({ onBytes: (bytes, total) => told.push([bytes, total]) });
  expect(await readFile(path())).toEqual(WEIGHTS);
  expect(told).toEqual([30_000, 60_000, 90_000, 100_000].map((bytes) => [bytes, 100_000]));
  await expect(stat(`${path()}.part.tag`)).rejects.toThrow('ENOENT');
});

test('goes on where it was cut off', async () => {
  await cutOff();
  const told: number[] = [];
  await bring({ onBytes: (bytes) => told.push(bytes) });
  expect(told).toEqual([60_000, 90_000, 100_000]);
  expect(await readFile(path())).toEqual(WEIGHTS);
});

test('begins anew where the object has changed meanwhile, even to one of the same size', async () => {
  await cutOff();
  const other = randomBytes(100_000);
  server.objects.set('models/model.onnx', other);
  server.changedAt = new Date('2024-06-01T12:00:00Z');
  await bring();
  expect(await readFile(path())).toEqual(other);
});

test('says what is missing, and does not take what is only called alike', async () => {
  server.objects.delete('models/model.onnx');
  await expect(bring()).rejects.toThrow(`from s3://${BUCKET}/models: it has no model.onnx.`);
});
