/**
 * @file Seeded random numbers that are the same on every machine: xoshiro128** (Blackman and Vigna, 2018), its state
 * filled from a SHA-256 of the seed, so that seeds 0 and 1, or "a" and "b", share nothing.
 */
import { createHash } from 'node:crypto';

export class Random {
  readonly #state = new Uint32Array(4);
  readonly #seed: string;
  #spareNormal: number | null = null;

  /** @param seed a number or a text; `1` and `"1"` are different seeds. */
  constructor(seed: number | string) {
    this.#seed = typeof seed === 'number' ? `#${seed}` : seed;
    const digest = createHash('sha256').update(this.#seed).digest();
    for (let i = 0; i < 4; i++) this.#state[i] = digest.readUInt32LE(4 * i);
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  /** 32 uniform bits. */
  bits(): number {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11);
    return result;
  }

  /** Uniform in [0, 1) with 53 bits. */
  next(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** Uniform whole number in [0, bound), without bias (rejection). */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`Expected a bound from 1 to 2^32, got ${bound}.`);
    }
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const value = this.bits();
      if (value < limit) return value % bound;
    }
  }

  /** Standard normal, by the polar method (Marsaglia, 1964). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spareNormal = v * factor;
      return u * factor;
    }
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<T>(array: T[]): T[] {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = array[i]!;
      array[i] = array[j]!;
      array[j] = swapped;
    }
    return array;
  }

  /** The numbers 0 to n - 1 in random order. */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  /** An independent generator named by this one's seed and a label; does not advance this one. */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`);
  }
}

function rotate(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
