/** @file What can be read from features that are in the object store already. */
import { getIfThere, type Blobs } from '@regatta/blobs';
import { TerminalError } from '@regatta/jobs';
import { decodeNpy } from '@regatta/tensor';

export interface StoredFeatures {
  readonly dimension: number;
  /** Rows that are NaN: their images could not be read. */
  readonly unreadableRows: readonly number[];
}

/** Features that an earlier job has stored; null when there are none. @throws {TerminalError} they are not of this shape */
export async function readStoredFeatures(blobs: Blobs, key: string, rows: number): Promise<StoredFeatures | null> {
  const bytes = await getIfThere(blobs, key);
  if (bytes === null) return null;
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
