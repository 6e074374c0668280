/**
 * @file What one look at an image leaves behind: its size, its format, and the fingerprint that finds its copies. One row
 * of bytes an image, so that a shard's rows are an object of a few ten kilobytes beside its features.
 */
import { FINGERPRINT_BYTES, FINGERPRINT_VERSION } from '@regatta/datasets';
import type { ImageFacts, ImageFormat } from '@regatta/vision';

const WIDTH_AT = 0;
const HEIGHT_AT = 4;
const FORMAT_AT = 8;
const FINGERPRINT_AT = 9;
export const RECORD_BYTES = FINGERPRINT_AT + FINGERPRINT_BYTES;

/** Positions are stored: new formats go to the end. */
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'bmp'] as const satisfies readonly ImageFormat[];
const UNREADABLE = 255;

/** Shards are named by their content, so a look at one serves every dataset that has it. */
export function inspectionKey(shardSha256: string): string {
  return `inspections/${FINGERPRINT_VERSION}/${shardSha256}.npy`;
}

export function writeRecord(row: Uint8Array, { width, height, format }: ImageFacts, fingerprint: Uint8Array): void {
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  view.setUint32(WIDTH_AT, width, true);
  view.setUint32(HEIGHT_AT, height, true);
  row[FORMAT_AT] = FORMATS.indexOf(format);
  row.set(fingerprint, FINGERPRINT_AT);
}

/** Of an image that cannot be decoded. */
export function writeUnreadable(row: Uint8Array): void {
  row.fill(0);
  row[FORMAT_AT] = UNREADABLE;
}

/** Null for an image that cannot be decoded. */
export function factsOf(row: Uint8Array): ImageFacts | null {
  const format = FORMATS[row[FORMAT_AT]!];
  if (format === undefined) return null;
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  return { format, width: view.getUint32(WIDTH_AT, true), height: view.getUint32(HEIGHT_AT, true) };
}

export function fingerprintOf(row: Uint8Array): Uint8Array {
  return row.subarray(FINGERPRINT_AT);
}
