/** @file The bytes of a dataset's images, wherever its shards lie: all other parts of quality read through these two. */
import { ShardReader, type Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import type { ShardContent } from './shardContents.ts';

/** All bytes of a shard, in which its images lie at their offsets; the buffer belongs to the caller. */
export async function readShardBytes(
  blobs: Blobs,
  { source }: DatasetManifest,
  { shard, images }: ShardContent,
): Promise<Uint8Array<ArrayBuffer>> {
  if (shard.key !== null) return new Uint8Array(await blobs.get(shard.key));
  const bytes = new Uint8Array(shard.bytes);
  await using reader = new ShardReader(blobs);
  const each = await reader.read({ ...shard, source: source ?? null, images });
  for (const [i, image] of each.entries()) bytes.set(image, images[i]!.offset);
  return bytes;
}

/** One image, by its position in the manifest. */
export async function readImageBytes(
  blobs: Blobs,
  { images, shards, source }: DatasetManifest,
  position: number,
): Promise<Uint8Array> {
  const image = images[position]!;
  await using reader = new ShardReader(blobs);
  return await reader.readImage({ key: shards[image.shard]!.key, source: source ?? null }, image);
}
