export type { BlobInfo, BlobSource, Blobs, ByteRange } from './blobs.ts';
export {
  BlobAccessError,
  BlobChangedError,
  BlobCorruptError,
  BlobKeyError,
  BlobNotFoundError,
  BlobRangeError,
  BlobUnavailableError,
  BlobUrlError,
} from './errors.ts';
export { isBlobKey } from './key.ts';
export { getExactly, type ExpectedObject } from './getExactly.ts';
export { getIfThere } from './getIfThere.ts';
export { openBlobs, openSource } from './openBlobs.ts';
export { ShardReader, type ReadableShard, type ShardImage } from './shardReader.ts';
export type { BlobsOptions, S3Credentials } from './options.ts';
