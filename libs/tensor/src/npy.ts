/**
 * @file NumPy's `.npy` files (NEP 1, format version 1.0): a header that is a Python literal, then the bytes of the array.
 * Little-endian, C order. Written as NumPy writes them, header padded to a multiple of 64; read from versions 1 to 3.
 */
import { NpyError } from './errors.ts';

const TYPES = {
  float64: { code: '<f8', array: Float64Array },
  float32: { code: '<f4', array: Float32Array },
  int64: { code: '<i8', array: BigInt64Array },
  int32: { code: '<i4', array: Int32Array },
  int16: { code: '<i2', array: Int16Array },
  int8: { code: '|i1', array: Int8Array },
  uint32: { code: '<u4', array: Uint32Array },
  uint16: { code: '<u2', array: Uint16Array },
  uint8: { code: '|u1', array: Uint8Array },
  bool: { code: '|b1', array: Uint8Array },
} as const;

export type NpyType = keyof typeof TYPES;
type ArrayOf<T extends NpyType> = InstanceType<(typeof TYPES)[T]['array']>;

export interface NpyArray<T extends NpyType = NpyType> {
  readonly dtype: T;
  readonly shape: readonly number[];
  /** C order; `bool` as 0 and 1. */
  readonly data: ArrayOf<T>;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The file's bytes. @throws {NpyError} when shape and data disagree. */
export function encodeNpy<T extends NpyType>({ dtype, shape, data }: NpyArray<T>): Uint8Array {
  const count = shape.reduce((product, n) => product * n, 1);
  if (count !== data.length)
    throw new NpyError(`Expected ${count} elements for shape [${shape.join(', ')}], got ${data.length}.`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const description = `{'descr': '${TYPES[dtype].code}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const headerBytes = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = `${description.padEnd(headerBytes - 1)}\n`;
  const bytes = new Uint8Array(10 + headerBytes + data.byteLength);
  bytes.set(MAGIC);
  bytes.set([1, 0, headerBytes & 255, headerBytes >> 8], 6);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + headerBytes);
  return bytes;
}

/** Parses a file. The data is a copy, so it is aligned. @throws {NpyError} naming what is wrong. */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new NpyError('Expected a .npy file, got bytes without its magic number.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[6]! >= 2;
  const headerStart = isLong ? 12 : 10;
  const headerBytes = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(headerStart, headerStart + headerBytes));
  const code = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const isFortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (code === undefined || isFortran === undefined || shapeText === undefined) {
    throw new NpyError(`Cannot read the header of a .npy file: ${header.trim()}`);
  }
  const dtype = (Object.keys(TYPES) as NpyType[]).find((name) => TYPES[name].code === code);
  if (dtype === undefined)
    throw new NpyError(
      `Expected a dtype of ${Object.values(TYPES)
        .map((t) => t.code)
        .join(' ')}, got ${code}.`,
    );
  const shape = shapeText
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (isFortran === 'True' && shape.length > 1)
    throw new NpyError('Expected an array in C order, got Fortran order. Save it with numpy.ascontiguousarray.');
  const count = shape.reduce((product, n) => product * n, 1);
  const { array: Type } = TYPES[dtype];
  const start = headerStart + headerBytes;
  const expected = count * Type.BYTES_PER_ELEMENT;
  if (bytes.length - start !== expected) {
    throw new NpyError(
      `Expected ${expected} bytes of data for shape [${shape.join(', ')}], got ${bytes.length - start}: the file is cut or has been added to.`,
    );
  }
  // Not `slice`: on a Buffer that is a view into memory it shares with others.
  const copy = new Uint8Array(bytes.subarray(start)).buffer;
  return { dtype, shape, data: new Type(copy) };
}
