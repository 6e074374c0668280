/** @file What can go wrong with an object. The class decides whether a job that met it is tried again. */
import { RetryableError, TerminalError } from '@regatta/jobs';

/** There is no object under this key. */
export class BlobNotFoundError extends TerminalError {
  override readonly name = 'BlobNotFoundError';
  readonly key: string;

  constructor(input: { key: string; url: string; cause?: unknown }) {
    super(`There is no object \`${input.key}\` in ${input.url}.`, { cause: input.cause });
    this.key = input.key;
  }
}

/** The store refuses: permissions, credentials, a full or read-only disk. Somebody has to change something. */
export class BlobAccessError extends TerminalError {
  override readonly name = 'BlobAccessError';
}

/** The store failed or cannot be reached, also after retries. The same request may succeed later. */
export class BlobUnavailableError extends RetryableError {
  override readonly name = 'BlobUnavailableError';
}

/** Fewer or other bytes arrived than the store promised, also after retries. */
export class BlobCorruptError extends RetryableError {
  override readonly name = 'BlobCorruptError';
}

/** An object that has other bytes than whoever names it says. */
export class BlobChangedError extends TerminalError {
  override readonly name = 'BlobChangedError';
  readonly key: string;

  /** @param cure what to do about it, as a sentence */
  constructor(input: { key: string; url: string; expected: string; got: string; cure: string }) {
    const { key, url, expected, got, cure } = input;
    super(`The object \`${key}\` in ${url} is not what it was: expected ${expected}, got ${got}. ${cure}`);
    this.key = key;
  }
}

/** A range that does not lie inside its object. */
export class BlobRangeError extends TerminalError {
  override readonly name = 'BlobRangeError';
}

/** A key or prefix that this store's rules do not allow. */
export class BlobKeyError extends TerminalError {
  override readonly name = 'BlobKeyError';
}

/** An address of a store that cannot be understood. */
export class BlobUrlError extends TerminalError {
  override readonly name = 'BlobUrlError';
}
