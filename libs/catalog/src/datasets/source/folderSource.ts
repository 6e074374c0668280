/** @file The files below a folder. */
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError } from '../../errors.ts';
import { walkFolder, type WalkOptions } from '../imageFolder/walkFolder.ts';
import type { FileSource } from './fileSource.ts';

/** @throws {CatalogError} the folder is missing, is no folder, or one below it cannot be read. */
export async function folderSource(folder: string, options: WalkOptions = {}): Promise<FileSource> {
  const { root, files, rejected } = await walkFolder(folder, options);
  const full = (path: string) => join(root, path);
  return {
    root,
    folder: root,
    files,
    rejected,
    size: async (path) => (await stat(full(path))).size,
    read: (path) => readFile(full(path)),
    readRange: async (path, { offset, length }) => {
      await using file = await open(full(path));
      const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
      if (bytesRead === length) return buffer;
      throw new CatalogError(
        `Expected ${length} bytes from ${offset} in ${full(path)}, got ${bytesRead}: the file is cut off. Fetch it again.`,
      );
    },
  };
}
