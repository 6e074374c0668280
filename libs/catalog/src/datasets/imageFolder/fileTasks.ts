/** @file What threads that read files are asked, and what they answer: flat arrays, which cross threads without a copy. */

/** Larger files are no photos; each is held in memory as a whole. @unit bytes */
export const FILE_BYTES_MAX = 128 * 2 ** 20;
/** Size, time of change, time of the inode's change; both in milliseconds. */
export const FACTS_PER_FILE = 3;
export const HASH_BYTES = 32;
/** What every format shows itself by. @unit bytes */
export const HEAD_BYTES = 64;

/** Look at files, and read and hash those that are new or have changed. */
export interface ScanRequest {
  readonly task: 'scan';
  readonly paths: readonly string[];
  /** Shape [paths, FACTS_PER_FILE]; NaN where nothing is known. Null where nothing is known of any. */
  readonly known: Float64Array | null;
}

export interface ScanAnswer {
  /** No file was read before this moment. @unit milliseconds since 1970 */
  readonly startedAtMs: number;
  /** Shape [paths, FACTS_PER_FILE]. */
  readonly facts: Float64Array<ArrayBuffer>;
  /** SHA-256, shape [paths, HASH_BYTES]. */
  readonly hashes: Uint8Array<ArrayBuffer>;
  /** The first bytes, shape [paths, HEAD_BYTES]. */
  readonly heads: Uint8Array<ArrayBuffer>;
  /** Positions of files that are as they were known, empty, or too large. */
  readonly unread: number[];
  /** Position and the system's words. */
  readonly failed: [number, string][];
}

/** Read files into their places in one buffer, and hash each and the whole. */
export interface PackRequest {
  readonly task: 'pack';
  /** The buffer with all that is not a file's. It moves to the thread and back. */
  readonly frame: ArrayBuffer;
  readonly files: readonly { path: string; offset: number; bytes: number; sha256: string }[];
}

export type PackAnswer =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string }
  /** The position of a file that has other bytes now, and how many. */
  | { readonly changed: number; readonly got: number }
  | { readonly failed: number; readonly message: string };
