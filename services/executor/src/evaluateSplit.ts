/** @file A split as probes may use it: readable images only, and features that are numbers. */
import type { DatasetManifest, Split } from '@regatta/datasets';
import type { EvaluatePayload, SplitCounts } from '@regatta/jobs';
import { row } from '@regatta/tensor';
import type { Features } from './features.ts';

export type EvaluatedCell = EvaluatePayload['cells'][number];

/** Images are positions in the manifest. */
export interface EvaluatedSplit {
  readonly split: Split;
  readonly train: Int32Array;
  readonly val: Int32Array;
  readonly test: Int32Array;
  /** Images left out because they cannot be read. */
  readonly excluded: number;
  readonly counts: SplitCounts;
}

/** Leaves out what cannot be read. */
export function readableSplit(
  split: Split,
  hash: string,
  { manifest, features }: { manifest: DatasetManifest; features: Features },
): EvaluatedSplit {
  const isReadable = (image: number) => !features.unreadable.has(image);
  const [train, val, test] = [split.train, split.val, split.test].map((images) => images.filter(isReadable));
  const excluded = split.train.length + split.val.length + split.test.length;
  const perClass = new Array<number>(manifest.classes.length).fill(0);
  for (const image of [...train!, ...val!]) perClass[manifest.images[image]!.label]!++;
  return {
    split,
    train: train!,
    val: val!,
    test: test!,
    excluded: excluded - train!.length - val!.length - test!.length,
    counts: {
      hash,
      train: train!.length,
      val: val!.length,
      test: test!.length,
      gotMin: Math.min(...perClass),
      gotMax: Math.max(...perClass),
    },
  };
}

/** Classes of images. */
export function labelsOf({ images }: DatasetManifest, of: Int32Array): Int32Array {
  return of.map((image) => images[image]!.label);
}

/** Finds features that no probe can use; each image is looked at once, however many splits hold it. */
export class FeatureFaults {
  readonly #features: Features;
  readonly #manifest: DatasetManifest;
  readonly #known = new Map<number, 'none' | 'zero' | { readonly column: number }>();

  constructor(features: Features, manifest: DatasetManifest) {
    this.#features = features;
    this.#manifest = manifest;
  }

  /** Why these images cannot be used, or null. `needsDirection`: rows are to be scaled to length 1. */
  find(images: Iterable<number>, { needsDirection }: { needsDirection: boolean }): string | null {
    for (const image of images) {
      let fault = this.#known.get(image);
      if (fault === undefined) this.#known.set(image, (fault = this.#look(image)));
      if (fault === 'none' || (fault === 'zero' && !needsDirection)) continue;
      const { path } = this.#manifest.images[image]!;
      if (fault === 'zero')
        return `The features of ${path} are all 0: they have no direction, which cosines and scaling l2 need.`;
      const value = row(this.#features.matrix, image)[fault.column];
      return `The features of ${path} are not all numbers: got ${value} in column ${fault.column}. The encoder overflows at its precision, or is broken.`;
    }
    return null;
  }

  #look(image: number): 'none' | 'zero' | { readonly column: number } {
    const values = row(this.#features.matrix, image);
    const column = values.findIndex((value) => !Number.isFinite(value));
    if (column >= 0) return { column };
    return values.every((value) => value === 0) ? 'zero' : 'none';
  }
}
