/** @file What a protocol answers: which images train, validate and test, and the hash that names the answer. */
import { createHash } from 'node:crypto';

/** The question put to a protocol; the same shape as `SplitRequest` of the contract. */
export interface FewShotRequest {
  readonly protocol: 'few-shot';
  /** Labels per class, training and validation together. */
  readonly budget: number | 'all';
  readonly draw: number;
  readonly seed: number;
  /** True when a fifth of the budget is set aside to choose by validation. */
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

/** The name of a split: equal images on each side are one split, whatever budget and draw they came from. */
export function splitHash({ train, val, subsets }: Split): string {
  const parts = subsets.map(({ name, images }) => [name, digest(images)]);
  const content = JSON.stringify([1, digest(train), digest(val), parts]);
  return createHash('sha256').update(content).digest('hex');
}

/** Splits of one dataset and seed share their test images: the same array need not be hashed ten thousand times. */
const digests = new WeakMap<Int32Array, string>();

function digest(images: Int32Array): string {
  let known = digests.get(images);
  if (known === undefined) {
    // By text, so that the hash does not depend on the byte order of the machine.
    known = createHash('sha256').update(images.join(',')).digest('hex');
    digests.set(images, known);
  }
  return known;
}
