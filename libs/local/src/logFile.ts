/** @file The log of one server or service: appended to, never growing without end, and read back to explain an exit. */
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { localError } from './errors.ts';

/** Enough for days of warnings; the log before the last is dropped. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;

/** A log that a child process writes into by itself. */
export interface LogFile {
  readonly path: string;
  /** To be handed to `spawn` as stdout and stderr. */
  readonly fd: number;
  /** What was written since it was opened, at most the last few kB. */
  tail(): Promise<string>;
  /** Closes our end; the child keeps its own. */
  close(): void;
}

/** @throws {LocalError} when the file cannot be written. */
export async function openLogFile(path: string): Promise<LogFile> {
  try {
    await mkdir(dirname(path), { recursive: true });
    let start = sizeOf(path);
    if (start > LOG_BYTES_MAX) {
      renameSync(path, `${path}.1`);
      start = 0;
    }
    const fd = openSync(path, 'a', 0o600);
    let isOpen = true;
    return {
      path,
      fd,
      tail: () => readTail(path, start),
      close: () => {
        if (isOpen) closeSync(fd);
        isOpen = false;
      },
    };
  } catch (error) {
    throw localError(error, `Cannot write the log ${path}`);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function readTail(path: string, start: number): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const from = Math.max(start, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - from)), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}
