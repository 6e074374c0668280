/**
 * @file What a JPEG says before its pixels (ITU-T T.81, annex B), as far as jpegDecoder.ts decodes it: sequential Huffman
 * coding, 8 bits, all components in one scan, gray or YCbCr in 4:4:4, 4:2:2 or 4:2:0. That is nearly every photo; all others
 * (progressive, arithmetic, CMYK, RGB, odd samplings) and everything irregular is left to sharp.
 */

export interface HuffmanCode {
  /** How many codes have 1, 2, ... 16 bits. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

export interface JpegComponent {
  /** Blocks of an MCU across and down. */
  readonly across: number;
  readonly down: number;
  /** 64 factors in zigzag order. */
  readonly quantisation: Uint8Array;
  readonly dc: HuffmanCode;
  readonly ac: HuffmanCode;
}

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Y, or Y, Cb and Cr. */
  readonly components: readonly JpegComponent[];
  /** MCUs between two restarts; 0 without. */
  readonly restartInterval: number;
  /** Where the entropy-coded bytes begin. */
  readonly scanAt: number;
  readonly hasExif: boolean;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly { id: number; across: number; down: number; quantisation: number }[];
}

/** Widths up to this are upsampled otherwise when chroma is halved. */
const HALVED_WIDTH_MAX_PLAIN = 4;

/** @returns null where the file is not of the kind above, or not regular */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const quantisation: Uint8Array[] = [];
  const codes: HuffmanCode[] = [];
  let frame: Frame | null = null;
  let [restartInterval, hasJfif, hasExif] = [0, false, false];
  let adobe: number | null = null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    const [from, end] = [at + 4, at + 2 + length];
    if (length < 2 || end > bytes.length) return null;
    const segment = bytes.subarray(from, end);
    const begins = (text: string) => Buffer.from(segment.subarray(0, text.length)).toString('latin1') === text;
    if (marker === 0xc0 || marker === 0xc1) {
      if (frame !== null) return null;
      frame = readFrame(segment);
      if (frame === null) return null;
    } else if (marker === 0xc4) {
      if (!readCodes(segment, codes)) return null;
    } else if (marker === 0xdb) {
      if (!readQuantisation(segment, quantisation)) return null;
    } else if (marker === 0xdd) {
      if (length !== 4) return null;
      restartInterval = view.getUint16(from);
    } else if (marker === 0xda) {
      if (frame === null || !isYcc(frame, { hasJfif, adobe })) return null;
      const components = readScan(segment, { frame, quantisation, codes });
      return components && { ...frame, components, restartInterval, scanAt: end, hasExif };
    } else if (marker === 0xe0) {
      hasJfif ||= begins('JFIF\0');
    } else if (marker === 0xe1) {
      hasExif ||= begins('Exif\0');
    } else if (marker === 0xee) {
      if (begins('Adobe')) adobe = segment[11] ?? -1;
    } else if (!((marker >= 0xe2 && marker <= 0xef) || marker === 0xfe)) {
      return null;
    }
    at = end;
  }
  return null;
}

function readFrame(segment: Uint8Array): Frame | null {
  const [precision, count] = [segment[0], segment[5]];
  if (precision !== 8 || (count !== 1 && count !== 3) || segment.length !== 6 + 3 * count) return null;
  const [height, width] = [(segment[1]! << 8) | segment[2]!, (segment[3]! << 8) | segment[4]!];
  const components = Array.from({ length: count }, (_, i) => {
    const [id, sampling, quantisation] = segment.subarray(6 + 3 * i, 9 + 3 * i);
    return { id: id!, across: sampling! >> 4, down: sampling! & 15, quantisation: quantisation! };
  });
  if (width === 0 || height === 0) return null;
  // A single component is not interleaved, and its factors mean nothing.
  if (count === 1) return { width, height, components: [{ ...components[0]!, across: 1, down: 1 }] };
  const [luma, ...chroma] = components;
  const isKnown = ['1x1', '2x1', '2x2'].includes(`${luma!.across}x${luma!.down}`);
  if (!isKnown || chroma.some(({ across, down }) => across !== 1 || down !== 1)) return null;
  if (luma!.across === 2 && width <= HALVED_WIDTH_MAX_PLAIN) return null;
  return { width, height, components };
}

/** libjpeg's rules for what three components are (jdapimin.c), where they agree with each other. */
function isYcc({ components }: Frame, { hasJfif, adobe }: { hasJfif: boolean; adobe: number | null }): boolean {
  if (components.length === 1) return true;
  if (adobe !== null) return adobe === 1;
  return hasJfif || components.every(({ id }, i) => id === i + 1);
}

function readQuantisation(segment: Uint8Array, tables: Uint8Array[]): boolean {
  let at = 0;
  for (; at + 65 <= segment.length; at += 65) {
    // The high half says 16 bits.
    if (segment[at]! > 3) return false;
    tables[segment[at]!] = segment.subarray(at + 1, at + 65);
  }
  return at === segment.length;
}

/** Tables 0 to 3 are of DC, 16 to 19 of AC coefficients. */
function readCodes(segment: Uint8Array, codes: HuffmanCode[]): boolean {
  let at = 0;
  while (at + 17 <= segment.length) {
    const index = segment[at]!;
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + total;
    if ((index & 15) > 3 || index > 19 || total > 256 || end > segment.length) return false;
    codes[index] = { counts, symbols: segment.subarray(at + 17, end) };
    at = end;
  }
  return at === segment.length;
}

function readScan(
  segment: Uint8Array,
  { frame, quantisation, codes }: { frame: Frame; quantisation: readonly Uint8Array[]; codes: readonly HuffmanCode[] },
): JpegComponent[] | null {
  const count = frame.components.length;
  const [from, to, approximation] = segment.subarray(1 + 2 * count);
  if (segment[0] !== count || segment.length !== 4 + 2 * count) return null;
  if (from !== 0 || to !== 63 || approximation !== 0) return null;
  const components: JpegComponent[] = [];
  for (const [i, { id, across, down, quantisation: table }] of frame.components.entries()) {
    const tables = segment[2 + 2 * i]!;
    const [factors, dc, ac] = [quantisation[table], codes[tables >> 4], codes[16 + (tables & 15)]];
    if (segment[1 + 2 * i] !== id || factors === undefined || dc === undefined || ac === undefined) return null;
    components.push({ across, down, quantisation: factors, dc, ac });
  }
  return components;
}
