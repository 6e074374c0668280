/** @file Parquet files of a source: their columns, their rows, and what their writer noted about them. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from 'hyparquet';
import { CatalogError, messageOf } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';

/** Snappy is hyparquet's own; for these Node has faster ones. */
const COMPRESSORS: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

export type ParquetRow = Readonly<Record<string, unknown>>;

export interface OpenParquet {
  readonly metadata: FileMetaData;
  /** Rows from the first up to, not with, the last, with these columns; bytes stay bytes. */
  readonly read: (range: { columns: string[]; from: number; to: number }) => Promise<ParquetRow[]>;
}

/** @throws {CatalogError} it is no Parquet file, or is cut off. */
export async function openParquet(source: FileSource, path: string): Promise<OpenParquet> {
  const file: AsyncBuffer = {
    byteLength: await source.size(path),
    slice: async (start, end = file.byteLength) => {
      const { buffer, byteOffset, byteLength } = await source.readRange(path, { offset: start, length: end - start });
      return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    },
  };
  const explaining = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new CatalogError(
        `The Parquet file ${path} of ${source.root} is cut off, broken or of a kind that is not known (${messageOf(error)}). Fetch it again.`,
        { cause: error },
      );
    }
  };
  const metadata = await explaining(() => parquetMetadataAsync(file));
  return {
    metadata,
    read: ({ columns, from, to }) =>
      explaining(() =>
        parquetReadObjects({
          file,
          metadata,
          columns,
          rowStart: from,
          rowEnd: to,
          compressors: COMPRESSORS,
          utf8: false,
        }),
      ),
  };
}

/** Names of the columns at the top. */
export async function parquetColumns(source: FileSource, path: string): Promise<string[]> {
  const { metadata } = await openParquet(source, path);
  return topColumns(metadata);
}

export function topColumns({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  // The schema is a tree in the order of a walk: each element says how many below it follow.
  for (let at = 1; at < schema.length; at = skip(schema, at)) names.push(schema[at]!.name);
  return names;
}

function skip(schema: FileMetaData['schema'], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) next = skip(schema, next);
  return next;
}

/** All rows of a table that holds no images. */
export async function parquetRows(source: FileSource, path: string, columns: string[]): Promise<ParquetRow[]> {
  const { metadata, read } = await openParquet(source, path);
  return read({ columns, from: 0, to: Number(metadata.num_rows) });
}
