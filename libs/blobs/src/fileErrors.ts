/** @file What the file system's error codes mean for a store. */
import { BlobAccessError, BlobNotFoundError, BlobUnavailableError } from './errors.ts';
import { RetryableError, TerminalError } from '@regatta/jobs';

/** What to say about codes that somebody must act on. */
const ACCESS: Record<string, string> = {
  EACCES: 'this user is not allowed to. Check owner and mode of the folder',
  EPERM: 'this user is not allowed to. Check owner and mode of the folder',
  EROFS: 'the file system is read-only. Mount it writable, or choose another store (REGATTA_STORE)',
  ENOSPC: 'the disk is full. Free space there, or choose another store (REGATTA_STORE)',
  EDQUOT: "this user's disk quota is used up. Free space there, or choose another store (REGATTA_STORE)",
  ENOTDIR: 'a part of its path is a file, not a folder. Move that file away',
  EEXIST: 'a part of its path is a file, not a folder. Move that file away',
  EISDIR: 'there is a folder under its name',
  ENAMETOOLONG: 'the path is too long for this file system. Choose a store folder with a shorter path (REGATTA_STORE)',
  ELOOP: 'its path has a symbolic link that leads to itself',
};

/** The `code` of a Node system error, or '' for other errors. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The error to throw for one of the file system's; errors that are ours already pass. */
export function fileError(error: unknown, what: { verb: string; key: string; url: string }): Error {
  if (error instanceof TerminalError || error instanceof RetryableError) return error;
  const code = errorCode(error);
  if ((code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') && what.verb !== 'write') {
    return new BlobNotFoundError({ key: what.key, url: what.url, cause: error });
  }
  const where = `Cannot ${what.verb} \`${what.key}\` in ${what.url}`;
  const reason = ACCESS[code];
  if (reason !== undefined) return new BlobAccessError(`${where}: ${reason} (${code}).`, { cause: error });
  return new BlobUnavailableError(`${where}: ${error instanceof Error ? error.message : String(error)}.`, {
    cause: error,
  });
}
