/**
 * @file The lookup table of a Huffman code as `decodeBlock` of jpeg.wat reads it: by the next 11 bits, the code's symbol and,
 * where they fit, the bits of the coefficient behind it, so that most coefficients take one lookup.
 */
import type { HuffmanCode } from './jpegHeader.ts';

const LOOKUP_BITS = 11;
const LENGTH_MAX = 16;
/** Entries, five pairs for the lengths from 12 to 16, symbols. @unit bytes */
const HUFFMAN_TABLE_BYTES = 4 * 2 ** LOOKUP_BITS + 8 * (LENGTH_MAX - LOOKUP_BITS) + 256;

/** A value's bits follow the code. */
const BITS_FOLLOW = 0x80;
/** The index grows beyond all coefficients: the end of a block. */
const END_OF_BLOCK = 192;

/** @returns HUFFMAN_TABLE_BYTES bytes; null where it is no code */
export function huffmanTable({ counts, symbols }: HuffmanCode, kind: 'dc' | 'ac'): Uint8Array | null {
  const bytes = new Uint8Array(HUFFMAN_TABLE_BYTES);
  const entries = new Int32Array(bytes.buffer, 0, 2 ** LOOKUP_BITS);
  const long = new Int32Array(bytes.buffer, entries.byteLength, 2 * (LENGTH_MAX - LOOKUP_BITS));
  bytes.set(symbols, entries.byteLength + long.byteLength);
  let [code, next] = [0, 0];
  for (let length = 1; length <= LENGTH_MAX; length++, code <<= 1) {
    const begin = { code, next };
    for (let i = 0; i < counts[length - 1]!; i++, code++, next++) {
      const symbol = symbols[next]!;
      if (kind === 'dc' && symbol > 15) return null;
      if (length <= LOOKUP_BITS) fill(entries, { code, length, symbol, kind });
    }
    if (code > 2 ** length) return null;
    if (length > LOOKUP_BITS) {
      const row = 2 * (length - LOOKUP_BITS - 1);
      long[row] = code << (LENGTH_MAX - length);
      long[row + 1] = begin.next - begin.code;
    }
  }
  return bytes;
}

/** Every entry that begins with the code. */
function fill(
  entries: Int32Array,
  { code, length, symbol, kind }: { code: number; length: number; symbol: number; kind: 'dc' | 'ac' },
): void {
  const free = LOOKUP_BITS - length;
  const from = code << free;
  const [run, size] = [symbol >> 4, symbol & 15];
  const isEnd = size === 0 && run !== 15;
  const grows = kind === 'dc' ? 0 : isEnd ? END_OF_BLOCK : run + 1;
  if (size > free) {
    entries.fill((size << 16) | (grows << 8) | BITS_FOLLOW | length, from, from + (1 << free));
    return;
  }
  const each = 1 << (free - size);
  for (let bits = 0; bits < 1 << size; bits++) {
    // A first bit of 0 says that the value is negative.
    const value = size === 0 || bits >> (size - 1) === 1 ? bits : bits - (1 << size) + 1;
    const at = from + bits * each;
    entries.fill((value << 16) | (grows << 8) | (length + size), at, at + each);
  }
}
