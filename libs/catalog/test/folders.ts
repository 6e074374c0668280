/** @file Temporary folders, images made for a test, and stores that count. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs, type Blobs } from '@regatta/blobs';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { openCatalog, type Catalog } from '../src/mod.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta catalog '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A PNG of one colour, another for every number. */
export async function png(number: number): Promise<Uint8Array> {
  const background = { r: number % 256, g: (number >> 8) % 256, b: (number * 7) % 256 };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Old enough that the memory of an import trusts the time of the file's last change. */
const LONG_AGO = new Date('2024-05-01T12:00:00Z');

/** Writes files below a folder; a number stands for an image. */
export async function writeTree(
  folder: string,
  files: Readonly<Record<string, number | string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, typeof content === 'number' ? await png(content) : content);
    await utimes(full, LONG_AGO, LONG_AGO);
  }
}

/** `count` images in each of the classes. */
export function images(classes: readonly string[], count: number, { from = 0 } = {}): Record<string, number> {
  const files: Record<string, number> = {};
  for (const [c, name] of classes.entries())
    for (let i = 0; i < count; i++) files[`${name}/${i}.png`] = from + c * count + i;
  return files;
}

/** Keys that were put, in their order; with `fail`, a put that it names is refused. */
export function countingBlobs(
  blobs: Blobs,
  fail: (key: string) => boolean = () => false,
): { blobs: Blobs; puts: string[] } {
  const puts: string[] = [];
  const counting: Blobs = {
    url: blobs.url,
    put: async (key, body) => {
      if (fail(key)) throw new Error(`refused ${key}`);
      puts.push(key);
      return blobs.put(key, body);
    },
    get: (key, range) => blobs.get(key, range),
    head: (key) => blobs.head(key),
    list: (prefix) => blobs.list(prefix),
    delete: (key) => blobs.delete(key),
    close: () => blobs.close(),
  };
  return { blobs: counting, puts };
}

export interface Project {
  /** Its `.regatta/`. */
  readonly folder: string;
  readonly blobs: Blobs;
  readonly catalog: Catalog;
}

export async function project(): Promise<Project> {
  const folder = join(await temporaryFolder(), '.regatta');
  const blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  return { folder, blobs, catalog: await openCatalog({ folder, blobs }) };
}
