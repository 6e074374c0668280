/** @file The features of a dataset under one encoder, put together from the shards that `embed` jobs wrote. */
import type { Blobs } from '@regatta/blobs';
import { EmbedResult, TerminalError, type DatasetRef } from '@regatta/jobs';
import { decodeNpy, matrix, type Matrix } from '@regatta/tensor';
import type { DatasetManifest } from '@regatta/datasets';

export interface Features {
  /** One row per image of the manifest; rows of unreadable images are NaN. */
  readonly matrix: Matrix;
  readonly unreadable: ReadonlySet<number>;
  /** The provider that computed them. */
  readonly provider: string;
}

/** Enough to hide the way to a store far off, few enough to hold their bytes. */
const READS_AT_ONCE = 16;

/** Reads feature sets and keeps the last one, since evaluate jobs of one encoder and dataset follow each other. */
export class FeatureReader {
  readonly #blobs: Blobs;
  #last: { key: string; features: Features } | null = null;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /**
   * @param inputs results of the embed jobs, one per shard
   * @throws {TerminalError} shards are missing, or were computed by different providers, whose numbers must not be mixed.
   */
  async read(ref: DatasetRef, manifest: DatasetManifest, inputs: Readonly<Record<string, unknown>>): Promise<Features> {
    const parts = Object.values(inputs).map((input) => EmbedResult.parse(input));
    const first = parts[0];
    if (!first)
      throw new TerminalError(`No features were given for dataset ${ref.name}: the job depends on no embed job.`);
    const stranger = parts.find((part) => part.featureSet !== first.featureSet);
    if (stranger) {
      throw new TerminalError(
        `The shards of dataset ${ref.name} were embedded by different providers (${first.provider} and ${stranger.provider}), ` +
          'whose features must not be mixed. Name one provider in the sweep file (provider: cpu) and launch again.',
      );
    }
    const key = `${first.featureSet} ${ref.hash}`;
    if (this.#last?.key === key) return this.#last.features;
    const features = await this.#assemble(ref, manifest, parts);
    this.#last = { key, features };
    return features;
  }

  async #assemble(ref: DatasetRef, manifest: DatasetManifest, parts: readonly EmbedResult[]): Promise<Features> {
    const dimension = parts[0]!.dimension;
    const data = new Float32Array(manifest.images.length * dimension).fill(NaN);
    const imagesOfShard = groupByShard(manifest);
    const missing = manifest.shards.filter(({ index }) => !parts.some(({ shard }) => shard === index));
    if (missing.length > 0) {
      throw new TerminalError(
        `Features of ${missing.length} of ${manifest.shards.length} shards of dataset ${ref.name} are missing.`,
      );
    }
    const copyRows = async (part: EmbedResult) => {
      const array = decodeNpy(await this.#blobs.get(part.key));
      const images = imagesOfShard.get(part.shard) ?? [];
      if (array.dtype !== 'float32' || array.shape[0] !== images.length || array.shape[1] !== dimension) {
        throw new TerminalError(
          `Expected float32 features of shape [${images.length}, ${dimension}] in ${part.key}, got ${array.dtype} [${array.shape.join(', ')}].`,
        );
      }
      const rows = array.data as Float32Array;
      images.forEach((image, i) => data.set(rows.subarray(i * dimension, (i + 1) * dimension), image * dimension));
    };
    const left = [...parts];
    const readers = Array.from({ length: READS_AT_ONCE }, async () => {
      for (let part = left.pop(); part !== undefined; part = left.pop()) await copyRows(part);
    });
    await Promise.all(readers);
    const unreadable = new Set(parts.flatMap((part) => part.unreadable.map(({ image }) => image)));
    return { matrix: matrix(data, manifest.images.length, dimension), unreadable, provider: parts[0]!.provider };
  }
}

/** Positions of images in the manifest, by shard, in the order of their rows. */
export function groupByShard(manifest: DatasetManifest): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  manifest.images.forEach(({ shard }, image) => {
    const group = groups.get(shard);
    if (group) group.push(image);
    else groups.set(shard, [image]);
  });
  return groups;
}
