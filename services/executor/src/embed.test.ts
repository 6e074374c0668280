import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EncoderSpec, buildControl } from '@regatta/encoders';
import { EmbedResult, InterruptedError, TerminalError, type EmbedPayload, type Progress } from '@regatta/jobs';
import { GraphBuilder, Tensor, dataTypeCode, serializeModel } from '@regatta/onnx';
import { decodeNpy, sha256 } from '@regatta/tensor';
import { decodeAndPrepare } from '@regatta/vision';
import { embedPayload, photo, storeControl, storeDataset, storeEncoder } from '../test/smallStore.ts';
import { useJobContext } from '../test/useJobContext.ts';
import type { DecodePool } from './decodePool.ts';
import { embed } from './embed.ts';
import type { JobContext } from './handler.ts';
import { Objects } from './objects.ts';

const jobs = useJobContext();
const garbage = { path: 'odd/broken.jpg', bytes: new TextEncoder().encode('no image at all') };

const photos = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, i) => ({ path: `photos/${i}.jpg`, bytes: await photo(i) })));

function run(payload: EmbedPayload, overrides: Partial<JobContext> = {}): Promise<EmbedResult> {
  return embed(payload, jobs.context(overrides));
}

async function features({ key }: EmbedResult) {
  const { data, shape } = decodeNpy(await jobs.store.blobs.get(key));
  const [rows, dimension] = shape as [number, number];
  return Array.from({ length: rows }, (_, i) => [
    ...(data as Float32Array).subarray(i * dimension, (i + 1) * dimension),
  ]);
}

test('stores one row per image, equal to what the encoder gives for that image alone', async () => {
  const dataset = await storeDataset(jobs.store.blobs, await photos(40), 25);
  expect(dataset.manifest.shards.length).toBeGreaterThan(1);
  const encoder = await storeControl(jobs.store.blobs, 'hog');
  const { preprocessing } = buildControl('hog').spec;
  const open = await jobs.objects.encoder(encoder, 'cpu');
  for (const { index } of dataset.manifest.shards) {
    const result = await run(embedPayload(encoder, dataset, { index }));
    expect(EmbedResult.parse(result)).toMatchObject({ shard: index, provider: 'cpu', fallback: null, reused: false });
    const rows = await features(result);
    const images = dataset.manifest.images.filter(({ shard }) => shard === index);
    expect(rows).toHaveLength(images.length);
    for (const [row, { path }] of images.entries()) {
      const seed = Number(/\d+/.exec(path)![0]);
      const pixels = await decodeAndPrepare(await photo(seed), preprocessing);
      const twice = new Uint8Array(2 * pixels.length);
      twice.set(pixels);
      const alone = await open.forward(twice, 2);
      expect(rows[row]).toEqual([...alone.subarray(0, result.dimension)]);
    }
  }
});

test('names, counts and records images that cannot be read, and leaves their rows NaN', async () => {
  const files = [...(await photos(5)), garbage];
  const dataset = await storeDataset(jobs.store.blobs, files);
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const result = await run(embedPayload(encoder, dataset));
  const image = dataset.manifest.images.findIndex(({ path }) => path === garbage.path);
  expect(result.unreadable).toEqual([{ image, path: garbage.path, reason: expect.stringMatching(/\.$|\w/) }]);
  const rows = await features(result);
  expect(rows[image]!.every(Number.isNaN)).toBe(true);
  expect(rows.flat().filter(Number.isNaN)).toHaveLength(result.dimension);
});

test('fails with the whole list when more images cannot be read than the job allows', async () => {
  const broken = [1, 2, 3].map((i) => ({
    path: `odd/broken-${i}.jpg`,
    bytes: new TextEncoder().encode(`no image ${i}`),
  }));
  const dataset = await storeDataset(jobs.store.blobs, [...(await photos(7)), ...broken]);
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const failing = run(embedPayload(encoder, dataset, { unreadableShareMax: 0.29 }));
  await expect(failing).rejects.toBeInstanceOf(TerminalError);
  await expect(failing).rejects.toThrow(
    /^3 of 10 images of shard 0 of dataset small cannot be read \(30\.0 %, allowed are 29\.0 %\)/,
  );
  for (const { path } of broken) await expect(failing).rejects.toThrow(path);
  await expect(run(embedPayload(encoder, dataset, { unreadableShareMax: 0.3 }))).resolves.toMatchObject({ rows: 10 });
});

test('uses features again that are there, without opening the encoder, and still names what could not be read', async () => {
  const dataset = await storeDataset(jobs.store.blobs, [...(await photos(5)), garbage]);
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const first = await run(embedPayload(encoder, dataset));
  await jobs.store.blobs.delete(`weights/${encoder.weights}.onnx`);
  const objects = new Objects(jobs.store.blobs, 2);
  const again = await run(embedPayload(encoder, dataset), { objects });
  expect(again).toMatchObject({ reused: true, key: first.key, dimension: first.dimension, rows: 6 });
  expect(again.unreadable).toEqual(first.unreadable);
  const stricter = run(embedPayload(encoder, dataset, { unreadableShareMax: 0.1 }), { objects });
  await expect(stricter).rejects.toThrow(/1 of 6 images/);
  await objects.close();
});

test('records why another provider was used than was asked for, and names the features by the one that was', async ({
  skip,
}) => {
  const dataset = await storeDataset(jobs.store.blobs, await photos(4));
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const onCpu = await run(embedPayload(encoder, dataset));
  const result = await run(embedPayload(encoder, dataset, { provider: 'cuda' }));
  if (result.provider === 'cuda') skip('CUDA answers on this machine');
  expect(result).toMatchObject({ provider: 'cpu', fallback: expect.stringMatching(/cuda/), key: onCpu.key });
});

test('refuses a shard that is not what the dataset says', async () => {
  const dataset = await storeDataset(jobs.store.blobs, await photos(4));
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const key = dataset.manifest.shards[0]!.key!;
  const bytes = new Uint8Array(await jobs.store.blobs.get(key));
  bytes[700]! ^= 1;
  await jobs.store.blobs.delete(key);
  await jobs.store.blobs.put(key, bytes);
  await expect(run(embedPayload(encoder, dataset))).rejects.toThrow(
    /The object `datasets\/small\/shards\/.*` in file:.* is not what it was: .* import the dataset again/,
  );
  const payload = embedPayload(encoder, dataset);
  const other = { ...payload, shard: { ...payload.shard, sha256: 'a'.repeat(64) } };
  await expect(run(other)).rejects.toThrow(/Expected shard 0 of dataset small to be a+, got [0-9a-f]{64}: plan again/);
});

test('fails, with image and encoder named, when a readable image gives no number', async () => {
  const graph = new GraphBuilder();
  const image = graph.input('image', 'uint8', ['batch', 8, 8, 3]);
  const numbers = graph.node('Cast', [image], { to: dataTypeCode('float32') });
  const flat = graph.node('Flatten', [numbers]);
  const below = graph.node('Sub', [flat, graph.constant(Tensor.scalar('float32', 1000))]);
  graph.nodes('Sqrt', [below], ['features']);
  graph.output('features', 'float32', ['batch', 192]);
  const weights = serializeModel(graph.build());
  const { spec } = buildControl('pixel-statistics');
  const rooted = EncoderSpec.parse({
    ...spec,
    name: 'rooted',
    weights: sha256(weights),
    preprocessing: { ...spec.preprocessing, resize: { mode: 'exact', size: 8, interpolation: 'bilinear' } },
  });
  const encoder = await storeEncoder(jobs.store.blobs, { weights, spec: rooted });
  const dataset = await storeDataset(jobs.store.blobs, await photos(3));
  const failing = run(embedPayload(encoder, dataset));
  await expect(failing).rejects.toThrow(/Encoder rooted gave NaN for photos\/\d.jpg of dataset small/);
  await expect(failing).rejects.toBeInstanceOf(TerminalError);
});

test('reads or names every bad file as Pillow does, and embeds the photo among them', async () => {
  const folder = join(import.meta.dirname, '../../../test/golden/vision');
  const { bad } = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as {
    bad: Readonly<Record<string, { pillow: string }>>;
  };
  const files = Object.keys(bad).map((path) => ({ path, bytes: readFileSync(join(folder, 'bad', path)) }));
  const dataset = await storeDataset(jobs.store.blobs, [...files, { path: 'photo.jpg', bytes: await photo(1) }]);
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const result = await run(embedPayload(encoder, dataset, { unreadableShareMax: 0.9 }));
  const refused = Object.keys(bad).filter((path) => !bad[path]!.pillow.startsWith('decodes'));
  expect(result.unreadable.map(({ path }) => path).toSorted()).toEqual(refused.toSorted());
  for (const { path, reason } of result.unreadable) expect(reason.length, path).toBeGreaterThan(15);
  const rows = await features(result);
  expect(rows.filter((row) => row.every(Number.isFinite))).toHaveLength(files.length + 1 - refused.length);
});

test('stops between two runs when it is asked to, and leaves no features behind', async () => {
  const dataset = await storeDataset(jobs.store.blobs, await photos(60));
  const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
  const stop = new AbortController();
  let asked = 0;
  const stopping = {
    decode: (...image: Parameters<DecodePool['decode']>) => {
      if (++asked === 20) stop.abort(new InterruptedError('the worker stops'));
      return jobs.decoder.decode(...image);
    },
  } as DecodePool;
  const running = run(embedPayload(encoder, dataset), { decoder: stopping, signal: stop.signal });
  await expect(running).rejects.toBeInstanceOf(InterruptedError);
  expect(asked).toBeLessThan(60);
  const stored: string[] = [];
  for await (const { key } of jobs.store.blobs.list('features/')) stored.push(key);
  expect(stored).toEqual([]);
});

test('tells its progress from the start to the last image', async () => {
  const dataset = await storeDataset(jobs.store.blobs, await photos(30));
  const encoder = await storeControl(jobs.store.blobs, 'color-histogram');
  const told: Progress[] = [];
  await run(embedPayload(encoder, dataset), { progress: (progress) => told.push(progress) });
  expect(told[0]).toMatchObject({ done: 0, total: 30 });
  expect(told.at(-1)).toMatchObject({ done: 30, total: 30, unit: 'images' });
});
