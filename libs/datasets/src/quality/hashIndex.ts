/**
 * @file Hashes of 64 bits within a Hamming distance of another, without comparing all with all: multi-index hashing
 * (Norouzi, Punjani & Fleet, 2012). Of four quarters of 16 bits, one differs by at most a quarter of the distance, so
 * looking up all 137 quarters within two bits in each of four tables finds every hash within 11 bits.
 */
import assert from 'node:assert/strict';

/** The largest distance that is found without exception. @unit bits */
export const HASH_DISTANCE_MAX = 11;
const QUARTERS = 4;
const QUARTER_BITS = 16;
const QUARTER_DISTANCE_MAX = 2;

/** All numbers of 16 bits with at most two of them set. */
const NEARBY = masksWithin(QUARTER_DISTANCE_MAX);

interface Table {
  /** Where the hashes of a quarter begin in `items`; one entry more than there are quarters. */
  readonly starts: Int32Array;
  /** Positions of hashes, ascending inside a quarter. */
  readonly items: Int32Array;
  /** The two halves of each of their hashes: beside each other, since looking them up elsewhere is what takes the time. */
  readonly words: Uint32Array;
}

export class HashIndex {
  readonly #tables: readonly Table[];

  /** @param hashes 8 bytes each @param positions the hashes that can be found, ascending */
  constructor(hashes: Uint8Array, positions: Int32Array) {
    assert.equal(hashes.length % 8, 0);
    const words = toWords(hashes);
    this.#tables = Array.from({ length: QUARTERS }, (_, quarter) => sortByQuarter(quarter, words, positions));
  }

  /**
   * Calls `visit` for hashes before `end` within HASH_DISTANCE_MAX of `hash`; for some of them more than once.
   * @param hash 8 bytes
   */
  forEachNear(hash: Uint8Array, end: number, visit: (position: number, distance: number) => void): void {
    const own = toWords(hash);
    const [first, second] = [own[0]!, own[1]!];
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      const { starts, items, words } = this.#tables[quarter]!;
      const value = quarterOf(quarter < 2 ? first : second, quarter);
      for (let i = 0; i < NEARBY.length; i++) {
        const key = value ^ NEARBY[i]!;
        for (let at = starts[key]!; at < starts[key + 1]!; at++) {
          const position = items[at]!;
          if (position >= end) break;
          const distance = bitCount(words[2 * at]! ^ first) + bitCount(words[2 * at + 1]! ^ second);
          if (distance <= HASH_DISTANCE_MAX) visit(position, distance);
        }
      }
    }
  }
}

/** A counting sort. */
function sortByQuarter(quarter: number, hashes: Uint32Array, positions: Int32Array): Table {
  const keyOf = (position: number) => quarterOf(hashes[2 * position + (quarter >> 1)]!, quarter);
  const starts = new Int32Array(2 ** QUARTER_BITS + 1);
  for (const position of positions) starts[keyOf(position) + 1]!++;
  for (let key = 0; key < 2 ** QUARTER_BITS; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const items = new Int32Array(positions.length);
  const words = new Uint32Array(2 * positions.length);
  for (const position of positions) {
    const at = next[keyOf(position)]!++;
    items[at] = position;
    words.set(hashes.subarray(2 * position, 2 * position + 2), 2 * at);
  }
  return { starts, items, words };
}

function quarterOf(word: number, quarter: number): number {
  return (quarter & 1) === 0 ? word >>> QUARTER_BITS : word & 0xffff;
}

function toWords(hashes: Uint8Array): Uint32Array {
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  return Uint32Array.from({ length: hashes.length / 4 }, (_, i) => view.getUint32(4 * i));
}

/** Set bits of a number of 32 bits, all pairs at once, then all fours, then all bytes. */
function bitCount(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function masksWithin(distanceMax: number): Uint16Array {
  return Uint16Array.from(
    Array.from({ length: 2 ** QUARTER_BITS }, (_, mask) => mask).filter((mask) => bitCount(mask) <= distanceMax),
  );
}
