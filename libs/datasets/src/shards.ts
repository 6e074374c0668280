/**
 * @file Which images share a shard: a binary tree over the bits of their content hashes, whose leaves are split until
 * they are small enough.
 *
 * A leaf is decided by its own images alone, so one image more changes one shard (or parts it into two) and leaves all
 * others as they were, with their features. Cutting a list in order would move every image behind the new one.
 */

export interface ShardLimits {
  /** @default 256: a job of seconds on a laptop, a few hundred jobs for 100,000 images */
  readonly imagesMax?: number;
  /** @default 16 MiB: one read into memory @unit bytes */
  readonly bytesMax?: number;
}

export interface Shardable {
  readonly sha256: string;
  readonly bytes: number;
}

/** Images with equal content cannot be parted by their hashes; this deep nothing else is left together. */
const DEPTH_MAX = 64;

/** Positions of the images of each shard, in the order of their content hashes; equal content keeps its order. */
export function shardImages(
  images: readonly Shardable[],
  { imagesMax = 256, bytesMax = 16 * 2 ** 20 }: ShardLimits = {},
): number[][] {
  const order = images.map((_, i) => i).sort((a, b) => compare(images[a]!.sha256, images[b]!.sha256) || a - b);
  const shards: number[][] = [];
  const divide = (from: number, to: number, depth: number): void => {
    if (from === to) return;
    let bytes = 0;
    for (let i = from; i < to; i++) bytes += images[order[i]!]!.bytes;
    if (to - from === 1 || depth === DEPTH_MAX || (to - from <= imagesMax && bytes <= bytesMax)) {
      shards.push(order.slice(from, to));
      return;
    }
    let middle = from;
    while (middle < to && bit(images[order[middle]!]!.sha256, depth) === 0) middle++;
    divide(from, middle, depth + 1);
    divide(middle, to, depth + 1);
  };
  divide(0, order.length, 0);
  return shards;
}

/** Bit `position` of a hexadecimal number, from its front. */
function bit(hex: string, position: number): number {
  return (parseInt(hex[position >> 2]!, 16) >> (3 - (position & 3))) & 1;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
