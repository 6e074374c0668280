/** @file Checks of byte ranges that both stores share. */
import type { ByteRange } from './blobs.ts';
import { BlobRangeError } from './errors.ts';

/** @throws {BlobRangeError} unless offset and length are whole numbers of at least 0 */
export function checkRange(key: string, { offset, length }: ByteRange): void {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0) return;
  throw new BlobRangeError(
    `Expected offset and length of a range of \`${key}\` to be whole numbers of at least 0, got ${offset} and ${length}.`,
  );
}

/** @throws {BlobRangeError} unless the range lies inside an object of this size */
export function checkInside(key: string, { offset, length }: ByteRange, bytes: number): void {
  if (offset + length <= bytes) return;
  throw new BlobRangeError(
    `Expected a range inside \`${key}\`, which has ${bytes} bytes, got ${length} bytes from ${offset}. ` +
      'The index that names this range does not belong to this object.',
  );
}
