/**
 * @file A random order in which each thing's place follows from what it is and from a seed, not from what else there is:
 * one thing more moves no two others past each other. (Sampling by hash, as in bottom-k sketches: Cohen and Kaplan, 2007.)
 */
import { createHash } from 'node:crypto';

/** 64 bits of each thing's own hash: two words. */
export const WORDS = 2;

/**
 * @param words shape [n, 2]; things must stand in an order that does not depend on where they came from, for that
 *   decides ties
 * @param seed any text; other texts give unrelated orders
 * @returns the numbers 0 to n - 1 in random order
 */
export function hashOrder(words: Uint32Array, seed: string): Uint32Array {
  const digest = createHash('sha256').update(seed).digest();
  const [a, b] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  const n = words.length / WORDS;
  const { scale, drop } = keyLayout(n);
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const key = mix(mix(words[WORDS * i]! ^ a) ^ words[WORDS * i + 1]! ^ b);
    keys[i] = (key >>> drop) * scale + i;
  }
  return numbersOf(keys.sort(), scale);
}

/**
 * A key and a number below n together in the 53 bits of a double, since plain numbers sort fast: (key >>> drop) * scale + i.
 */
export function keyLayout(n: number): { scale: number; drop: number } {
  const bits = Math.ceil(Math.log2(n + 1));
  return { scale: 2 ** bits, drop: Math.max(0, 32 + bits - 53) };
}

/** What is below `scale` in each key. */
export function numbersOf(keys: Float64Array, scale: number): Uint32Array {
  const numbers = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) numbers[i] = keys[i]! - Math.floor(keys[i]! / scale) * scale;
  return numbers;
}

/** The finalizer of MurmurHash3 (Appleby, 2011): every bit of the input turns half of the output's. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
