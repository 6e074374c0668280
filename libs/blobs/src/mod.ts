export type { BlobInfo, Blobs, ByteRange } from './blobs.ts';
export {
  BlobAccessError,
  BlobCorruptError,
  BlobKeyError,
  BlobNotFoundError,
  BlobRangeError,
  BlobUnavailableError,
  BlobUrlError,
} from './errors.ts';
export { isBlobKey } from './key.ts';
export { openBlobs } from './openBlobs.ts';
export type { BlobsOptions, S3Credentials } from './options.ts';
