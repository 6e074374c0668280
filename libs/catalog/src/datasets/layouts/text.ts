/** @file Text of label files: UTF-8 with or without byte order mark, lines that end in any of the usual ways. */
import { CatalogError, messageOf } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';

/** @throws {CatalogError} it cannot be read or is not UTF-8. */
export async function readText(source: FileSource, path: string): Promise<string> {
  const bytes = await readLabelFile(source, path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CatalogError(
      `Expected UTF-8 text in ${path} of ${source.root}, got other bytes. Save it as UTF-8 and import again.`,
      { cause: error },
    );
  }
}

/** Lines without their ends and without blanks around them; empty ones are left out. */
export async function readLines(source: FileSource, path: string): Promise<string[]> {
  return (await readText(source, path))
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** @throws {CatalogError} it is not there or cannot be read. */
export async function readLabelFile(source: FileSource, path: string): Promise<Uint8Array> {
  try {
    return await source.read(path);
  } catch (error) {
    throw new CatalogError(`Cannot read the label file ${path} of ${source.root}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** @throws {CatalogError} with what the file is for. */
export function requireFile(source: FileSource, path: string, purpose: string): void {
  if (source.files.includes(path)) return;
  throw new CatalogError(
    `The file ${path} is missing in ${source.root}: it ${purpose}. Fetch it from where the images came from, or give --layout if this is another kind of folder.`,
  );
}
