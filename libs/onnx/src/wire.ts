/**
 * @file Protobuf messages, field by field. Bytes are read as views into the file and written as chunks that are joined once
 * at the end, so that a gigabyte of weights is copied once on its way out and never on its way in.
 */
import protobuf from 'protobufjs/minimal.js';
import { OnnxFormatError } from './errors.ts';
import type { Int } from './model.ts';

const { Reader, Writer } = protobuf;
type Reader = protobuf.Reader;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/** How one field is read: `wire` is the encoding that this field must have. */
export interface FieldReader {
  readonly wires: readonly number[];
  readonly read: (reader: Reader, wire: number) => void;
}

/**
 * Reads one message. Fields without a reader are returned as they came, tags included.
 * @throws {OnnxFormatError} naming the message when the bytes are damaged
 */
export function readFields(
  bytes: Uint8Array,
  message: string,
  fields: Readonly<Record<number, FieldReader>>,
): Uint8Array | undefined {
  const reader = new Reader(bytes);
  const unknown: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    try {
      const tag = reader.uint32();
      const [number, wire] = [tag >>> 3, tag & 7];
      const field = fields[number];
      if (number === 0) throw new OnnxFormatError('a field has the number 0');
      if (field === undefined) {
        reader.skipType(wire);
        unknown.push(bytes.subarray(start, reader.pos));
      } else if (field.wires.includes(wire)) field.read(reader, wire);
      else throw new OnnxFormatError(`field ${number} has encoding ${wire}, expected ${field.wires.join(' or ')}`);
      if (reader.pos > reader.len) throw new OnnxFormatError(`the bytes end within field ${number}`);
    } catch (error) {
      if (error instanceof OnnxFormatError && error.message.startsWith('In ')) throw error;
      throw new OnnxFormatError(
        `In ${message}, at byte ${start} of its ${bytes.length}: ${(error as Error).message}. The file is cut or damaged, or it is no ONNX model.`,
        { cause: error },
      );
    }
  }
  return unknown.length === 0 ? undefined : join(unknown);
}

export function textField(take: (text: string) => void): FieldReader {
  return { wires: [DELIMITED], read: (reader) => take(decodeText(view(reader))) };
}

/** A view, also for nested messages. */
export function bytesField(take: (bytes: Uint8Array) => void): FieldReader {
  return { wires: [DELIMITED], read: (reader) => take(view(reader)) };
}

export function floatField(take: (value: number) => void): FieldReader {
  return { wires: [FIXED32], read: (reader) => take(reader.float()) };
}

/** One or several (packed) integers. */
export function intField(take: (value: Int) => void): FieldReader {
  return {
    wires: [VARINT, DELIMITED],
    read: (reader, wire) => {
      if (wire === VARINT) return take(readInt(reader));
      const packed = new Reader(view(reader));
      while (packed.pos < packed.len) take(readInt(packed));
    },
  };
}

/** One or several (packed) numbers of 4 or 8 bytes, as little-endian bytes. */
export function fixedField(size: 4 | 8, take: (bytes: Uint8Array) => void): FieldReader {
  return {
    wires: [size === 4 ? FIXED32 : FIXED64, DELIMITED],
    read: (reader, wire) => {
      if (wire === DELIMITED) return take(view(reader));
      if (reader.pos + size > reader.len) throw new OnnxFormatError('the bytes end within a number');
      take(reader.raw(reader.pos, (reader.pos += size)));
    },
  };
}

function view(reader: Reader): Uint8Array {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) {
    throw new OnnxFormatError(
      `a field of ${length} bytes starts at byte ${reader.pos}, ${end - reader.len} are missing`,
    );
  }
  return reader.raw(reader.pos, (reader.pos = end));
}

function readInt(reader: Reader): Int {
  const { low, high } = reader.int64();
  const value = high * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low >>> 0);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {OnnxFormatError} when the bytes are no UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new OnnxFormatError('a text is no UTF-8');
  }
}

/** Bytes from this length on are kept as chunks of their own instead of being copied into the writer. */
const CHUNK_BYTES = 512;

/** Writes one message. Values that equal the protobuf default are left out by whoever calls. */
export class MessageWriter {
  #writer = Writer.create();
  readonly #chunks: Uint8Array[] = [];
  #chunkBytes = 0;

  int(field: number, value: Int): this {
    this.#writer.uint32((field << 3) | VARINT).int64(typeof value === 'number' ? value : toLong(value));
    return this;
  }

  ints(field: number, values: readonly Int[]): this {
    for (const value of values) this.int(field, value);
    return this;
  }

  float(field: number, value: number): this {
    this.#writer.uint32((field << 3) | FIXED32).float(value);
    return this;
  }

  text(field: number, value: string): this {
    this.#writer.uint32((field << 3) | DELIMITED).string(value);
    return this;
  }

  /** The bytes are not copied before `finish`. */
  bytes(field: number, value: Uint8Array): this {
    this.#writer.uint32((field << 3) | DELIMITED).uint32(value.length);
    return this.raw(value);
  }

  message(field: number, message: MessageWriter): this {
    message.#flush();
    this.#writer.uint32((field << 3) | DELIMITED).uint32(message.#chunkBytes);
    for (const chunk of message.#chunks) this.raw(chunk);
    return this;
  }

  /** Whole fields, tags included. */
  raw(fields: Uint8Array | undefined): this {
    if (fields === undefined || fields.length === 0) return this;
    if (fields.length < CHUNK_BYTES) {
      this.#writer.raw(fields);
      return this;
    }
    this.#flush();
    this.#chunks.push(fields);
    this.#chunkBytes += fields.length;
    return this;
  }

  get length(): number {
    return this.#chunkBytes + this.#writer.pos;
  }

  /** The one copy. */
  finish(): Uint8Array {
    this.#flush();
    return join(this.#chunks);
  }

  #flush(): void {
    const chunk = this.#writer.finish();
    this.#writer = Writer.create();
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }
}

function toLong(value: bigint) {
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: false };
}

/** Memory of its own, never a piece of Node's shared pool. */
function join(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
