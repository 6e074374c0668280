/** @file What a protocol is asked and what it answers: which images train, validate and test, and the answer's hash. */
import { createHash } from 'node:crypto';
import type { Content } from './content.ts';
import { IDENTITY_BYTES, type Identities } from './identity.ts';

export const SPLIT_PROTOCOLS = ['few-shot', 'published', 'study'] as const;

/** The question put to a protocol; the same shape as `SplitRequest` of the contract. */
export interface SplitRequest {
  readonly protocol: (typeof SPLIT_PROTOCOLS)[number];
  /** Labels per class, training and validation together. */
  readonly budget: number | 'all';
  readonly draw: number;
  readonly seed: number;
  /** True when a part of the budget is set aside to choose by validation. */
  readonly holdOut: boolean;
}

/** Images are positions in the manifest, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly val: Int32Array;
  /** `test`; or `id`, `ood` and each domain. */
  readonly subsets: readonly { readonly name: string; readonly images: Int32Array }[];
  /** All images of the subsets, each once: the order of stored predictions. */
  readonly test: Int32Array;
  /** Labels per class that the budget really gave, training and validation together: smallest and largest class. */
  readonly gotMin: number;
  readonly gotMax: number;
  /** What a reader of the numbers should know, for example that a class has fewer labels than asked for. */
  readonly notes: readonly string[];
}

/**
 * A protocol of one dataset; what its splits share is computed once.
 * @throws {DatasetError} when the dataset cannot be split so
 */
export type Protocol = (content: Content) => (request: SplitRequest) => Split;

/** Names splits by the contents of their images: equal images on each side are one split, whoever asked and however. */
export class SplitHasher {
  readonly #identities: Identities;
  /** Splits of one dataset and seed share their test images: the same array need not be hashed ten thousand times. */
  readonly #digests = new WeakMap<Int32Array, string>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  hash({ train, val, subsets }: Pick<Split, 'train' | 'val' | 'subsets'>): string {
    const parts = subsets.map(({ name, images }) => [name, this.#digest(images)]);
    const content = JSON.stringify([2, this.#digest(train), this.#digest(val), parts]);
    return createHash('sha256').update(content).digest('hex');
  }

  #digest(images: Int32Array): string {
    let known = this.#digests.get(images);
    if (known === undefined) this.#digests.set(images, (known = this.#compute(images)));
    return known;
  }

  #compute(images: Int32Array): string {
    const { order, bytes } = this.#identities;
    const isIn = new Uint8Array(order.length);
    for (const image of images) isIn[image] = 1;
    const content = Buffer.alloc(images.length * IDENTITY_BYTES);
    let next = 0;
    for (let place = 0; place < order.length; place++) {
      if (isIn[order[place]!] === 0) continue;
      const at = place * IDENTITY_BYTES;
      next += bytes.copy(content, next, at, at + IDENTITY_BYTES);
    }
    return createHash('sha256').update(content).digest('hex');
  }
}
