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
  const order = byHash(images);
  const hashes = order.map((image) => images[image]!.sha256);
  /** Bytes of all images before each place in the order. */
  const bytesBefore = new Float64Array(order.length + 1);
  for (const [place, image] of order.entries()) bytesBefore[place + 1] = bytesBefore[place]! + images[image]!.bytes;
  const shards: number[][] = [];
  const divide = (from: number, to: number, depth: number): void => {
    if (from === to) return;
    const bytes = bytesBefore[to]! - bytesBefore[from]!;
    if (to - from === 1 || depth === DEPTH_MAX || (to - from <= imagesMax && bytes <= bytesMax)) {
      shards.push(order.slice(from, to));
      return;
    }
    const middle = firstOne(hashes, { from, to, depth });
    divide(from, middle, depth + 1);
    divide(middle, to, depth + 1);
  };
  divide(0, order.length, 0);
  return shards;
}

/** Leading hex digits that sort images into bins, most of which then hold one or two. */
const BIN_DIGITS = 4;

/** Positions in the order of content hashes. */
function byHash(images: readonly Shardable[]): number[] {
  const bins = Uint16Array.from(images, ({ sha256 }) => parseInt(sha256.slice(0, BIN_DIGITS), 16));
  const starts = new Uint32Array(16 ** BIN_DIGITS + 1);
  for (const bin of bins) starts[bin + 1]!++;
  for (let bin = 0; bin < 16 ** BIN_DIGITS; bin++) starts[bin + 1]! += starts[bin]!;
  const next = starts.slice();
  const order = new Array<number>(images.length);
  for (let i = 0; i < bins.length; i++) order[next[bins[i]!]!++] = i;
  for (let bin = 0; bin < 16 ** BIN_DIGITS; bin++) {
    const [from, to] = [starts[bin]!, starts[bin + 1]!];
    if (to - from < 2) continue;
    const own = order.slice(from, to).sort((a, b) => compare(images[a]!.sha256, images[b]!.sha256) || a - b);
    for (const [i, image] of own.entries()) order[from + i] = image;
  }
  return order;
}

/** The first of sorted hashes, which agree in all bits before `depth`, that has a one there. */
function firstOne(hashes: readonly string[], { from, to, depth }: { from: number; to: number; depth: number }): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (bit(hashes[middle]!, depth) === 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Bit `position` of a hexadecimal number, from its front. */
function bit(hex: string, position: number): number {
  return (parseInt(hex[position >> 2]!, 16) >> (3 - (position & 3))) & 1;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
