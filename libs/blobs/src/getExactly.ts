/** @file An object whose content is known, read and checked: by its length and by its hash. */
import { createHash } from 'node:crypto';
import type { BlobSource } from './blobs.ts';
import { BlobChangedError } from './errors.ts';

export interface ExpectedObject {
  readonly sha256: string;
  readonly bytes: number;
  /** What to do when it has other bytes, as a sentence. */
  readonly cure: string;
}

/** A way that changes bytes without being noticed changes them again in another manner, or not. */
const TRIES = 2;

/**
 * The whole object. One whose bytes are others is read a second time, in case they changed on their way.
 * @throws {BlobChangedError} it has other bytes now. @throws {BlobNotFoundError} @throws {BlobAccessError}
 * @throws {BlobUnavailableError}
 */
export async function getExactly(
  store: Pick<BlobSource, 'url' | 'get'>,
  key: string,
  { sha256, bytes: length, cure }: ExpectedObject,
): Promise<Uint8Array> {
  for (let read = 1; ; read++) {
    const bytes = await store.get(key);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash === sha256 && bytes.length === length) return bytes;
    if (read < TRIES) continue;
    const expected = `${length} bytes with the hash ${sha256}`;
    throw new BlobChangedError({ key, url: store.url, expected, got: `${bytes.length} bytes with ${hash}`, cure });
  }
}
