/**
 * @file A tensor: type, shape and elements. The elements of a file are views into its bytes until somebody asks for
 * numbers; then they are views again where the bytes are aligned, and one copy where they are not.
 */
import { arrayTypeOf, bytesOf, entriesOf, type ArrayOf, type DataType, type NumericType } from './dataType.ts';
import { TensorError } from './errors.ts';

/** Where the bytes of a tensor lie when they are not in the model's own file. */
export interface ExternalLocation {
  /** Relative to the model's file. */
  readonly location: string;
  readonly offset: number;
  /** Bytes; null: to the end of the file. */
  readonly length: number | null;
}

type Content =
  { readonly bytes: Uint8Array } | { readonly strings: readonly string[] } | { readonly external: ExternalLocation };

export class Tensor<T extends DataType = DataType> {
  readonly dtype: T;
  /** Row-major; an empty shape is a scalar. */
  readonly shape: readonly number[];
  /** Protobuf fields that travel along and are not read (doc string, metadata). */
  readonly rest: Uint8Array | undefined;
  readonly #content: Content;
  #data: ArrayOf<T> | undefined;

  private constructor(dtype: T, shape: readonly number[], content: Content, rest?: Uint8Array) {
    this.dtype = dtype;
    this.shape = shape;
    this.rest = rest;
    this.#content = content;
  }

  /**
   * A tensor over existing elements: typed arrays are not copied. Numbers are accepted for every numeric type but those
   * that are bit patterns or packed.
   * @throws {TensorError} when elements and shape disagree, or a number does not fit the type
   */
  static of<T extends DataType>(dtype: T, shape: readonly number[], data: ArrayOf<T> | readonly number[]): Tensor<T> {
    const count = countOf(shape);
    const type: DataType = dtype;
    if (type === 'string') {
      const strings = data as readonly string[];
      assertLength(type, shape, count, strings.length);
      return new Tensor(dtype, shape, { strings });
    }
    const array = Array.isArray(data) ? fromNumbers(type, data as readonly number[]) : (data as ArrayOf<NumericType>);
    const Expected = arrayTypeOf(type);
    if (!(array instanceof Expected)) {
      throw new TensorError(
        `Expected a ${Expected.name} for a tensor of ${type}, got ${(array as object).constructor.name}.`,
      );
    }
    assertLength(type, shape, entriesOf(type, count), array.length);
    const tensor = new Tensor(dtype, shape, {
      bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    });
    tensor.#data = array as ArrayOf<T>;
    return tensor;
  }

  /** A tensor over little-endian bytes, not copied. @throws {TensorError} when their number does not fit the shape */
  static fromBytes<T extends NumericType>(
    dtype: T,
    shape: readonly number[],
    bytes: Uint8Array,
    rest?: Uint8Array,
  ): Tensor<T> {
    const expected = bytesOf(dtype, countOf(shape));
    if (bytes.length !== expected) {
      throw new TensorError(
        `Expected ${expected} bytes for ${dtype} [${shape.join(', ')}], got ${bytes.length}: the tensor is cut or its shape is wrong.`,
      );
    }
    return new Tensor(dtype, shape, { bytes }, rest);
  }

  static fromStrings(shape: readonly number[], strings: readonly string[], rest?: Uint8Array): Tensor<'string'> {
    assertLength('string', shape, countOf(shape), strings.length);
    return new Tensor('string', shape, { strings }, rest);
  }

  /** A tensor whose bytes lie in another file: it can be moved and written, not read. */
  static atLocation<T extends NumericType>(
    dtype: T,
    shape: readonly number[],
    external: ExternalLocation,
    rest?: Uint8Array,
  ): Tensor<T> {
    return new Tensor(dtype, shape, { external }, rest);
  }

  static scalar<T extends Exclude<DataType, 'string'>>(dtype: T, value: number): Tensor<T> {
    return Tensor.of(dtype, [], [value]);
  }

  /** Elements, the product of the shape. */
  get size(): number {
    return countOf(this.shape);
  }

  /** Where the elements lie, null when they are here. */
  get external(): ExternalLocation | null {
    return 'external' in this.#content ? this.#content.external : null;
  }

  /** The elements as little-endian bytes, without copying. @throws {TensorError} for strings and for tensors not loaded */
  get bytes(): Uint8Array {
    if ('bytes' in this.#content) return this.#content.bytes;
    if ('strings' in this.#content) throw new TensorError('A tensor of strings has no bytes: read `data`.');
    const { location } = this.#content.external;
    throw new TensorError(
      `The numbers of a tensor ${this.dtype} [${this.shape.join(', ')}] lie in the file "${location}", which was not loaded. Give parseModel \`external\`.`,
    );
  }

  /** The elements; a view where the bytes are aligned, else one copy that is kept. */
  get data(): ArrayOf<T> {
    this.#data ??= this.#read();
    return this.#data;
  }

  /** The elements as JavaScript numbers, rounded where the type is wider. For small tensors: shapes, axes, scalars. */
  numbers(): number[] {
    if (this.dtype === 'string') throw new TensorError('A tensor of strings has no numbers.');
    return Array.from(this.data as ArrayLike<number | bigint>, Number);
  }

  /** The same elements under another shape with as many. */
  reshaped(shape: readonly number[]): Tensor<T> {
    assertLength(this.dtype, shape, countOf(shape), this.size);
    return new Tensor(this.dtype, shape, this.#content, this.rest);
  }

  #read(): ArrayOf<T> {
    if ('strings' in this.#content) return this.#content.strings as ArrayOf<T>;
    const ArrayType = arrayTypeOf(this.dtype as NumericType);
    const { bytes } = this;
    const isAligned = bytes.byteOffset % ArrayType.BYTES_PER_ELEMENT === 0;
    const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes);
    return new ArrayType(buffer as ArrayBuffer, byteOffset, bytes.length / ArrayType.BYTES_PER_ELEMENT) as ArrayOf<T>;
  }
}

/** Types whose JavaScript arrays hold bit patterns, not numbers. */
const PATTERNS: ReadonlySet<DataType> = new Set<DataType>([
  ...(['float16', 'bfloat16', 'complex64', 'complex128', 'float4e2m1', 'float8e8m0'] as const),
  ...(['float8e4m3fn', 'float8e4m3fnuz', 'float8e5m2', 'float8e5m2fnuz', 'uint4', 'int4', 'uint2', 'int2'] as const),
]);

function fromNumbers(dtype: NumericType, numbers: readonly number[]): ArrayOf<NumericType> {
  if (PATTERNS.has(dtype)) {
    throw new TensorError(`Expected a ${arrayTypeOf(dtype).name} of bit patterns for ${dtype}, got numbers.`);
  }
  if (dtype === 'int64') return BigInt64Array.from(numbers, toBigInt);
  if (dtype === 'uint64') return BigUint64Array.from(numbers, toBigInt);
  const ArrayType = arrayTypeOf(dtype) as Float64ArrayConstructor;
  const array = ArrayType.from(numbers);
  const isFloat = dtype === 'float32' || dtype === 'float64';
  const wrong = isFloat ? -1 : numbers.findIndex((x, i) => x !== array[i]);
  if (wrong >= 0) throw new TensorError(`Expected numbers of ${dtype}, got ${numbers[wrong]} at ${wrong}.`);
  return array;
}

function toBigInt(x: number): bigint {
  if (!Number.isSafeInteger(x)) throw new TensorError(`Expected whole numbers below 2^53, got ${x}.`);
  return BigInt(x);
}

function countOf(shape: readonly number[]): number {
  let count = 1;
  for (const n of shape) {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new TensorError(`Expected a shape of whole numbers from 0, got [${shape.join(', ')}].`);
    }
    count *= n;
  }
  return count;
}

function assertLength(dtype: DataType, shape: readonly number[], expected: number, got: number): void {
  if (expected !== got) {
    throw new TensorError(`Expected ${expected} elements for ${dtype} [${shape.join(', ')}], got ${got}.`);
  }
}
