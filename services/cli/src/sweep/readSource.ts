/** @file The text of a sweep file. */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../exit.ts';
import type { SweepSource } from './resolveSweep.ts';

/** @throws {UsageError} when there is no such file */
export async function readSource(file: string): Promise<SweepSource> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(`There is no sweep file ${file}.`, { cause: error });
    if (code === 'EISDIR')
      throw new UsageError(`Expected a sweep file, got the folder ${file}; \`regatta race ${file}\` races a folder.`, {
        cause: error,
      });
    throw error;
  }
}
