/**
 * @file The resamples of a test set, drawn once for all cells that are scored on it: they are the same for every method
 * and encoder, so that what is luck of the draw is the same luck for all.
 */
import type { DatasetManifest } from '@regatta/datasets';
import { clusteredResampler, stratifiedResampler, type Resamples } from '@regatta/metrics';
import { Random } from '@regatta/tensor';
import { groupNumbers } from './evaluateSplit.ts';

/** Rows of all resamples of a subset together: so many take a cell a few hundredths of a second, and 16 MB. */
const ROWS_MAX = 4_000_000;
const RESAMPLES_MIN = 200;
const RESAMPLES_MAX = 1000;
/** Test sets whose resamples are kept. */
const KEPT = 8;

export class TestResamples {
  readonly #manifest: DatasetManifest;
  readonly #known = new Map<string, { images: Int32Array; resamples: Resamples }>();

  constructor(manifest: DatasetManifest) {
    this.#manifest = manifest;
  }

  /**
   * By whole groups where the dataset names any with several images here, else among the images of each class.
   * @param rows readable images of the subset, and the class of each
   */
  of({ name }: { name: string }, { images, truth }: { images: Int32Array; truth: Int32Array }): Resamples {
    const known = this.#known.get(name);
    if (known !== undefined && isSame(known.images, images)) return known.resamples;
    const groups = this.#groupsOf(images);
    const random = new Random(`scores ${name}`);
    const resample = groups === null ? stratifiedResampler(truth, random) : clusteredResampler(groups, random);
    const count = Math.max(RESAMPLES_MIN, Math.min(RESAMPLES_MAX, Math.floor(ROWS_MAX / images.length)));
    const rows = Array.from({ length: count }, () => Int32Array.from(resample()));
    const resamples = { rows, clusters: groups === null ? null : new Set(groups).size };
    this.#known.delete(name);
    this.#known.set(name, { images, resamples });
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value!);
    return resamples;
  }

  /** Number of each image's group, one of its own where it has none; null when no two images share one. */
  #groupsOf(images: Int32Array): Int32Array | null {
    const groups = groupNumbers(this.#manifest.images, images);
    return new Set(groups).size === images.length ? null : groups;
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
