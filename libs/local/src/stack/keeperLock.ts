/**
 * @file The lock that lets one keeper run per project. It is an exclusive transaction on an SQLite file: the kernel
 * gives such a lock back when its process dies, by whatever death, so it is never stale and nobody ever breaks it.
 */
import { DatabaseSync } from 'node:sqlite';
import { localError } from '../errors.ts';

const SQLITE_BUSY = 5;

/**
 * @returns how to give it back; null when another process has it.
 * @throws {LocalError} when the file cannot be written or locked.
 */
export function takeLock(path: string): (() => void) | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw localError(error, `Cannot lock ${path}`);
  }
}
