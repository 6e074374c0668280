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

/** A number per image: its group's, or one of its own where it has none. Numbers follow the order of first appearance. */
export function groupNumbers(all: DatasetManifest['images'], of: Int32Array): Int32Array {
  const numbers = new Map<string, number>();
  let next = 0;
  return of.map((image) => {
    const { group } = all[image]!;
    if (group === null) return next++;
    if (!numbers.has(group)) numbers.set(group, next++);
    return numbers.get(group)!;
  });
}

type Fault = 'none' | 'zero' | { readonly column: number };

/** Finds features that no probe can use; each image is looked at once, however many splits hold it. */
export class FeatureFaults {
  readonly #features: Features;
  readonly #manifest: DatasetManifest;
  readonly #faultOf = new Map<number, Fault>();
  readonly #known = new Map<EvaluatedSplit, Map<boolean, string | null>>();

  constructor(features: Features, manifest: DatasetManifest) {
    this.#features = features;
    this.#manifest = manifest;
  }

  /** Why this split cannot be used, or null. `needsDirection`: rows are to be scaled to length 1. */
  find(split: EvaluatedSplit, { needsDirection }: { needsDirection: boolean }): string | null {
    let known = this.#known.get(split);
    if (known === undefined) this.#known.set(split, (known = new Map<boolean, string | null>()));
    let fault = known.get(needsDirection);
    if (fault === undefined) known.set(needsDirection, (fault = this.#search(split, needsDirection)));
    return fault;
  }

  #search({ train, val, test }: EvaluatedSplit, needsDirection: boolean): string | null {
    for (const images of [train, val, test]) {
      for (const image of images) {
        let fault = this.#faultOf.get(image);
        if (fault === undefined) this.#faultOf.set(image, (fault = this.#look(image)));
        if (fault === 'none' || (fault === 'zero' && !needsDirection)) continue;
        return this.#describe(image, fault);
      }
    }
    return null;
  }

  #describe(image: number, fault: Exclude<Fault, 'none'>): string {
    const { path } = this.#manifest.images[image]!;
    if (fault === 'zero')
      return `The features of ${path} are all 0: they have no direction, which cosines and scaling l2 need.`;
    const value = row(this.#features.matrix, image)[fault.column];
    return `The features of ${path} are not all numbers: got ${value} in column ${fault.column}. The encoder overflows at its precision, or is broken.`;
  }

  #look(image: number): Fault {
    const values = row(this.#features.matrix, image);
    const column = values.findIndex((value) => !Number.isFinite(value));
    if (column >= 0) return { column };
    return values.every((value) => value === 0) ? 'zero' : 'none';
  }
}
