/**
 * @file Images in, features out: decoding on its threads and runs of the encoder on the main thread, side by side.
 *
 * While a run holds up the main thread, the threads work on the next two batches: one to be there when the run ends,
 * one so that they need not stop when they are the faster side. So at most three batches of pixels are in memory.
 */
import { BATCH_MIN, type BatchSize } from './batchSize.ts';
import { breathe } from './breathe.ts';
import { DecodeAhead } from './decodeAhead.ts';
import type { Decoded } from './decodePool.ts';
import { Stopwatch, type Lap, type Shares } from './stopwatch.ts';

/** Batches that are decoded while one runs. */
const BATCHES_AHEAD = 2;

export interface EmbedImagesOptions {
  readonly decode: (bytes: Uint8Array) => Promise<Decoded>;
  /**
   * Runs the encoder.
   * @param pixels uint8, shape [count, side, side, 3]
   * @returns float32, shape [count, dimension]
   * @throws {OutOfMemoryError} the batch is too large
   */
  readonly forward: (pixels: Uint8Array<ArrayBuffer>, count: number) => Promise<Float32Array>;
  /** Side of the encoder's input. @unit pixels */
  readonly side: number;
  readonly batch: BatchSize;
  readonly signal: AbortSignal;
  /** Hears twice a second at most how far it is. */
  readonly onProgress: (lap: Lap) => void;
}

export interface EmbeddedImages {
  /** Shape [images, dimension]; rows of unreadable images are NaN. */
  readonly features: Float32Array<ArrayBuffer>;
  readonly dimension: number;
  readonly unreadable: readonly { readonly row: number; readonly reason: string }[];
  /** Of the whole time. */
  readonly shares: Shares;
}

/** The memory of the machine or of the device does not hold a batch. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

export async function embedImages(images: readonly Uint8Array[], options: EmbedImagesOptions): Promise<EmbeddedImages> {
  const { batch, signal, onProgress } = options;
  const ahead = new DecodeAhead(images, options.decode);
  const stopwatch = new Stopwatch(onProgress);
  const unreadable: { row: number; reason: string }[] = [];
  const rows: { row: number; feature: Float32Array }[] = [];
  let next = 0;

  const gather = async (): Promise<{ row: number; pixels: Uint8Array }[]> => {
    const gathered: { row: number; pixels: Uint8Array }[] = [];
    while (gathered.length < batch.images && next < images.length) {
      ahead.prepare(batch.images);
      const decoded = await ahead.take();
      const row = next++;
      if ('pixels' in decoded) gathered.push({ row, pixels: decoded.pixels });
      else unreadable.push({ row, reason: decoded.reason });
    }
    return gathered;
  };

  while (next < images.length) {
    let gathered = await stopwatch.time('starved', gather);
    ahead.prepare(batch.images * BATCHES_AHEAD);
    while (gathered.length > 0) {
      // After a run that the memory did not hold, what was gathered is more than a batch.
      const now = gathered.slice(0, batch.images);
      const features = await stopwatch.time('busy', () => runBatch(now, options));
      if (features === null) continue;
      for (const [i, { row }] of now.entries()) rows.push({ row, feature: features[i]! });
      gathered = gathered.slice(now.length);
      await breathe(signal);
    }
    stopwatch.lap(next, next === images.length);
  }
  return { ...assemble(images.length, rows), unreadable, shares: stopwatch.whole() };
}

/** @returns one row per image; null when the memory did not hold the batch, which is smaller now */
async function runBatch(
  gathered: readonly { pixels: Uint8Array }[],
  { forward, side, batch }: EmbedImagesOptions,
): Promise<Float32Array[] | null> {
  const count = Math.max(BATCH_MIN, gathered.length);
  const bytes = side * side * 3;
  const pixels = new Uint8Array(count * bytes);
  for (const [i, image] of gathered.entries()) pixels.set(image.pixels, i * bytes);
  const residentBefore = process.memoryUsage.rss();
  const startedAt = performance.now();
  try {
    const features = await forward(pixels, count);
    batch.observe({
      images: count,
      seconds: (performance.now() - startedAt) / 1000,
      grownBytes: process.memoryUsage.rss() - residentBefore,
      freeBytes: process.availableMemory(),
    });
    const dimension = features.length / count;
    return gathered.map((_, i) => features.subarray(i * dimension, (i + 1) * dimension));
  } catch (error) {
    if (error instanceof OutOfMemoryError && batch.shrink()) return null;
    throw error;
  }
}

function assemble(
  count: number,
  rows: readonly { row: number; feature: Float32Array }[],
): { features: Float32Array<ArrayBuffer>; dimension: number } {
  const dimension = rows[0]?.feature.length ?? 1;
  const features = new Float32Array(count * dimension).fill(NaN);
  for (const { row, feature } of rows) features.set(feature, row * dimension);
  return { features, dimension };
}
