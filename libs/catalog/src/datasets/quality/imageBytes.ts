/** @file The bytes of a dataset's images, wherever its shards lie: all other parts of quality read through these two. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest, DatasetShard } from '@regatta/datasets';

/** All bytes of a shard, in which its images lie at their offsets; the buffer belongs to the caller. */
export async function readShardBytes(blobs: Blobs, { key }: DatasetShard): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blobs.get(key));
}

/** One image, by its position in the manifest. */
export async function readImageBytes(
  blobs: Blobs,
  { images, shards }: DatasetManifest,
  position: number,
): Promise<Uint8Array> {
  const { shard, offset, bytes } = images[position]!;
  return blobs.get(shards[shard]!.key, { offset, length: bytes });
}
