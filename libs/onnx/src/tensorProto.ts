/** @file TensorProto: the bytes of `raw_data` as they lie; the older typed fields are brought into the same form. */
import { arrayTypeOf, bytesOf, dataTypeCode, dataTypeOfCode, type NumericType } from './dataType.ts';
import { OnnxFormatError, TensorError } from './errors.ts';
import type { Int } from './model.ts';
import { Tensor, type ExternalLocation } from './tensor.ts';
import { MessageWriter, bytesField, decodeText, fixedField, intField, readFields, textField } from './wire.ts';

/** Gives the bytes at a place in another file, as a view. */
export type ExternalLoader = (place: ExternalLocation) => Uint8Array;

interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** @throws {OnnxFormatError} when type, shape and bytes do not fit */
export function readTensor(proto: Uint8Array, loader?: ExternalLoader): NamedTensor {
  let name = '';
  let typeCode = 0;
  let isExternal = false;
  let raw: Uint8Array | undefined;
  const shape: number[] = [];
  const fixed: Uint8Array[] = [];
  const ints: Int[] = [];
  const strings: Uint8Array[] = [];
  const external = new Map<string, string>();
  const rest = readFields(proto, 'a tensor', {
    1: intField((n) => shape.push(Number(n))),
    2: intField((code) => (typeCode = Number(code))),
    3: bytesField(() => {
      throw new OnnxFormatError('the tensor is stored in segments, which ONNX Runtime does not read either');
    }),
    4: fixedField(4, (bytes) => fixed.push(bytes)),
    5: intField((n) => ints.push(n)),
    6: bytesField((bytes) => strings.push(bytes)),
    7: intField((n) => ints.push(n)),
    8: textField((text) => (name = text)),
    9: bytesField((bytes) => (raw = bytes)),
    10: fixedField(8, (bytes) => fixed.push(bytes)),
    11: intField((n) => ints.push(n)),
    13: bytesField((bytes) => readEntry(bytes, external)),
    14: intField((n) => (isExternal = n === 1)),
  });
  const dtype = dataTypeOfCode(typeCode);
  if (dtype === undefined) throw new OnnxFormatError(`Tensor "${name}" has the unknown element type ${typeCode}.`);
  try {
    if (dtype === 'string') return { name, tensor: Tensor.fromStrings(shape, strings.map(decodeText), rest) };
    if (isExternal) return { name, tensor: loadExternal(dtype, shape, locationOf(external), loader, rest) };
    const bytes = raw ?? (ints.length > 0 ? intBytes(dtype, ints) : joined(fixed));
    return { name, tensor: Tensor.fromBytes(dtype, shape, bytes, rest) };
  } catch (error) {
    if (!(error instanceof TensorError || error instanceof OnnxFormatError)) throw error;
    throw new OnnxFormatError(`Tensor "${name}": ${error.message}`, { cause: error });
  }
}

export function writeTensor(name: string, tensor: Tensor): MessageWriter {
  const message = new MessageWriter().ints(1, tensor.shape).int(2, dataTypeCode(tensor.dtype));
  if (name !== '') message.text(8, name);
  if (tensor.external !== null) {
    const { location, offset, length } = tensor.external;
    message.message(13, entry('location', location)).message(13, entry('offset', String(offset)));
    if (length !== null) message.message(13, entry('length', String(length)));
    message.int(14, 1);
  } else if (tensor.dtype === 'string') {
    for (const text of (tensor as Tensor<'string'>).data) message.text(6, text);
  } else message.bytes(9, tensor.bytes);
  return message.raw(tensor.rest);
}

/** StringStringEntryProto into a map. @throws {OnnxFormatError} when the key stands there twice */
export function readEntry(proto: Uint8Array, into: Map<string, string>): void {
  let key = '';
  let value = '';
  readFields(proto, 'a key and value', {
    1: textField((text) => (key = text)),
    2: textField((text) => (value = text)),
  });
  if (into.has(key)) throw new OnnxFormatError(`the key "${key}" is given twice`);
  into.set(key, value);
}

export function entry(key: string, value: string): MessageWriter {
  return new MessageWriter().text(1, key).text(2, value);
}

function locationOf(entries: ReadonlyMap<string, string>): ExternalLocation {
  const location = entries.get('location');
  if (location === undefined) throw new OnnxFormatError('external data without a location');
  const length = entries.get('length');
  return {
    location,
    offset: byteCount(entries.get('offset') ?? '0'),
    length: length === undefined ? null : byteCount(length),
  };
}

function byteCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) throw new OnnxFormatError(`"${text}" is no number of bytes`);
  return count;
}

function loadExternal(
  dtype: NumericType,
  shape: readonly number[],
  place: ExternalLocation,
  loader: ExternalLoader | undefined,
  rest: Uint8Array | undefined,
): Tensor {
  if (loader === undefined) return Tensor.atLocation(dtype, shape, place, rest);
  const expected = bytesOf(
    dtype,
    shape.reduce((product, n) => product * n, 1),
  );
  return Tensor.fromBytes(dtype, shape, loader({ ...place, length: place.length ?? expected }), rest);
}

/** int32_data, int64_data and uint64_data: every element an integer, whatever the type (half precision as its 16 bits). */
function intBytes(dtype: NumericType, ints: readonly Int[]): Uint8Array {
  const ArrayType = arrayTypeOf(dtype);
  const isWide = dtype === 'int64' || dtype === 'uint64';
  const array = isWide
    ? (ArrayType as BigInt64ArrayConstructor).from(ints, BigInt)
    : (ArrayType as Int32ArrayConstructor).from(ints, Number);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
