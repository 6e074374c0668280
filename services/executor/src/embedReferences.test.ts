import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BlobChangedError, BlobNotFoundError, ShardReader, type ReadableShard } from '@regatta/blobs';
import { decodeNpy } from '@regatta/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  embedPayload,
  photo,
  referDataset,
  storeControl,
  storeDataset,
  type StoredDataset,
} from '../test/smallStore.ts';
import { useJobContext } from '../test/useJobContext.ts';
import { embed } from './embed.ts';

const jobs = useJobContext();
let folder: string;
let reader: ShardReader;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta my photos '));
  reader = new ShardReader(jobs.store.blobs);
});
afterEach(async () => {
  await reader.close();
  await rm(folder, { recursive: true });
});

/** A dataset twice: with its images copied, and read from a folder. */
async function twice(count: number): Promise<{ copied: StoredDataset; referring: StoredDataset; files: Uint8Array[] }> {
  const files = await Promise.all(
    Array.from({ length: count }, async (_, i) => ({ path: `Été (${i % 2})/photo ${i}.jpg`, bytes: await photo(i) })),
  );
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const copied = await storeDataset(jobs.store.blobs, files, 16);
  const referring = await referDataset(jobs.store.blobs, copied, pathToFileURL(folder).href);
  return { copied, referring, files: files.map(({ bytes }) => bytes) };
}

function shardOf({ manifest }: StoredDataset, index: number): ReadableShard {
  const images = manifest.images.filter(({ shard }) => shard === index);
  return { ...manifest.shards[index]!, source: manifest.source ?? null, images };
}

describe('a shard of images that were not copied', () => {
  test('has the same bytes as one of copies, whole and one by one', async () => {
    const { copied, referring } = await twice(40);
    for (const { index } of copied.manifest.shards) {
      const expected = await reader.read(shardOf(copied, index));
      expect(await reader.read(shardOf(referring, index))).toEqual(expected);
      for (const shard of [shardOf(referring, index), shardOf(copied, index)])
        expect(await reader.readImage(shard, shard.images[1]!)).toEqual(expected[1]);
    }
  });

  test('is embedded as one of copies is', async () => {
    const { copied, referring } = await twice(20);
    const encoder = await storeControl(jobs.store.blobs, 'pixel-statistics');
    const rowsOf = async (dataset: StoredDataset) => {
      const { key } = await embed(embedPayload(encoder, dataset), jobs.context());
      const bytes = await jobs.store.blobs.get(key);
      // Both have one name, since both have the content of one shard: the second must be computed as well.
      await jobs.store.blobs.delete(key);
      return decodeNpy(bytes).data;
    };
    expect(await rowsOf(referring)).toEqual(await rowsOf(copied));
  });

  test('with an image that changed names it and the cure', async () => {
    const { referring } = await twice(5);
    const shard = shardOf(referring, 0);
    const { path } = shard.images[2]!;
    await writeFile(join(folder, path), await photo(99));
    const error = await reader.read(shard).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BlobChangedError);
    expect(error).toMatchObject({ key: path });
    expect(String(error)).toMatch(
      /is not what it was: .* import the dataset again \(regatta datasets add\): it is another/,
    );
    await rm(join(folder, path));
    await expect(reader.read(shard)).rejects.toThrow(BlobNotFoundError);
  });
});
