/**
 * @file Brings a large object of a bucket into a file, piece by piece, and goes on where it was cut off. What has come lies
 * in `PATH.part`; beside it, in `PATH.part.tag`, stands which object it is the beginning of: size and time of its last
 * change. Another one begins anew.
 */
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BlobUnavailableError, openBlobs, type BlobInfo, type Blobs } from '@regatta/blobs';
import { CatalogError, messageOf } from '../../errors.ts';
import { WeightsUnavailableError } from '../weights.ts';
import type { FetchFileOptions } from './fetchFile.ts';
import { claim, sizeOf } from './partFile.ts';

/** @unit bytes */
const PIECE_BYTES = 16 * 2 ** 20;

export interface FetchFromBucketOptions extends Pick<FetchFileOptions, 'path' | 'what' | 'signal' | 'onBytes'> {
  /** `s3://BUCKET/PREFIX` */
  readonly bucket: string;
  readonly key: string;
  /** @default 16 MiB @unit bytes */
  readonly pieceBytes?: number;
}

/** @throws {CatalogError} it has no such object @throws {WeightsUnavailableError} the bucket failed; what has come is kept */
export async function fetchFromBucket(options: FetchFromBucketOptions): Promise<void> {
  const { bucket, key, path, what } = options;
  const blobs = await openBlobs(bucket);
  await mkdir(dirname(path), { recursive: true });
  const release = await claim(path);
  try {
    const info = await look(blobs, key);
    if (info === null) throw new CatalogError(`Cannot take ${what} from ${bucket}: it has no ${key}.`);
    await fetchRest(blobs, info, options);
  } catch (cause) {
    if (!(cause instanceof BlobUnavailableError)) throw cause;
    throw new WeightsUnavailableError(
      `The download of ${what} from ${bucket} broke off (${messageOf(cause)}). Run it again: it goes on from there.`,
      { cause },
    );
  } finally {
    await release();
    await blobs.close();
  }
  await rename(`${path}.part`, path);
  await rm(`${path}.part.tag`, { force: true });
}

/** Only a listing says when an object was changed. */
async function look(blobs: Blobs, key: string): Promise<BlobInfo | null> {
  for await (const info of blobs.list(key)) {
    // Sorted: the shortest key with this beginning comes first.
    return info.key === key ? info : null;
  }
  return null;
}

async function fetchRest(
  blobs: Blobs,
  { bytes, changedAtMs }: BlobInfo,
  { key, path, signal, onBytes, pieceBytes = PIECE_BYTES }: FetchFromBucketOptions,
): Promise<void> {
  const part = `${path}.part`;
  const tag = `${bytes} bytes, changed ${changedAtMs ?? 'unknown'}`;
  const isSame = changedAtMs !== undefined && (await readFile(`${part}.tag`, 'utf8').catch(() => null)) === tag;
  const from = isSame ? Math.min(await sizeOf(part), bytes) : 0;
  await using file = await open(part, from === 0 ? 'w' : 'r+');
  await writeFile(`${part}.tag`, tag);
  for (let at = from; at < bytes;) {
    signal?.throwIfAborted();
    const piece = await blobs.get(key, { offset: at, length: Math.min(pieceBytes, bytes - at) });
    for (let done = 0; done < piece.length;) {
      done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
    }
    at += piece.length;
    onBytes?.(at, bytes);
  }
  await file.truncate(bytes);
  await file.sync();
}
