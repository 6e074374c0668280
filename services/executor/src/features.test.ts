import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBlobs, type Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import { TerminalError, type EmbedResult } from '@regatta/jobs';
import { encodeNpy, row } from '@regatta/tensor';
import { FeatureReader } from './features.ts';

let folder: string;
let blobs: Blobs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-features-'));
  blobs = await openBlobs(pathToFileURL(folder).href);
});
afterAll(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

const hash = (digit: string) => digit.repeat(64);
const ref = { name: 'letters', hash: hash('d') };

/** Five images in two shards, one between the other's. */
const manifest = {
  images: [0, 0, 1, 1, 1].map((shard) => ({ shard })),
  shards: [{ index: 0 }, { index: 1 }],
} as unknown as DatasetManifest;

async function put(key: string, rows: number[][]): Promise<void> {
  const data = Float32Array.from(rows.flat());
  await blobs.put(key, encodeNpy({ dtype: 'float32', shape: [rows.length, rows[0]!.length], data }));
}

function part(shard: number, overrides: Partial<EmbedResult> = {}): EmbedResult {
  return {
    featureSet: hash('f'),
    key: `features/good/${shard}.npy`,
    shard,
    rows: shard === 0 ? 2 : 3,
    dimension: 2,
    provider: 'cpu',
    fallback: null,
    unreadable: [],
    reused: false,
    batch: 8,
    imagesPerSecond: 1,
    busy: 1,
    starved: 0,
    seconds: 1,
    ...overrides,
  };
}

test('puts the rows of all shards in the places of their images', async () => {
  await put('features/good/0.npy', [
    [1, 2],
    [3, 4],
  ]);
  await put('features/good/1.npy', [
    [5, 6],
    [NaN, NaN],
    [9, 10],
  ]);
  const unreadable = [{ image: 3, path: 'd.png', reason: 'cut off' }];
  const features = await new FeatureReader(blobs).read(ref, manifest, { b: part(1, { unreadable }), a: part(0) });
  expect([0, 1, 2, 3, 4].map((i) => [...row(features.matrix, i)])).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
    [NaN, NaN],
    [9, 10],
  ]);
  expect([...features.unreadable]).toEqual([3]);
  expect(features.provider).toBe('cpu');
});

test('keeps the last features, for the next job of the same encoder and dataset', async () => {
  const reader = new FeatureReader(blobs);
  const inputs = { a: part(0), b: part(1) };
  const first = await reader.read(ref, manifest, inputs);
  expect(await reader.read(ref, manifest, inputs)).toBe(first);
  const renamed = { ...ref, hash: hash('e') };
  expect(await reader.read(renamed, manifest, inputs)).not.toBe(first);
});

test.each([
  ['no embed job', {}, /No features were given for dataset letters/],
  ['a missing shard', { a: part(0) }, /Features of 1 of 2 shards of dataset letters are missing/],
  [
    'two providers',
    { a: part(0), b: part(1, { featureSet: hash('0'), provider: 'cuda' }) },
    /different providers \(cpu and cuda\).*Name one provider/,
  ],
  [
    'features of another manifest, whose shard has fewer images',
    { a: part(0, { key: 'features/good/1.npy' }), b: part(1) },
    /Expected float32 features of shape \[2, 2\] in features\/good\/1.npy, got float32 \[3, 2\]/,
  ],
  [
    'features of another width',
    { a: part(0, { dimension: 3 }), b: part(1) },
    /Expected float32 features of shape \[[23], 3\] in features\/good\/[01].npy, got float32 \[[23], 2\]/,
  ],
  [
    'features of another shape',
    { a: part(0), b: part(1, { key: 'features/good/0.npy' }) },
    /Expected float32 features of shape \[3, 2\] in features\/good\/0.npy, got float32 \[2, 2\]/,
  ],
])('refuses %s', async (_, inputs, message) => {
  const reading = new FeatureReader(blobs).read(ref, manifest, inputs);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toBeInstanceOf(TerminalError);
});
