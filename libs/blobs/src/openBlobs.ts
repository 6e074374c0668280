/** @file One entry for both stores: the address decides. */
import type { BlobSource, Blobs } from './blobs.ts';
import { BlobUrlError } from './errors.ts';
import { openFileBlobs, openFileSource } from './fileBlobs.ts';
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

/**
 * Opens what somebody else keeps in a folder or below a prefix of a bucket, to read it where it lies. The prefix and the
 * keys may have any characters.
 * @throws {BlobUrlError}
 */
export async function openSource(url: string, options: BlobsOptions = {}): Promise<BlobSource> {
  if (url.startsWith('file:')) return openFileSource(url);
  if (url.startsWith('s3:')) {
    const { openS3Source } = await import('./s3/s3Blobs.ts');
    return openS3Source(url, options);
  }
  throw new BlobUrlError(`Expected a source like file:///absolute/folder or s3://bucket/prefix, got \`${url}\`.`);
}
