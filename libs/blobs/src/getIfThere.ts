/** @file An object that may not be there yet: what an earlier job, or nobody, has left. */
import type { BlobSource } from './blobs.ts';
import { BlobNotFoundError } from './errors.ts';

/** The whole object, or null when there is none. @throws {BlobAccessError} @throws {BlobUnavailableError} */
export async function getIfThere(store: Pick<BlobSource, 'get'>, key: string): Promise<Uint8Array | null> {
  try {
    return await store.get(key);
  } catch (error) {
    if (error instanceof BlobNotFoundError) return null;
    throw error;
  }
}
