/** @file Where the features of a shard lie in the object store, and what can be read from those that are there. */
import { BlobNotFoundError, type Blobs } from '@regatta/blobs';
import { TerminalError, type EncoderRef } from '@regatta/jobs';
import { canonicalHash, decodeNpy } from '@regatta/tensor';

/** The 64 hex digits that name features: everything that decides them, the provider included, but the images. */
export function featureSetHash(encoder: EncoderRef, provider: string): string {
  return canonicalHash({ version: 1, encoder: encoder.hash, provider });
}

export function featuresKey(featureSet: string, shardSha256: string): string {
  return `features/${featureSet}/${shardSha256}.npy`;
}

export interface StoredFeatures {
  readonly dimension: number;
  /** Rows that are NaN: their images could not be read. */
  readonly unreadableRows: readonly number[];
}

/** Features that an earlier job has stored; null when there are none. @throws {TerminalError} they are not of this shape */
export async function readStoredFeatures(blobs: Blobs, key: string, rows: number): Promise<StoredFeatures | null> {
  let bytes: Uint8Array;
  try {
    bytes = await blobs.get(key);
  } catch (error) {
    if (error instanceof BlobNotFoundError) return null;
    throw error;
  }
  const { dtype, shape, data } = decodeNpy(bytes);
  const dimension = shape[1];
  if (dtype !== 'float32' || shape.length !== 2 || shape[0] !== rows || dimension === undefined) {
    throw new TerminalError(
      `Expected float32 features of shape [${rows}, d] in ${key}, got ${dtype} [${shape.join(', ')}]. Remove the object and launch again.`,
    );
  }
  const features = data as Float32Array;
  const unreadableRows = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    Number.isNaN(features[row * dimension]),
  );
  return { dimension, unreadableRows };
}
