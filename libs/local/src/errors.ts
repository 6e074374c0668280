/** @file What can go wrong with the parts that run on this machine, as one sentence a person can act on. */

/** A part of the local stack cannot be had or cannot run. Commands end with `exitCode`: a part cannot be reached. */
export class LocalError extends Error {
  override readonly name: string = 'LocalError';
  readonly exitCode = 3;
}

/** The port that was asked for belongs to another program. */
export class PortTakenError extends LocalError {
  override readonly name = 'PortTakenError';
  readonly port: number;

  constructor(input: { server: string; port: number; hint: string; cause?: unknown }) {
    super(`Port ${input.port} is taken by another program, so ${input.server} cannot start there: ${input.hint}.`, {
      cause: input.cause,
    });
    this.port = input.port;
  }
}

/** What to say about system errors that somebody must act on. */
const REASONS: Record<string, string> = {
  EACCES: 'no permission; check owner and mode of the folder, or choose another one',
  EPERM: 'no permission; check owner and mode of the folder, or choose another one',
  EROFS: 'the file system is read-only; choose a folder on a writable one',
  ENOSPC: 'the disk is full; free space there and try again',
  EDQUOT: "this user's disk quota is used up; free space there and try again",
  ENOTDIR: 'a part of the path is a file; move that file away',
  EEXIST: 'there is a file under that name; move it away',
  EMFILE: 'too many files are open; raise the limit with `ulimit -n`',
  ENOENT: 'it does not exist',
};

/** The `code` of a Node system error, or '' for other errors. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * The error to throw for one of the system's.
 * @param what the attempt, as the beginning of a sentence: "Cannot write /x/.regatta"
 */
export function localError(error: unknown, what: string): LocalError {
  if (error instanceof LocalError) return error;
  const code = errorCode(error);
  const reason = REASONS[code];
  const text = error instanceof Error ? error.message : String(error);
  return new LocalError(reason === undefined ? `${what}: ${text}.` : `${what}: ${reason} (${code}).`, { cause: error });
}
