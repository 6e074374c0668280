/**
 * @file The images inside Parquet files, as a source. A group of rows is decoded once, however many of its images are
 * asked for and in whatever order: its images then lie in one file of the import's own folder, and are read by their
 * place in it.
 */
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogError, fileError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import type { OpenParquet } from './parquetFile.ts';

export interface EmbeddedFile {
  readonly path: string;
  readonly parquet: OpenParquet;
  readonly imageColumn: string;
}

/** Where the images of a group of rows lie. */
interface Unpacked {
  readonly path: string;
  /** Per row, and one more for the end. @unit bytes */
  readonly offsets: readonly number[];
}

interface RowGroup {
  readonly file: EmbeddedFile;
  readonly from: number;
  readonly to: number;
  readonly scratchPath: string;
  unpacked: Promise<Unpacked> | null;
}

export class EmbeddedImages implements FileSource {
  readonly root: string;
  readonly folder = null;
  readonly rejected = [];
  /** What is inside is named by the layout; a listing is not asked for. */
  readonly files: readonly string[] = [];
  readonly #scratch: string;
  readonly #groups = new Map<string, RowGroup[]>();
  /** Groups are decoded one after the other: each is held in memory as a whole. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ root, scratch, files }: { root: string; scratch: string; files: readonly EmbeddedFile[] }) {
    this.root = root;
    this.#scratch = scratch;
    for (const [number, file] of files.entries()) {
      let from = 0;
      const groups = file.parquet.metadata.row_groups.map((rowGroup, i): RowGroup => {
        const to = from + Number(rowGroup.num_rows);
        const group = { file, from, to, scratchPath: join(scratch, `${number}-${i}`), unpacked: null };
        from = to;
        return group;
      });
      this.#groups.set(file.path, groups);
    }
  }

  async size(path: string): Promise<number> {
    const { offset, end } = await this.#place(path);
    return end - offset;
  }

  async read(path: string): Promise<Uint8Array> {
    const { file, offset, end } = await this.#place(path);
    return readPart(file, offset, end - offset);
  }

  async readRange(path: string, range: { offset: number; length: number }): Promise<Uint8Array> {
    const { file, offset } = await this.#place(path);
    return readPart(file, offset + range.offset, range.length);
  }

  async #place(path: string): Promise<{ file: string; offset: number; end: number }> {
    const slash = path.lastIndexOf('/');
    const row = Number(path.slice(slash + 1));
    const group = this.#groups.get(path.slice(0, slash))?.find(({ from, to }) => row >= from && row < to);
    if (group === undefined) throw new CatalogError(`There is no row ${path} in ${this.root}.`);
    const { path: file, offsets } = await (group.unpacked ?? this.#begin(group));
    return { file, offset: offsets[row - group.from]!, end: offsets[row - group.from + 1]! };
  }

  #begin(group: RowGroup): Promise<Unpacked> {
    const unpacked = this.#last.then(() => this.#unpack(group));
    this.#last = unpacked.catch(() => undefined);
    group.unpacked = unpacked;
    return unpacked;
  }

  async #unpack({ file, from, to, scratchPath }: RowGroup): Promise<Unpacked> {
    const rows = await file.parquet.read({ columns: [file.imageColumn], from, to });
    const offsets = [0];
    const images = rows.map((row): Uint8Array => {
      const bytes = bytesOf(row[file.imageColumn]);
      offsets.push(offsets.at(-1)! + bytes.length);
      return bytes;
    });
    try {
      await mkdir(this.#scratch, { recursive: true });
      await writeFile(scratchPath, images);
    } catch (error) {
      throw fileError(`Cannot unpack ${file.path} into ${this.#scratch}`, error);
    }
    return { path: scratchPath, offsets };
  }
}

/** None where the row names a file instead of holding it. */
function bytesOf(value: unknown): Uint8Array {
  const bytes = value !== null && typeof value === 'object' && 'bytes' in value ? value.bytes : value;
  return bytes instanceof Uint8Array ? bytes : new Uint8Array();
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  await using file = await open(path);
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  if (bytesRead !== length)
    throw new CatalogError(`Expected ${length} bytes from ${offset} in ${path}, got ${bytesRead}.`);
  return bytes;
}
