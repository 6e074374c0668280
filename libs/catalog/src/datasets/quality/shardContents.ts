/** @file The images of each shard of a manifest. */
import type { DatasetImage, DatasetManifest, DatasetShard } from '@regatta/datasets';

export interface ShardContent {
  readonly shard: DatasetShard;
  /** In the order of their offsets, each with its position in the manifest. */
  readonly images: readonly (DatasetImage & { readonly position: number })[];
}

export function shardContents({ images, shards }: DatasetManifest): ShardContent[] {
  const contents = shards.map((shard) => ({ shard, images: [] as (DatasetImage & { position: number })[] }));
  for (const [position, image] of images.entries()) contents[image.shard]!.images.push({ ...image, position });
  return contents;
}
