/** @file How a command ends: exit codes, and the sentence in which any error is told. */
import { existsSync, mkdirSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetryableError, TerminalError } from '@regatta/jobs';

/** The exit codes of every command; docs/cli.md explains them. */
export const EXIT = {
  done: 0,
  /** The sweep has ended and some of its cells have no result. */
  someFailed: 1,
  badInput: 2,
  /** A part (database, bus, object store, disk, network) cannot be reached or used. */
  unreachable: 3,
  /** A fault of Regatta itself, EX_SOFTWARE of sysexits. */
  fault: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What was asked for makes no sense: arguments, files, names. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT.badInput;
}

/** A part that the command needs is missing, and what to do about it. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly exitCode = EXIT.unreachable;
}

/** The person has pressed Ctrl-C, or the process was told to end. The message says what became of the work. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly exitCode = EXIT.interrupted;
}

export interface Ending {
  readonly code: ExitCode;
  readonly message: string;
}

/**
 * Operating errors that do not carry an exit code of their own, by name: the libraries that define them are loaded only
 * by commands that need them.
 */
const EXIT_BY_NAME: Readonly<Record<string, ExitCode>> = {
  BlobAccessError: EXIT.unreachable,
  StoreAccessError: EXIT.unreachable,
  SchemaVersionError: EXIT.unreachable,
  UnknownSweepError: EXIT.badInput,
  QueryError: EXIT.badInput,
  JobFileError: EXIT.badInput,
  ReportError: EXIT.badInput,
  ContractError: EXIT.badInput,
  AbortError: EXIT.interrupted,
  InterruptedError: EXIT.interrupted,
};

/** Judges an error: how the process exits, and what it says. The outermost error that knows decides. */
export function endingOf(error: unknown): Ending {
  const chain = causes(error);
  for (const [i, link] of chain.entries()) {
    const code = exitCodeOf(link);
    // A file that may not be read is no mistake in what was asked for, however the reader calls it.
    const isSystems =
      link instanceof TerminalError && chain.slice(i + 1).some((cause) => systemSentence(cause) !== null);
    if (code !== null) return { code: isSystems ? EXIT.unreachable : code, message: link.message };
    const sentence = systemSentence(link);
    if (sentence !== null) return { code: EXIT.unreachable, message: sentence };
  }
  const what = chain[0]?.message ?? String(error);
  return { code: EXIT.fault, message: `Regatta itself is at fault: ${what}` };
}

function exitCodeOf(error: Error): ExitCode | null {
  if ('exitCode' in error) {
    const code = Object.values(EXIT).find((known) => known === error.exitCode);
    if (code !== undefined) return code;
  }
  const byName = EXIT_BY_NAME[error.name];
  if (byName !== undefined) return byName;
  // The world is at fault, or what was asked for (libs/jobs).
  if (error instanceof RetryableError) return EXIT.unreachable;
  return error instanceof TerminalError ? EXIT.badInput : null;
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && !chain.includes(link); link = link.cause) chain.push(link);
  return chain;
}

/** One sentence for what the operating system refuses; null for anything else. */
function systemSentence(error: Error): string | null {
  const { code, path, address, port, syscall } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const where = path ?? (address === undefined ? '' : `${address}:${port}`);
  const at = where === '' ? '' : ` ${where}`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full${where === '' ? '' : ` at ${where}`}: free some space and run this again.`;
    case 'EACCES':
    case 'EPERM':
      return syscall === 'listen'
        ? `No permission to listen on${at}: choose a port above 1023.`
        : `No permission for${at || ' a file'} (${syscall}): make it accessible for this user, or use another folder.`;
    case 'EROFS':
      return `The file system of${at || ' this folder'} is read-only: use another folder.`;
    case 'EADDRINUSE':
      return `The address${at} is taken by another program: stop it, or choose another port.`;
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Cannot reach${at || ' a server'} (${code}): check the address and the network.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open: raise the limit (ulimit -n) and run this again.';
    default:
      return null;
  }
}

/**
 * Keeps the whole story of an error in `logs/cli.log` below the project's `.regatta/`, where there is one already.
 * @returns the path of the log; null when nothing could be written
 */
export function logError(stateFolder: string, error: unknown, argv: readonly string[]): string | null {
  if (!existsSync(stateFolder)) return null;
  const file = join(stateFolder, 'logs', 'cli.log');
  const stacks = causes(error).map(({ stack, message }) => stack ?? message);
  const story = `${new Date().toISOString()} regatta ${argv.join(' ')}\n${stacks.join('\nCaused by: ')}\n\n`;
  try {
    mkdirSync(join(stateFolder, 'logs'), { recursive: true });
    appendFileSync(file, story);
    return file;
  } catch {
    // The disk may be what is at fault; the sentence on the screen has to do.
    return null;
  }
}
