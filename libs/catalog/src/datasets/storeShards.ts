/**
 * @file Images into tar archives in the object store. An archive is decided by the content of its images alone, and so
 * are their names in it: the same photos under other names, in other classes or in another folder are the same archive.
 */
import { createHash } from 'node:crypto';
import type { Blobs } from '@regatta/blobs';
import { shardImages, tarFrame, tarLayout, type DatasetShard } from '@regatta/datasets';
import { concurrently } from '../concurrently.ts';
import { CatalogError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { FileThreads } from './imageFolder/fileThreads.ts';
import type { ImportOptions } from './imported.ts';
import { shardKey } from './manifestKey.ts';

export interface StorableImage {
  /** For messages. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Without dot, by the format of its bytes. */
  readonly extension: string;
  /** The file on this machine that holds its bytes and no others, where there is one: threads then read it themselves. */
  readonly file?: string | undefined;
  /** Its bytes; asked for only when its shard is not in the store yet. */
  read(): Promise<Uint8Array>;
}

/** Remembers which archive a list of images became, so that a stored one need not be made again to know its hash. */
export interface ShardMemory {
  shard(contentKey: string): { readonly sha256: string; readonly bytes: number } | null;
  rememberShard(contentKey: string, shard: { sha256: string; bytes: number }): Promise<void>;
}

export interface StoredShards {
  readonly shards: readonly DatasetShard[];
  /** In the order of a manifest: by shard, then by offset. */
  readonly placed: readonly { readonly image: number; readonly shard: number; readonly offset: number }[];
}

/** Archives in memory at once: while some are on their way to the store others are made. */
const AT_ONCE = 4;

/** @throws {CatalogError} an image is not what it was when it was hashed. */
export async function storeShards(
  images: readonly StorableImage[],
  { blobs, name, memory, onProgress, signal }: ImportOptions & { blobs: Blobs; name: string; memory: ShardMemory },
): Promise<StoredShards> {
  await using threads = new FileThreads();
  const groups = shardImages(images);
  let done = 0;
  const bytesOf = (group: readonly number[]) => group.reduce((sum, image) => sum + images[image]!.bytes, 0);
  const archives = await concurrently(groups, { limit: AT_ONCE, bytesOf, signal }, async (group) => {
    const members = group.map((image) => images[image]!);
    const archive = await storeArchive(members, { blobs, name, memory, threads });
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
  { blobs, name, memory, threads }: { blobs: Blobs; name: string; memory: ShardMemory; threads: FileThreads },
): Promise<{ sha256: string; bytes: number; key: string }> {
  const contentKey = contentKeyOf(images);
  const known = memory.shard(contentKey);
  if (known !== null) {
    const key = shardKey(name, known.sha256);
    const stored = await blobs.head(key);
    if (stored?.bytes === known.bytes) return { ...known, key };
  }
  const { bytes, sha256: hash } = await makeArchive(images, threads);
  const key = shardKey(name, hash);
  await blobs.put(key, bytes);
  const archive = { sha256: hash, bytes: bytes.length };
  await memory.rememberShard(contentKey, archive);
  return { ...archive, key };
}

/** Names a list of images, in their order. */
export function contentKeyOf(images: readonly Pick<StorableImage, 'sha256' | 'bytes' | 'extension'>[]): string {
  const list = JSON.stringify(images.map((image) => [image.sha256, image.bytes, image.extension]));
  return createHash('sha256').update(list).digest('hex');
}

async function makeArchive(
  images: readonly StorableImage[],
  threads: FileThreads,
): Promise<{ bytes: Uint8Array; sha256: string }> {
  const paths = entryPaths(images);
  const { bytes, offsets } = tarFrame(images.map((image, i) => ({ path: paths[i]!, bytes: image.bytes })));
  const files = images.flatMap(({ file, bytes: size, sha256: hash }, i) =>
    file === undefined ? [] : [{ path: file, offset: offsets[i]!, bytes: size, sha256: hash }],
  );
  if (files.length < images.length) {
    for (const [i, image] of images.entries()) bytes.set(await readUnchanged(image), offsets[i]);
    return { bytes, sha256: await sha256(bytes) };
  }
  const answer = await threads.pack({ task: 'pack', frame: bytes.buffer, files });
  if ('changed' in answer) throw changed(images[answer.changed]!, answer.got);
  if ('failed' in answer) {
    const { path } = images[answer.failed]!;
    throw new CatalogError(`${path} was read before and cannot be read again: ${answer.message}. Import again.`);
  }
  return answer;
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
  if (bytes.length !== image.bytes || (await sha256(bytes)) !== image.sha256) throw changed(image, bytes.length);
  return bytes;
}

function changed({ path, bytes, sha256: hash }: StorableImage, got: number): CatalogError {
  return new CatalogError(
    `${path} changed while it was imported (expected ${bytes} bytes with the hash ${hash}, got ${got} other ones). Import again when nothing writes there.`,
  );
}
