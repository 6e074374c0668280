/** @file One entry for both stores: the address decides. */
import type { Blobs } from './blobs.ts';
import { BlobUrlError } from './errors.ts';
import { openFileBlobs } from './fileBlobs.ts';
import type { BlobsOptions } from './options.ts';

/**
 * Opens an object store. Nothing is asked of it yet: a wrong secret or missing bucket shows at the first request.
 * @param url `file:///absolute/folder` or `s3://bucket/prefix`
 * @throws {BlobUrlError}
 */
export async function openBlobs(url: string, options: BlobsOptions = {}): Promise<Blobs> {
  if (url.startsWith('file:')) return openFileBlobs(url);
  if (url.startsWith('s3:')) {
    // Loading the SDK takes as long as all the rest; a store in a folder need not wait for it.
    const { openS3Blobs } = await import('./s3/s3Blobs.ts');
    return openS3Blobs(url, options);
  }
  throw new BlobUrlError(`Expected a store like file:///absolute/folder or s3://bucket/prefix, got \`${url}\`.`);
}
