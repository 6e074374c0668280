/**
 * @file Where the files of an import come from, as far as layouts and importers need to know: a list of paths, and bytes
 * for each. A folder, a prefix of a bucket, and Parquet files with images inside are all read through this.
 */
import type { RejectedFile } from '../imported.ts';

export interface FileSource {
  /** Real path of a folder or address of a bucket's prefix: for messages, and what the catalog keeps. */
  readonly root: string;
  /** The real path where all files lie on this machine, which a faster reader may use; null where they do not. */
  readonly folder: string | null;
  /** Relative to the root, with `/`, sorted. */
  readonly files: readonly string[];
  /** What the listing itself left out: hidden files, links that lead nowhere. */
  readonly rejected: readonly RejectedFile[];
  /** @unit bytes */
  size(path: string): Promise<number>;
  /** When the file was written last, where the listing says so: with its size it tells one that has changed. @unit milliseconds */
  readonly changedAtMs?: ((path: string) => number | undefined) | undefined;
  /** The whole file. */
  read(path: string): Promise<Uint8Array>;
  /** A part of it, which must lie inside. @unit bytes */
  readRange(path: string, range: { readonly offset: number; readonly length: number }): Promise<Uint8Array>;
}
