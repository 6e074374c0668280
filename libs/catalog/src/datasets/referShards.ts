/**
 * @file Images that stay where they are: the manifest names them, and nothing is copied. They are put into shards as
 * copied ones are, so that a shard is a job of the same size and one photo more changes one of them.
 */
import { shardImages } from '@regatta/datasets';
import { contentKeyOf, type StorableImage, type StoredShards } from './storeShards.ts';

/**
 * @param images each lies under its path in the source
 * @returns shards without a key, which are named by the hashes of their images
 */
export function referShards(images: readonly Omit<StorableImage, 'read'>[]): StoredShards {
  const groups = shardImages(images);
  const placed: { image: number; shard: number; offset: number }[] = [];
  const shards = groups.map((group, index) => {
    let bytes = 0;
    for (const image of group) {
      placed.push({ image, shard: index, offset: bytes });
      bytes += images[image]!.bytes;
    }
    return { index, sha256: contentKeyOf(group.map((i) => images[i]!)), key: null, images: group.length, bytes };
  });
  return { shards, placed };
}
