/** @file The objects below a prefix of a bucket, `s3://bucket/prefix`. */
import { BlobNotFoundError, type BlobInfo, type BlobSource } from '@regatta/blobs';
import { CatalogError } from '../../errors.ts';
import type { WalkOptions } from '../imageFolder/walkFolder.ts';
import { unwantedName } from '../imageFolder/unwantedName.ts';
import type { RejectedFile } from '../imported.ts';
import type { FileSource } from './fileSource.ts';

/** Listings come in pages of a thousand: as often is told how many there are. */
const TOLD_EVERY = 1000;

/**
 * @param blobs what begins at the prefix
 * @throws {CatalogError} there is no object below it.
 */
export async function bucketSource(blobs: BlobSource, { onProgress, signal }: WalkOptions = {}): Promise<FileSource> {
  const infos = new Map<string, BlobInfo>();
  const rejected: RejectedFile[] = [];
  for await (const info of blobs.list('')) {
    const { key } = info;
    signal?.throwIfAborted();
    const reason = key
      .split('/')
      .map(unwantedName)
      .find((found) => found !== null);
    if (reason !== undefined) rejected.push({ path: key, reason });
    else infos.set(key, info);
    if (infos.size % TOLD_EVERY === 0) onProgress?.({ step: 'list', done: infos.size, total: null });
  }
  onProgress?.({ step: 'list', done: infos.size, total: null });
  if (infos.size === 0) {
    throw new CatalogError(`There is no object below ${blobs.url}. Give the prefix that the images lie under.`);
  }
  return {
    root: blobs.url,
    folder: null,
    files: [...infos.keys()],
    rejected,
    size: async (path) => {
      const bytes = infos.get(path)?.bytes;
      if (bytes === undefined) throw new BlobNotFoundError({ key: path, url: blobs.url });
      return bytes;
    },
    changedAtMs: (path) => infos.get(path)?.changedAtMs,
    read: (path) => blobs.get(path),
    readRange: (path, range) => blobs.get(path, range),
  };
}
