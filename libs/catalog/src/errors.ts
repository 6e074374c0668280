/** @file What can go wrong with names, folders and files that a person gave: the message says which, why and the cure. */
import { TerminalError, didYouMean } from '@regatta/jobs';

/** Data that cannot be taken in, or a catalog that cannot be read. */
export class CatalogError extends TerminalError {
  override readonly name: string = 'CatalogError';
}

/** A name that the catalog does not hold. */
export class UnknownNameError extends CatalogError {
  override readonly name = 'UnknownNameError';
  /** The names there are. */
  readonly known: readonly string[];

  /** @param what is missing, for example `dataset` @param cure how to get one */
  constructor(input: { what: string; name: string; known: readonly string[]; cure: string }) {
    super(`There is no ${input.what} "${input.name}". ${didYouMean(input.name, input.known)} ${input.cure}`);
    this.known = input.known;
  }
}

/** The `code` of a Node system error, or '' for other errors. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about codes of the file system that somebody must act on. */
const CURES: Readonly<Record<string, string>> = {
  EACCES: 'Check owner and mode of the folder.',
  EPERM: 'Check owner and mode of the folder.',
  EROFS: 'The file system is read-only: use another folder.',
  ENOSPC: 'The disk is full: free some space.',
  EDQUOT: "This user's disk quota is used up: free some space.",
  ENOTDIR: 'A part of the path is a file: move it away.',
  EISDIR: 'There is a folder under this name: move it away.',
};

/** @param action as in "Cannot read /a/b" */
export function fileError(action: string, error: unknown): CatalogError {
  const cure = CURES[errorCode(error)];
  return new CatalogError(`${action}: ${messageOf(error)}.${cure === undefined ? '' : ` ${cure}`}`, { cause: error });
}
