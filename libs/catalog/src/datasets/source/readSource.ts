/** @file What each file of a source is by its bytes, where the files do not lie on this machine. */
import { ImageError, sniffFormat } from '@regatta/vision';
import { concurrently } from '../../concurrently.ts';
import { messageOf } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { FILE_BYTES_MAX } from '../imageFolder/fileTasks.ts';
import { EXTENSIONS } from '../imageFolder/imageExtensions.ts';
import type { ImportMemory } from '../imageFolder/importMemory.ts';
import type { ReadFile } from '../imageFolder/readFiles.ts';
import type { ImportOptions } from '../imported.ts';
import type { FileSource } from './fileSource.ts';

/** A server answers many requests at once; each file is held in memory as a whole. */
const READS = 16;
/** Errors of one file are that file's; those of the store end the import. */
const ITS_OWN = new Set(['BlobNotFoundError', 'BlobKeyError']);

/**
 * In the order of `paths`. Holds at most 64 MiB of files at once; files that the memory knows are not read.
 * @throws where the source itself fails.
 */
export async function readSource(
  source: FileSource,
  paths: readonly string[],
  { memory, onProgress, signal }: ImportOptions & { memory: ImportMemory },
): Promise<ReadFile[]> {
  let done = 0;
  const looked = await concurrently(paths, { limit: READS, bytesOf: () => 0, signal }, async (path) => ({
    path,
    bytes: await source.size(path),
  }));
  return concurrently(looked, { limit: READS, bytesOf: ({ bytes }) => bytes, signal }, async ({ path, bytes }) => {
    const read = await readOnce(source, { path, bytes }, memory);
    onProgress?.({ step: 'read', done: ++done, total: paths.length });
    return read;
  });
}

async function readOnce(
  source: FileSource,
  { path, bytes }: { path: string; bytes: number },
  memory: ImportMemory,
): Promise<ReadFile> {
  const mtimeMs = source.changedAtMs?.(path);
  if (mtimeMs === undefined) return readOne(source, path, bytes);
  const facts = { size: bytes, mtimeMs, ctimeMs: 0 };
  const known = memory.content(path, facts);
  if (known !== null) return { bytes, content: known };
  const readAtMs = Date.now();
  const read = await readOne(source, path, bytes);
  // What could not be read at all may be there the next time.
  if (read.bytes === bytes) memory.rememberContent(path, { ...facts, readAtMs }, read.content);
  return read;
}

async function readOne(source: FileSource, path: string, size: number): Promise<ReadFile> {
  if (size === 0) return { bytes: 0, content: { reason: 'The file is empty.' } };
  if (size > FILE_BYTES_MAX) {
    const reason = `Expected a file of at most ${FILE_BYTES_MAX} bytes, got ${size}. Is it a photo?`;
    return { bytes: size, content: { reason } };
  }
  try {
    const bytes = await source.read(path);
    const extension = EXTENSIONS[sniffFormat(bytes)];
    return { bytes: bytes.length, content: { extension, sha256: await sha256(bytes) } };
  } catch (error) {
    if (error instanceof ImageError) return { bytes: size, content: { reason: error.message } };
    if (error instanceof Error && ITS_OWN.has(error.name))
      return { bytes: 0, content: { reason: `cannot be read: ${messageOf(error)}` } };
    throw error;
  }
}
