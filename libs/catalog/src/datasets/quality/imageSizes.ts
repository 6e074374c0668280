/**
 * @file How large a dataset's images are, and of which formats: of all images where somebody has looked at them, else of
 * a sample, evenly over the dataset, whose headers are read.
 */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import { ImageError, readImageFacts, type ImageFacts, type ImageFormat } from '@regatta/vision';
import { concurrently } from '../../concurrently.ts';
import { ImageBytes } from './imageBytes.ts';
import { readInspection } from './inspectDataset.ts';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface ImageSizes {
  /** Images looked at. */
  readonly looked: number;
  /** As stored. @unit pixels */
  readonly width: Spread | null;
  readonly height: Spread | null;
  /** Images looked at, by format, most frequent first. */
  readonly formats: readonly { readonly format: ImageFormat; readonly images: number }[];
  readonly unreadable: number;
  /** Of all images. @unit bytes */
  readonly bytes: Spread;
}

/** Reads seconds at most, also from a store far off. */
const SAMPLE_MAX = 256;
const AT_ONCE = 16;

export async function imageSizes(
  blobs: Blobs,
  manifest: DatasetManifest,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ImageSizes> {
  const seen = (await readInspection(blobs, manifest))?.facts ?? (await sample(blobs, manifest, signal));
  const readable = seen.filter((facts) => facts !== null);
  const counts = Map.groupBy(readable, ({ format }) => format);
  return {
    looked: seen.length,
    width: readable.length === 0 ? null : spread(readable.map(({ width }) => width)),
    height: readable.length === 0 ? null : spread(readable.map(({ height }) => height)),
    formats: [...counts]
      .map(([format, of]) => ({ format, images: of.length }))
      .sort((a, b) => b.images - a.images || (a.format < b.format ? -1 : 1)),
    unreadable: seen.length - readable.length,
    bytes: spread(manifest.images.map(({ bytes }) => bytes)),
  };
}

async function sample(
  blobs: Blobs,
  manifest: DatasetManifest,
  signal: AbortSignal | undefined,
): Promise<(ImageFacts | null)[]> {
  const total = manifest.images.length;
  const count = Math.min(SAMPLE_MAX, total);
  const positions = Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
  const bytesOf = (position: number) => manifest.images[position]!.bytes;
  await using source = new ImageBytes(blobs, manifest);
  return await concurrently(positions, { limit: AT_ONCE, bytesOf, signal }, async (position) => {
    try {
      return await readImageFacts(await source.of(position));
    } catch (error) {
      if (error instanceof ImageError) return null;
      throw error;
    }
  });
}

function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)! };
}
