/**
 * @file Everything that is stored of a dataset, read again and held against its manifest, by length and by hash: archives
 * as a whole and each image in them, and images that were not copied where they lie.
 */
import { BlobChangedError, BlobNotFoundError, ShardReader, type Blobs, type ReadableShard } from '@regatta/blobs';
import type { DatasetImage, DatasetManifest } from '@regatta/datasets';
import { concurrently } from '../concurrently.ts';
import { sha256 } from '../sha256.ts';
import type { ImportOptions } from './imported.ts';

/** What is not as the manifest says. */
export interface BrokenObject {
  /** In the object store, or in the source where nothing was copied. */
  readonly key: string;
  /** What is wrong, as a sentence. */
  readonly reason: string;
  /** Paths of the images that cannot be had from it. */
  readonly images: readonly string[];
}

export interface DatasetVerification {
  readonly images: number;
  /** That were read. */
  readonly bytes: number;
  readonly shards: number;
  /** Empty when all is as it was imported. */
  readonly broken: readonly BrokenObject[];
}

/** Reading, hashing and waiting side by side; memory for as many shards. */
const AT_ONCE = 4;

/**
 * @throws {BlobAccessError} @throws {BlobUnavailableError} the store cannot be read at all: that says nothing of what is
 * in it.
 */
export async function verifyDataset(
  blobs: Blobs,
  manifest: DatasetManifest,
  { onProgress, signal }: ImportOptions = {},
): Promise<DatasetVerification> {
  await using reader = new ShardReader(blobs);
  const shards: (ReadableShard & { images: DatasetImage[] })[] = manifest.shards.map((shard) => ({
    ...shard,
    source: manifest.source ?? null,
    images: [],
  }));
  for (const image of manifest.images) shards[image.shard]!.images.push(image);
  let done = 0;
  let bytes = 0;
  const options = { limit: AT_ONCE, bytesOf: (shard: ReadableShard) => shard.bytes, signal };
  const broken = await concurrently(shards, options, async (shard) => {
    const found = shard.key === null ? await verifyLoose(reader, shard) : await verifyArchive(blobs, shard.key, shard);
    bytes += shard.bytes;
    onProgress?.({ step: 'verify', done: (done += shard.images.length), total: manifest.images.length });
    return found;
  });
  return { images: manifest.images.length, bytes, shards: shards.length, broken: broken.flat() };
}

async function verifyArchive(
  blobs: Blobs,
  key: string,
  { sha256: expected, bytes: length, images }: ReadableShard,
): Promise<BrokenObject[]> {
  let archive: Uint8Array;
  try {
    archive = await blobs.get(key);
  } catch (error) {
    if (!(error instanceof BlobNotFoundError)) throw error;
    return [{ key, reason: 'It is not there.', images: images.map(({ path }) => path) }];
  }
  const hash = await sha256(archive);
  const broken: string[] = [];
  for (const { path, offset, bytes, sha256: own } of images)
    if ((await sha256(archive.subarray(offset, offset + bytes))) !== own) broken.push(path);
  if (hash === expected && archive.length === length && broken.length === 0) return [];
  const reason = `Expected ${length} bytes with the hash ${expected}, got ${archive.length} bytes with ${hash}.`;
  return [{ key, reason, images: broken }];
}

async function verifyLoose(reader: ShardReader, { source, images }: ReadableShard): Promise<BrokenObject[]> {
  const place = { key: null, source };
  const found = await concurrently(images, { limit: 16, bytesOf: ({ bytes }) => bytes }, async (image) => {
    try {
      await reader.readImage(place, image);
      return [];
    } catch (error) {
      const isGone = error instanceof BlobNotFoundError;
      if (!isGone && !(error instanceof BlobChangedError)) throw error;
      return [{ key: image.path, reason: isGone ? 'It is not there.' : error.message, images: [image.path] }];
    }
  });
  return found.flat();
}
