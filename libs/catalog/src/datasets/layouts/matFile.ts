/**
 * @file Numbers from MATLAB files of level 5 ("MATLAB 5.0 MAT-file", versions 5 to 7), compressed or not, in either byte
 * order. Label files of old data sets are such. Variables that hold no real numbers (text, cells, structures, sparse
 * matrices) are left out.
 *
 * Source: The MathWorks, "MAT-File Format" (R2023b), chapter 1, "Level 5 MAT-File Format".
 */
import { inflateSync } from 'node:zlib';
import { CatalogError, messageOf } from '../../errors.ts';

const HEADER_BYTES = 128;
const MI_MATRIX = 14;
const MI_COMPRESSED = 15;
/** Array classes that hold numbers: double, single, and integers of 8 to 64 bits. */
const NUMERIC_CLASS_MIN = 6;
const NUMERIC_CLASS_MAX = 15;

/** Element type -> bytes per number, and how one is read. */
const NUMBERS: Readonly<Record<number, [number, (view: DataView, at: number, isLittle: boolean) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, isLittle) => view.getInt16(at, isLittle)],
  4: [2, (view, at, isLittle) => view.getUint16(at, isLittle)],
  5: [4, (view, at, isLittle) => view.getInt32(at, isLittle)],
  6: [4, (view, at, isLittle) => view.getUint32(at, isLittle)],
  7: [4, (view, at, isLittle) => view.getFloat32(at, isLittle)],
  9: [8, (view, at, isLittle) => view.getFloat64(at, isLittle)],
  12: [8, (view, at, isLittle) => Number(view.getBigInt64(at, isLittle))],
  13: [8, (view, at, isLittle) => Number(view.getBigUint64(at, isLittle))],
};

interface Element {
  readonly type: number;
  readonly data: DataView;
  /** Where the next one begins. */
  readonly next: number;
}

/**
 * Variable -> its numbers, column by column.
 * @param name for messages @throws {CatalogError} it is no such file, or is cut off.
 */
export function readMat(bytes: Uint8Array, name: string): ReadonlyMap<string, Float64Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = byteOrder(view, name);
  const variables = new Map<string, Float64Array>();
  try {
    for (let at = HEADER_BYTES; at < view.byteLength;) {
      const element = elementAt(view, at, isLittle);
      at = element.next;
      const matrix = element.type === MI_COMPRESSED ? elementAt(inflated(element.data), 0, isLittle) : element;
      if (matrix.type !== MI_MATRIX) continue;
      const variable = numericArray(matrix.data, isLittle);
      if (variable !== null) variables.set(variable.name, variable.values);
    }
  } catch (error) {
    throw new CatalogError(`The MATLAB file ${name} is cut off or broken (${messageOf(error)}). Fetch it again.`, {
      cause: error,
    });
  }
  return variables;
}

/** True for little-endian. */
function byteOrder(view: DataView, name: string): boolean {
  const text = (from: number, to: number) =>
    String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset, view.byteLength).subarray(from, to));
  const mark = text(HEADER_BYTES - 2, HEADER_BYTES);
  if (mark === 'IM' || mark === 'MI') return mark === 'IM';
  const got = text(1, 4) === 'HDF' ? 'HDF5 (version 7.3)' : view.byteLength === 0 ? 'an empty file' : 'other content';
  throw new CatalogError(`Expected a MATLAB file of level 5 (save -v7) in ${name}, got ${got}. Fetch it again.`);
}

function elementAt(view: DataView, at: number, isLittle: boolean): Element {
  const tag = view.getUint32(at, isLittle);
  // Up to four bytes of data stand in the tag itself, whose upper half is then their number.
  const smallBytes = tag >>> 16;
  const isSmall = smallBytes !== 0;
  const type = isSmall ? tag & 0xffff : tag;
  const bytes = isSmall ? smallBytes : view.getUint32(at + 4, isLittle);
  const start = at + (isSmall ? 4 : 8);
  const end = start + bytes;
  // The buffer behind a view may go on where the file has ended.
  if (end > view.byteLength) throw new RangeError(`expected ${end} bytes, got ${view.byteLength}`);
  const data = new DataView(view.buffer, view.byteOffset + start, bytes);
  // Compressed elements follow each other closely, all others begin at multiples of eight.
  const next = isSmall ? at + 8 : type === MI_COMPRESSED ? end : end + ((8 - (end % 8)) % 8);
  return { type, data, next };
}

function inflated(data: DataView): DataView {
  const { buffer, byteOffset, byteLength } = inflateSync(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return new DataView(buffer, byteOffset, byteLength);
}

function numericArray(matrix: DataView, isLittle: boolean): { name: string; values: Float64Array } | null {
  const flags = elementAt(matrix, 0, isLittle);
  const arrayClass = flags.data.getUint32(0, isLittle) & 0xff;
  if (arrayClass < NUMERIC_CLASS_MIN || arrayClass > NUMERIC_CLASS_MAX) return null;
  const dimensions = elementAt(matrix, flags.next, isLittle);
  const title = elementAt(matrix, dimensions.next, isLittle);
  const real = elementAt(matrix, title.next, isLittle);
  const [size, read] = NUMBERS[real.type] ?? [0, () => NaN];
  if (size === 0) throw new Error(`numbers of the unknown type ${real.type}`);
  const count = real.data.byteLength / size;
  const values = Float64Array.from({ length: count }, (_, i) => read(real.data, i * size, isLittle));
  const name = new TextDecoder('latin1').decode(title.data);
  return { name, values };
}
