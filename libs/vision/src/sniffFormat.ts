/**
 * @file Which format the bytes say they are. The name of a file decides nothing. Formats are allowed by name: the decoder
 * behind would also read SVG and others, which are programs as much as pictures.
 */
import { crc32 } from 'node:zlib';
import { ImageError } from './errors.ts';

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp';

const EXPECTED = 'Expected a JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP image';

/** @throws {ImageError} no bytes, or bytes of no format that is read here. */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new ImageError('empty', 'The file is empty.');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) {
    checkPngHeader(bytes);
    return 'png';
  }
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.slice(4, 8) === 'ftyp') {
    if (/avi[fs]/.test(head.slice(8))) return 'avif';
    throw new ImageError('format', `${EXPECTED}, got HEIC or a video. Convert it to JPEG first.`);
  }
  if (head.startsWith('BM')) return 'bmp';
  if (/^(?:\xef\xbb\xbf)?\s*</.test(head)) {
    throw new ImageError('format', `${EXPECTED}, got markup: HTML (a failed download?), XML or SVG.`);
  }
  throw new ImageError('format', `${EXPECTED}, got other content.`);
}

/** libvips reads on behind a wrong checksum of the first chunk; Pillow, rightly, takes no size from such a header. */
function checkPngHeader(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= 33 && view.getUint32(8) === 13;
  if (!isWhole || crc32(bytes.subarray(12, 29)) !== view.getUint32(29)) {
    throw new ImageError('damaged', 'The image is damaged: the checksum of its PNG header is wrong.');
  }
}
