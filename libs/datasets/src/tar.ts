/**
 * @file Shards as tar archives (POSIX.1-1988 `ustar`), the same bytes for the same entries: owner, mode and time are
 * fixed. Any tar program reads them; Regatta reads ranges of them by the offsets in the manifest.
 */
import { DatasetError } from './errors.ts';

const BLOCK = 512;
const PATH_BYTES_MAX = 100;
/** What eleven octal digits can say. @unit bytes */
const SIZE_MAX = 8 ** 11 - 1;

export interface TarEntry {
  /** At most 100 bytes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** @returns the archive, and where in it the bytes of each entry begin. */
export function writeTar(entries: readonly TarEntry[]): { bytes: Uint8Array<ArrayBuffer>; offsets: number[] } {
  const frame = tarFrame(entries.map(({ path, bytes }) => ({ path, bytes: bytes.length })));
  entries.forEach((entry, i) => frame.bytes.set(entry.bytes, frame.offsets[i]));
  return frame;
}

/** The archive with zeros where the bytes of its entries go, for whoever can read them into their places. */
export function tarFrame(entries: readonly { readonly path: string; readonly bytes: number }[]): {
  bytes: Uint8Array<ArrayBuffer>;
  offsets: number[];
} {
  const { offsets, size } = tarLayout(entries.map((entry) => entry.bytes));
  const bytes = new Uint8Array(size);
  entries.forEach((entry, i) => writeHeader(bytes.subarray(offsets[i]! - BLOCK, offsets[i]), entry));
  return { bytes, offsets };
}

/** Where entries of these sizes lie, and the size of the whole, without their bytes. */
export function tarLayout(sizes: readonly number[]): { offsets: number[]; size: number } {
  const offsets: number[] = [];
  let position = 0;
  for (const size of sizes) {
    if (size > SIZE_MAX) throw new DatasetError(`Expected files of at most ${SIZE_MAX} bytes, got one of ${size}.`);
    offsets.push(position + BLOCK);
    position += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  // An archive ends with two empty blocks.
  return { offsets, size: position + 2 * BLOCK };
}

function writeHeader(header: Uint8Array, { path, bytes }: { path: string; bytes: number }): void {
  const name = new TextEncoder().encode(path);
  if (name.length === 0 || name.length > PATH_BYTES_MAX) {
    throw new DatasetError(`Expected a path of 1 to ${PATH_BYTES_MAX} bytes in a tar, got "${path}".`);
  }
  header.set(name, 0);
  text(header, 100, '0000644\0'); // mode
  text(header, 108, '0000000\0'); // user
  text(header, 116, '0000000\0'); // group
  text(header, 124, `${bytes.toString(8).padStart(11, '0')}\0`);
  text(header, 136, '00000000000\0'); // time of change
  text(header, 148, '        '); // the checksum counts as blanks
  text(header, 156, '0'); // a plain file
  text(header, 257, 'ustar\x0000');
  text(header, 329, '0000000\0'); // device, major and minor
  text(header, 337, '0000000\0');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  text(header, 148, `${checksum.toString(8).padStart(6, '0')}\0 `);
}

function text(header: Uint8Array, offset: number, value: string): void {
  for (let i = 0; i < value.length; i++) header[offset + i] = value.charCodeAt(i);
}
