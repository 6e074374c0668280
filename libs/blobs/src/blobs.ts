/**
 * @file The object store as Regatta sees it: bytes under a key, written once, read whole or by range.
 *
 * Two implementations, one contract suite: `file:///path` (the default on one machine) and `s3://bucket/prefix`.
 * A key is a relative path of 1 to 1024 bytes: segments of `[A-Za-z0-9._=+@-]` joined by single slashes, none of them
 * `.` or `..`. Keys that one of the stores could not tell apart (`a//b`) are refused by both.
 */

/** Bytes `offset .. offset + length` of an object. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface BlobInfo {
  readonly key: string;
  readonly bytes: number;
  /** When it was written last, by the clock of the store. Listings say it, and only they. @unit milliseconds since 1970 */
  readonly changedAtMs?: number;
}

/**
 * Objects that somebody else keeps, under whatever names they have: read, and never written. Keys may have any
 * characters; none is empty, ends with a slash, or has a segment `.` or `..`.
 */
export type BlobSource = Pick<Blobs, 'url' | 'get' | 'head' | 'list' | 'close'>;

export interface Blobs {
  /** The address this store was opened with, without secrets. */
  readonly url: string;

  /**
   * Writes an object unless one exists under this key. Readers see all of it or nothing.
   * @returns 'created', or 'exists' when the key was taken; nothing is overwritten then.
   * @throws {BlobAccessError} not allowed. @throws {BlobUnavailableError} the store failed after retries.
   */
  put(key: string, body: Uint8Array): Promise<'created' | 'exists'>;

  /**
   * The whole object, or a range of it. The length is checked against what the store promised.
   * @throws {BlobNotFoundError} @throws {BlobAccessError} @throws {BlobUnavailableError}
   */
  get(key: string, range?: ByteRange): Promise<Uint8Array>;

  /** Size of an object, or null when there is none. */
  head(key: string): Promise<BlobInfo | null>;

  /** All objects whose key begins with the prefix, sorted by key. */
  list(prefix: string): AsyncIterable<BlobInfo>;

  /** Removes an object; removing what is not there is no error. */
  delete(key: string): Promise<void>;

  /** Frees sockets and timers. */
  close(): Promise<void>;
}
