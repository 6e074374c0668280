/** @file Images being decoded in their order, so many ahead of the one that is taken next. */
import type { Decoded } from './decodePool.ts';

export class DecodeAhead {
  readonly #images: readonly Uint8Array[];
  readonly #decode: (bytes: Uint8Array) => Promise<Decoded>;
  readonly #underWay: Promise<Decoded>[] = [];
  #asked = 0;

  constructor(images: readonly Uint8Array[], decode: (bytes: Uint8Array) => Promise<Decoded>) {
    this.#images = images;
    this.#decode = decode;
  }

  /** Has decoding begin for the next `count` images that nobody has taken. */
  prepare(count: number): void {
    while (this.#underWay.length < count && this.#asked < this.#images.length) {
      const decoded = this.#decode(this.#images[this.#asked++]!);
      // Whoever takes it hears of a failure; until then it must not count as one that nobody handles.
      decoded.catch(() => undefined);
      this.#underWay.push(decoded);
    }
  }

  /** The next image. */
  take(): Promise<Decoded> {
    this.prepare(1);
    const next = this.#underWay.shift();
    if (next === undefined) throw new RangeError(`All ${this.#images.length} images have been taken.`);
    return next;
  }
}
