/** @file What each file of a folder is by its bytes: the hash of an image, or the reason why it is none. */
import { open, stat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { ImageError, sniffFormat, type ImageFormat } from '@regatta/vision';
import { concurrently } from '../../concurrently.ts';
import { messageOf } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import type { ImportOptions } from '../imported.ts';
import type { FileContent, ImportMemory } from './importMemory.ts';

export interface ReadFile {
  /** Zero where the file could not even be looked up. */
  readonly bytes: number;
  readonly content: FileContent;
}

/** Larger files are no photos; each is held in memory as a whole. @unit bytes */
export const FILE_BYTES_MAX = 128 * 2 ** 20;
/** Disks, and network folders more so, answer several questions at once. */
const LOOKUPS = 32;
const READS = 8;
const EXTENSIONS: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  tiff: 'tif',
  avif: 'avif',
  bmp: 'bmp',
};

/** In the order of `paths`. Files that the memory knows are looked up, not read. */
export async function readFiles(
  root: string,
  paths: readonly string[],
  { memory, onProgress, signal }: ImportOptions & { memory: ImportMemory },
): Promise<ReadFile[]> {
  const lookups = await concurrently(paths, { limit: LOOKUPS, bytesOf: () => 0, signal }, (path) => lookUp(root, path));
  let done = 0;
  const tell = () => onProgress?.({ step: 'read', done: ++done, total: paths.length });
  const pending: { path: string; position: number; info: BigIntStats }[] = [];
  const results = lookups.map((info, position): ReadFile | null => {
    const path = paths[position]!;
    const content = 'reason' in info ? info : (early(info) ?? memory.content(path, info));
    if (content === null) pending.push({ path, position, info: info as BigIntStats });
    else tell();
    return content === null ? null : { bytes: 'reason' in info ? 0 : Number(info.size), content };
  });
  const bytesOf = ({ info }: { info: BigIntStats }) => Number(info.size);
  await concurrently(pending, { limit: READS, bytesOf, signal }, async ({ path, position }) => {
    results[position] = await readOne(root, path, memory);
    tell();
  });
  return results as ReadFile[];
}

async function lookUp(root: string, path: string): Promise<BigIntStats | { reason: string }> {
  try {
    return await stat(join(root, path), { bigint: true });
  } catch (error) {
    return { reason: `cannot be read: ${messageOf(error)}` };
  }
}

function early({ size }: BigIntStats): { reason: string } | null {
  if (size === 0n) return { reason: 'The file is empty.' };
  if (size > BigInt(FILE_BYTES_MAX)) {
    return { reason: `Expected a file of at most ${FILE_BYTES_MAX} bytes, got ${size}. Is it a photo?` };
  }
  return null;
}

async function readOne(root: string, path: string, memory: ImportMemory): Promise<ReadFile> {
  const readAtMs = Date.now();
  let info: BigIntStats;
  let bytes: Uint8Array;
  try {
    await using file = await open(join(root, path));
    info = await file.stat({ bigint: true });
    bytes = await file.readFile();
  } catch (error) {
    // Not remembered: the next import may be allowed to.
    return { bytes: 0, content: { reason: `cannot be read: ${messageOf(error)}` } };
  }
  const content = await contentOf(bytes);
  memory.rememberContent(path, { info, readAtMs }, content);
  return { bytes: bytes.length, content };
}

async function contentOf(bytes: Uint8Array): Promise<FileContent> {
  try {
    return { extension: EXTENSIONS[sniffFormat(bytes)], sha256: await sha256(bytes) };
  } catch (error) {
    if (error instanceof ImageError) return { reason: error.message };
    throw error;
  }
}
