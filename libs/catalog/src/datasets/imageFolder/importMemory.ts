/**
 * @file What imports of a folder found out about its files and shards, so that the next one need not read them again,
 * and which files it left out. One file per imported folder in the project's `imports/`; losing it costs time and
 * nothing else.
 *
 * It is written while an import goes on, some thousand files at a time: an import that is killed goes on where it was.
 * Each line is one JSON document that stands for itself, the later one counts, and a line that was cut is passed over.
 * An import that ends writes the file anew, without what is no longer true.
 *
 * A file is taken as unchanged when size, time of change and time of its inode's change are the same. One that had been
 * changed moments before it was read is not remembered: it could change again within one tick of the file system's clock.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Sha256 } from '@regatta/jobs';
import { z } from 'zod';
import { fileError } from '../../errors.ts';
import { replaceFile } from '../../replaceFile.ts';
import type { RejectedFile } from '../imported.ts';

/** The coarsest clock of a file system that is still met (FAT), and a little more. */
const TICK_MS_MAX = 3000;
/** Half a second of reading at most is lost with a killed import. */
const FILES_PER_LINE = 2048;

/** What the bytes of a file are: an image of a format, or why they are none. */
export type FileContent = { readonly sha256: string; readonly extension: string } | { readonly reason: string };

/** Tells a file that has changed from one that has not. Times in milliseconds, as exact as a number holds them. */
export interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

const Path = z.string();
const FileRow = z.union([
  z.tuple([Path, z.number(), z.number(), z.number(), Sha256, z.string().min(1)]),
  /** Why it is no image. */
  z.tuple([Path, z.number(), z.number(), z.number(), z.string().min(1)]),
]);
type FileRow = z.infer<typeof FileRow>;
const ShardRow = z.tuple([Sha256, Sha256, z.int().min(1)]);
type ShardRow = z.infer<typeof ShardRow>;

const Line = z.strictObject({
  /** The first line names the folder. */
  version: z.literal(2).optional(),
  folder: z.string().optional(),
  files: z.array(FileRow).optional(),
  /** Hash of a shard's list of images, then hash and size of the archive made of them. */
  shards: z.array(ShardRow).optional(),
  /** What did not get in, for people: nothing is decided by it. */
  rejected: z.array(z.strictObject({ path: z.string(), reason: z.string() })).optional(),
});
type Line = z.infer<typeof Line>;

export interface StoredShard {
  readonly sha256: string;
  readonly bytes: number;
}

interface Known {
  readonly files: Map<string, FileRow>;
  readonly shards: Map<string, ShardRow>;
  rejected: readonly RejectedFile[];
  /** False for a file that holds what is no longer true, or was cut. */
  isTidy: boolean;
}

export class ImportMemory {
  readonly #path: string;
  readonly #folder: string;
  readonly #known: Known;
  readonly #files = new Map<string, FileRow>();
  readonly #shards = new Map<string, ShardRow>();
  #pending: FileRow[] = [];
  /** One line after the other. */
  #written: Promise<void> = Promise.resolve();
  #isChanged = false;
  #isBegun: boolean;

  private constructor(path: string, folder: string, known: Known | null) {
    this.#path = path;
    this.#folder = folder;
    this.#known = known ?? { files: new Map(), shards: new Map(), rejected: [], isTidy: true };
    this.#isBegun = known !== null;
  }

  /** @param projectFolder the project's `.regatta/` @param folder real path or address of what is imported */
  static async open(projectFolder: string, folder: string): Promise<ImportMemory> {
    const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const path = join(projectFolder, 'imports', `${id}.jsonl`);
    // Whatever is wrong with it (missing, of another version), the folder itself is still there to be read.
    const text = await readFile(path, 'utf8').catch(() => '');
    return new ImportMemory(path, folder, parseMemory(text, folder));
  }

  /** What was last known of a file that may have changed since; null when it is new. */
  recall(path: string): FileFacts | null {
    const row = this.#known.files.get(path);
    return row === undefined ? null : { size: row[1], mtimeMs: row[2], ctimeMs: row[3] };
  }

  /** What this file was found to be when it was last read; null when it is new or has changed. */
  content(path: string, { size, mtimeMs, ctimeMs }: FileFacts): FileContent | null {
    const row = this.#known.files.get(path);
    if (row?.[1] !== size || row[2] !== mtimeMs || row[3] !== ctimeMs) return null;
    this.#files.set(path, row);
    return row.length === 6 ? { sha256: row[4], extension: row[5] } : { reason: row[4] };
  }

  /** @param readAtMs when reading of it began, or earlier, by the system's clock */
  rememberContent(
    path: string,
    { size, mtimeMs, ctimeMs, readAtMs }: FileFacts & { readAtMs: number },
    content: FileContent,
  ): void {
    this.#isChanged = true;
    if (readAtMs - mtimeMs < TICK_MS_MAX) return;
    const row: FileRow =
      'reason' in content
        ? [path, size, mtimeMs, ctimeMs, content.reason]
        : [path, size, mtimeMs, ctimeMs, content.sha256, content.extension];
    this.#files.set(path, row);
    this.#pending.push(row);
    if (this.#pending.length >= FILES_PER_LINE) this.#flush();
  }

  shard(contentKey: string): StoredShard | null {
    const row = this.#known.shards.get(contentKey);
    if (row === undefined) return null;
    this.#shards.set(contentKey, row);
    return { sha256: row[1], bytes: row[2] };
  }

  /** Resolves when it is on the disk. */
  rememberShard(contentKey: string, { sha256, bytes }: StoredShard): Promise<void> {
    this.#isChanged = true;
    const row: ShardRow = [contentKey, sha256, bytes];
    this.#shards.set(contentKey, row);
    this.#flush([row]);
    return this.#written;
  }

  /** Keeps what this import used or found; what was forgotten by then is gone. @throws {CatalogError} */
  async save(rejected: readonly RejectedFile[]): Promise<void> {
    await this.#written;
    const { files, shards, isTidy } = this.#known;
    const isFewer = this.#files.size < files.size || this.#shards.size < shards.size;
    const isSame = !this.#isChanged && !isFewer && isTidy && isDeepStrictEqual(this.#known.rejected, rejected);
    if (isSame) return;
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw fileError(`Cannot make the folder ${folder}`, error);
    });
    await replaceFile(this.#path, this.#lines(rejected));
  }

  /** Piece by piece: the whole is large. */
  *#lines(rejected: readonly RejectedFile[]): Generator<string> {
    const line = (content: Line) => `${JSON.stringify(content)}\n`;
    yield line({ version: 2, folder: this.#folder, rejected: [...rejected] });
    let files: FileRow[] = [];
    for (const row of this.#files.values()) {
      if (files.push(row) < FILES_PER_LINE) continue;
      yield line({ files });
      files = [];
    }
    yield line({ files, shards: [...this.#shards.values()] });
  }

  /** Adds a line. What cannot be written down now is read again by the next import; `save` says that it cannot. */
  #flush(shards: ShardRow[] = []): void {
    const line: Line = { files: this.#pending, shards };
    this.#pending = [];
    // A line break first: what stands there may have been cut.
    const text = `\n${JSON.stringify(line)}\n`;
    const head = this.#isBegun ? null : JSON.stringify({ version: 2, folder: this.#folder } satisfies Line);
    this.#isBegun = true;
    const append = async () => {
      await mkdir(dirname(this.#path), { recursive: true });
      if (head === null) await appendFile(this.#path, text);
      else await writeFile(this.#path, head + text);
    };
    this.#written = this.#written.then(append).catch(() => undefined);
  }
}

/** Null where there is nothing of this version and folder. */
function parseMemory(text: string, folder: string): Known | null {
  const [head = '', ...lines] = text.split('\n');
  const first = parseLine(head);
  if (first?.version !== 2 || first.folder !== folder) return null;
  const known: Known = { files: new Map(), shards: new Map(), rejected: first.rejected ?? [], isTidy: true };
  for (const line of lines) {
    if (line === '') continue;
    const parsed = parseLine(line);
    known.isTidy &&= parsed !== null;
    for (const row of parsed?.files ?? []) known.files.set(row[0], row);
    for (const row of parsed?.shards ?? []) known.shards.set(row[0], row);
  }
  return known;
}

function parseLine(line: string): Line | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
