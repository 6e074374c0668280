/** @file Gives a file new content by one rename: readers see the old or the new, whole, also after a crash. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { CatalogError, fileError } from './errors.ts';

/**
 * @param before runs when everything is written, just before the rename; what it throws leaves the old content
 * @throws {CatalogError}
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array | Iterable<string>,
  { before }: { before?: () => Promise<void> } = {},
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    {
      await using file = await open(temporary, 'wx');
      await file.writeFile(content);
      // Without it a power cut could leave the name with only a part of the bytes.
      await file.sync();
    }
    await before?.();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof CatalogError) throw error;
    throw fileError(`Cannot write ${path}`, error);
  }
}
