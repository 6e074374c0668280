/**
 * @file What the last import of a folder found out about its files and shards, so that the next one need not read them
 * again, and which files it left out. One JSON file per imported folder in the project's `imports/`; losing it costs time
 * and nothing else.
 *
 * A file is taken as unchanged when size, time of change (nanoseconds) and time of its inode's change are the same. One
 * that had been changed moments before it was read is not remembered: it could change again within one tick of the
 * file system's clock.
 */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Sha256 } from '@regatta/jobs';
import { z } from 'zod';
import { fileError } from '../../errors.ts';
import { replaceFile } from '../../replaceFile.ts';
import type { RejectedFile } from '../imported.ts';

/** The coarsest clock of a file system that is still met (FAT), and a little more. */
const TICK_MS_MAX = 3000;

/** What the bytes of a file are: an image of a format, or why they are none. */
export const FileContent = z.union([
  z.strictObject({ sha256: Sha256, extension: z.string().min(1) }),
  z.strictObject({ reason: z.string().min(1) }),
]);
export type FileContent = z.infer<typeof FileContent>;

const Memory = z.strictObject({
  version: z.literal(1),
  folder: z.string(),
  /** Path -> identity on the disk, and content. */
  files: z.record(z.string(), z.tuple([z.string(), FileContent])),
  /** Hash of a shard's list of images -> the archive made of them. */
  shards: z.record(z.string(), z.strictObject({ sha256: Sha256, bytes: z.int().min(1) })),
  /** What did not get in, for people: nothing is decided by it. */
  rejected: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
});
type Memory = z.infer<typeof Memory>;

export interface StoredShard {
  readonly sha256: string;
  readonly bytes: number;
}

export class ImportMemory {
  readonly #path: string;
  readonly #known: Memory;
  readonly #next: Memory;
  #isChanged = false;

  private constructor(path: string, folder: string, known: Memory) {
    this.#path = path;
    this.#known = known;
    this.#next = emptyMemory(folder);
  }

  /** @param projectFolder the project's `.regatta/` @param folder real path of the imported folder */
  static async open(projectFolder: string, folder: string): Promise<ImportMemory> {
    const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const path = join(projectFolder, 'imports', `${id}.json`);
    // Whatever is wrong with it (missing, cut, of another version), the folder itself is still there to be read.
    const text = await readFile(path, 'utf8').catch(() => '');
    const parsed = Memory.safeParse(parseJson(text));
    const isUsable = parsed.success && parsed.data.folder === folder;
    return new ImportMemory(path, folder, isUsable ? parsed.data : emptyMemory(folder));
  }

  /** What this file was found to be when it was last read; null when it is new or has changed. */
  content(path: string, info: BigIntStats): FileContent | null {
    const known = Object.hasOwn(this.#known.files, path) ? this.#known.files[path] : undefined;
    if (known?.[0] !== identity(info)) return null;
    this.#next.files[path] = known;
    return known[1];
  }

  /** @param readAtMs when reading of it began, by the system's clock */
  rememberContent(
    path: string,
    { info, readAtMs }: { info: BigIntStats; readAtMs: number },
    content: FileContent,
  ): void {
    this.#isChanged = true;
    if (readAtMs - Number(info.mtimeMs) < TICK_MS_MAX) return;
    this.#next.files[path] = [identity(info), content];
  }

  shard(contentKey: string): StoredShard | null {
    const known = Object.hasOwn(this.#known.shards, contentKey) ? this.#known.shards[contentKey] : undefined;
    if (known !== undefined) this.#next.shards[contentKey] = known;
    return known ?? null;
  }

  rememberShard(contentKey: string, shard: StoredShard): void {
    this.#isChanged = true;
    this.#next.shards[contentKey] = { sha256: shard.sha256, bytes: shard.bytes };
  }

  /** Keeps what this import used or found; what was forgotten by then is gone. */
  async save(rejected: readonly RejectedFile[]): Promise<void> {
    this.#next.rejected = [...rejected];
    const { files, shards } = this.#next;
    const isFewer =
      Object.keys(files).length < Object.keys(this.#known.files).length ||
      Object.keys(shards).length < Object.keys(this.#known.shards).length;
    if (!this.#isChanged && !isFewer && isDeepStrictEqual(this.#known.rejected, rejected)) return;
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw fileError(`Cannot make the folder ${folder}`, error);
    });
    await replaceFile(this.#path, JSON.stringify(this.#next));
  }
}

function emptyMemory(folder: string): Memory {
  return { version: 1, folder, files: {}, shards: {}, rejected: [] };
}

function identity({ size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
