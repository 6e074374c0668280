/** @file The element types of ONNX tensors (TensorProto.DataType) and how JavaScript holds them. */

const TYPES = {
  float32: { code: 1, bits: 32, array: Float32Array },
  uint8: { code: 2, bits: 8, array: Uint8Array },
  int8: { code: 3, bits: 8, array: Int8Array },
  uint16: { code: 4, bits: 16, array: Uint16Array },
  int16: { code: 5, bits: 16, array: Int16Array },
  int32: { code: 6, bits: 32, array: Int32Array },
  int64: { code: 7, bits: 64, array: BigInt64Array },
  bool: { code: 9, bits: 8, array: Uint8Array },
  float16: { code: 10, bits: 16, array: Uint16Array },
  float64: { code: 11, bits: 64, array: Float64Array },
  uint32: { code: 12, bits: 32, array: Uint32Array },
  uint64: { code: 13, bits: 64, array: BigUint64Array },
  complex64: { code: 14, bits: 64, array: Float32Array },
  complex128: { code: 15, bits: 128, array: Float64Array },
  bfloat16: { code: 16, bits: 16, array: Uint16Array },
  float8e4m3fn: { code: 17, bits: 8, array: Uint8Array },
  float8e4m3fnuz: { code: 18, bits: 8, array: Uint8Array },
  float8e5m2: { code: 19, bits: 8, array: Uint8Array },
  float8e5m2fnuz: { code: 20, bits: 8, array: Uint8Array },
  uint4: { code: 21, bits: 4, array: Uint8Array },
  int4: { code: 22, bits: 4, array: Uint8Array },
  float4e2m1: { code: 23, bits: 4, array: Uint8Array },
  float8e8m0: { code: 24, bits: 8, array: Uint8Array },
  uint2: { code: 25, bits: 2, array: Uint8Array },
  int2: { code: 26, bits: 2, array: Uint8Array },
} as const;

/** Types whose elements have a fixed number of bits: all but strings. */
export type NumericType = keyof typeof TYPES;
export type DataType = NumericType | 'string';

/**
 * What holds the elements. Half precision and bfloat16 are 16-bit patterns (`float16ToFloat32` of `@regatta/tensor`
 * reads them), booleans are 0 and 1, complex numbers are pairs, types below 8 bits are packed, low bits first.
 */
export type ArrayOf<T extends DataType> = T extends NumericType
  ? // Not InstanceType: that is an array over an ArrayBuffer only, and shared memory is welcome.
    (typeof TYPES)[T]['array']['prototype']
  : readonly string[];

const STRING_CODE = 8;
const BY_CODE = new Map<number, DataType>(
  (Object.keys(TYPES) as NumericType[]).map((dtype) => [TYPES[dtype].code, dtype]),
);
BY_CODE.set(STRING_CODE, 'string');

/** The number of a type in the ONNX files, as attribute `to` of Cast wants it. */
export function dataTypeCode(dtype: DataType): number {
  return dtype === 'string' ? STRING_CODE : TYPES[dtype].code;
}

/** The type with this number, undefined for 0 (UNDEFINED) and numbers of a later ONNX. */
export function dataTypeOfCode(code: number): DataType | undefined {
  return BY_CODE.get(code);
}

/** Bytes of `count` elements; packed types end on a whole byte. */
export function bytesOf(dtype: NumericType, count: number): number {
  return Math.ceil((count * TYPES[dtype].bits) / 8);
}

export function arrayTypeOf(dtype: NumericType) {
  return TYPES[dtype].array;
}

/** Entries of the array that holds `count` elements: two for a complex number, one for four packed int2. */
export function entriesOf(dtype: NumericType, count: number): number {
  return bytesOf(dtype, count) / TYPES[dtype].array.BYTES_PER_ELEMENT;
}
