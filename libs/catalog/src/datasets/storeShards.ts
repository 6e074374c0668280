/**
 * @file Images into tar archives in the object store. An archive is decided by the content of its images alone, and so
 * are their names in it: the same photos under other names, in other classes or in another folder are the same archive.
 */
import { createHash } from 'node:crypto';
import type { Blobs } from '@regatta/blobs';
import { shardImages, tarLayout, writeTar, type DatasetShard } from '@regatta/datasets';
import { concurrently } from '../concurrently.ts';
import { CatalogError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import type { ImportOptions } from './imported.ts';
import { shardKey } from './manifestKey.ts';

export interface StorableImage {
  /** For messages. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Without dot, by the format of its bytes. */
  readonly extension: string;
  /** Its bytes; asked for only when its shard is not in the store yet. */
  read(): Promise<Uint8Array>;
}

/** Remembers which archive a list of images became, so that a stored one need not be made again to know its hash. */
export interface ShardMemory {
  shard(contentKey: string): { readonly sha256: string; readonly bytes: number } | null;
  rememberShard(contentKey: string, shard: { sha256: string; bytes: number }): void;
}

export interface StoredShards {
  readonly shards: readonly DatasetShard[];
  /** In the order of a manifest: by shard, then by offset. */
  readonly placed: readonly { readonly image: number; readonly shard: number; readonly offset: number }[];
}

/** Two archives in memory at once: one is made while the other is on its way to the store. */
const AT_ONCE = 2;

export async function storeShards(
  images: readonly StorableImage[],
  { blobs, name, memory, onProgress, signal }: ImportOptions & { blobs: Blobs; name: string; memory: ShardMemory },
): Promise<StoredShards> {
  const groups = shardImages(images);
  let done = 0;
  const bytesOf = (group: readonly number[]) => group.reduce((sum, image) => sum + images[image]!.bytes, 0);
  const archives = await concurrently(groups, { limit: AT_ONCE, bytesOf, signal }, async (group) => {
    const members = group.map((image) => images[image]!);
    const archive = await storeArchive(members, { blobs, name, memory });
    onProgress?.({ step: 'store', done: ++done, total: groups.length });
    return archive;
  });
  const shards = archives.map((archive, index) => ({ index, ...archive, images: groups[index]!.length }));
  const placed = groups.flatMap((group, shard) => {
    const { offsets } = tarLayout(group.map((image) => images[image]!.bytes));
    return group.map((image, i) => ({ image, shard, offset: offsets[i]! }));
  });
  return { shards, placed };
}

async function storeArchive(
  images: readonly StorableImage[],
  { blobs, name, memory }: { blobs: Blobs; name: string; memory: ShardMemory },
): Promise<{ sha256: string; bytes: number; key: string }> {
  const list = JSON.stringify(images.map((image) => [image.sha256, image.bytes, image.extension]));
  const contentKey = createHash('sha256').update(list).digest('hex');
  const known = memory.shard(contentKey);
  if (known !== null) {
    const key = shardKey(name, known.sha256);
    const stored = await blobs.head(key);
    if (stored?.bytes === known.bytes) return { ...known, key };
  }
  const paths = entryPaths(images);
  const entries: { path: string; bytes: Uint8Array }[] = [];
  for (const [i, image] of images.entries()) entries.push({ path: paths[i]!, bytes: await readUnchanged(image) });
  const { bytes } = writeTar(entries);
  const archive = { sha256: await sha256(bytes), bytes: bytes.length };
  const key = shardKey(name, archive.sha256);
  await blobs.put(key, bytes);
  memory.rememberShard(contentKey, archive);
  return { ...archive, key };
}

/** Names inside the archive: by content, with a number where the same content stands again. */
function entryPaths(images: readonly StorableImage[]): string[] {
  const seen = new Map<string, number>();
  return images.map(({ sha256: hash, extension }) => {
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return count === 1 ? `${hash}.${extension}` : `${hash}-${count}.${extension}`;
  });
}

async function readUnchanged(image: StorableImage): Promise<Uint8Array> {
  const bytes = await image.read();
  if (bytes.length !== image.bytes || (await sha256(bytes)) !== image.sha256) {
    throw new CatalogError(
      `${image.path} changed while it was imported (expected ${image.bytes} bytes with the hash ${image.sha256}, got ${bytes.length} other ones). Import again when nothing writes there.`,
    );
  }
  return bytes;
}
