/** @file One entry for both stores: the address decides. */
import type { Blobs } from './blobs.ts';
import { BlobUrlError } from './errors.ts';
import { openFileBlobs } from './fileBlobs.ts';

/**
 * Opens an object store. Nothing is asked of it yet: a wrong secret or missing bucket shows at the first request.
 * @param url `file:///absolute/folder`
 * @throws {BlobUrlError}
 */
export async function openBlobs(url: string): Promise<Blobs> {
  if (url.startsWith('file:')) return openFileBlobs(url);
  throw new BlobUrlError(`Expected a store like file:///absolute/folder or s3://bucket/prefix, got \`${url}\`.`);
}
