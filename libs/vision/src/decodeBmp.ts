/**
 * @file Windows bitmaps, which the prebuilt sharp cannot read: 1, 4 and 8 bits with a palette, 24 and 32 bits, either row
 * order. Run-length coding, 16 bits and unusual masks are refused by name; hardly any camera or tool writes them.
 */
import { ImageError } from './errors.ts';
import { checkSize } from './limits.ts';
import type { RgbImage } from './rgbImage.ts';

const FILE_HEADER_BYTES = 14;
/** The oldest header, of OS/2: 16-bit sizes and palette entries of three bytes. */
const CORE_HEADER_BYTES = 12;
const BITFIELDS = 3;
const RED_MASK = 0xff0000;

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly pixelsAt: number;
  /** Blue, green, red per entry, `paletteStride` bytes apart. */
  readonly palette: Uint8Array;
  readonly paletteStride: number;
}

/** @throws {ImageError} */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const layout = readLayout(bytes);
  const { width, height, isTopDown, bits, pixelsAt } = layout;
  checkSize(width, height);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixelsAt + rowBytes * height > bytes.length) {
    throw new ImageError('damaged', 'The image is cut off: its data ends too early.');
  }
  const data = new Uint8Array(width * height * 3);
  const readRow = bits <= 8 ? readIndexedRow : readColourRow;
  for (let y = 0; y < height; y++) {
    const start = pixelsAt + (isTopDown ? y : height - 1 - y) * rowBytes;
    readRow(data.subarray(y * width * 3, (y + 1) * width * 3), bytes.subarray(start, start + rowBytes), layout);
  }
  return { data, width, height };
}

function readLayout(bytes: Uint8Array): Layout {
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) {
    throw new ImageError('damaged', 'The image is cut off: its data ends too early.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(14, true);
  const isCore = headerBytes === CORE_HEADER_BYTES;
  if ((!isCore && headerBytes < 40) || FILE_HEADER_BYTES + headerBytes > bytes.length) {
    throw new ImageError('damaged', 'The image is damaged: its BMP header has an impossible size.');
  }
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (width < 1 || height < 1) throw new ImageError('damaged', 'The image is damaged: its BMP header says no size.');
  const isPlain = compression === 0 && [1, 4, 8, 24, 32].includes(bits);
  const isMasked =
    compression === BITFIELDS && bits === 32 && bytes.length >= 58 && view.getUint32(54, true) === RED_MASK;
  if (!isPlain && !isMasked) {
    const kind = `${bits} bits, compression ${compression}`;
    throw new ImageError('unsupported', `Expected a BMP of 1, 4, 8, 24 or 32 bits without compression, got ${kind}.`);
  }
  const paletteAt = FILE_HEADER_BYTES + headerBytes;
  const paletteStride = isCore ? 3 : 4;
  const colours = (isCore ? 0 : view.getUint32(46, true)) || 2 ** Math.min(bits, 8);
  const palette = bytes.subarray(paletteAt, paletteAt + colours * paletteStride);
  return {
    width,
    height,
    isTopDown: signedHeight < 0,
    bits,
    pixelsAt: view.getUint32(10, true),
    palette,
    paletteStride,
  };
}

function readIndexedRow(rgb: Uint8Array, row: Uint8Array, { bits, palette, paletteStride }: Layout): void {
  const mask = (1 << bits) - 1;
  const perByte = 8 / bits;
  for (let x = 0, o = 0; o < rgb.length; x++, o += 3) {
    const shift = 8 - bits * ((x % perByte) + 1);
    const entry = ((row[Math.floor(x / perByte)]! >> shift) & mask) * paletteStride;
    // An index behind the palette is black, as in Pillow.
    rgb[o] = palette[entry + 2] ?? 0;
    rgb[o + 1] = palette[entry + 1] ?? 0;
    rgb[o + 2] = palette[entry] ?? 0;
  }
}

function readColourRow(rgb: Uint8Array, row: Uint8Array, { bits }: Layout): void {
  const step = bits / 8;
  for (let i = 0, o = 0; o < rgb.length; i += step, o += 3) {
    rgb[o] = row[i + 2]!;
    rgb[o + 1] = row[i + 1]!;
    rgb[o + 2] = row[i]!;
  }
}
