/** @file The handler of `embed` jobs: one shard of images in, one object of features out. */
import type { ReadableShard } from '@regatta/blobs';
import type { DatasetImage } from '@regatta/datasets';
import { featureSetHash, featuresKey } from '@regatta/encoders';
import { TerminalError, type EmbedPayload, type EmbedResult, type UnreadableImage } from '@regatta/jobs';
import { availableProviders, type Provider } from '@regatta/runtime';
import { encodeNpy } from '@regatta/tensor';
import type { Preprocessing } from '@regatta/vision';
import { embedImages, type EmbeddedImages } from './embedImages.ts';
import { groupByShard } from './features.ts';
import { readStoredFeatures } from './featureSet.ts';
import type { JobContext, JobHandler } from './handler.ts';
import type { OpenDataset } from './objects.ts';

/** One shard of a dataset: row i of its features belongs to the i-th of its images. */
interface Shard extends ReadableShard {
  readonly images: readonly (DatasetImage & { readonly position: number })[];
}

interface Work {
  readonly payload: EmbedPayload;
  readonly context: JobContext;
  readonly shard: Shard;
  readonly preprocessing: Preprocessing;
}

export const embed: JobHandler<'embed'> = async (payload, context) => {
  const startedAt = performance.now();
  const { objects, signal } = context;
  const shard = findShard(payload, await objects.dataset(payload.dataset));
  const { preprocessing } = await objects.spec(payload.encoder);
  signal.throwIfAborted();
  const work: Work = { payload, context, shard, preprocessing };
  const total = shard.images.length;
  context.progress({ done: 0, total, unit: 'images', perSecond: 0, busy: 0, starved: 0 });

  // Features of the provider that will probably be used can be found without opening the encoder.
  const probable = probableProvider(payload.provider);
  const found = await findFeatures(work, { provider: probable.provider, fallback: probable.fallback });
  if (found !== null) return found;
  const [images, encoder] = await Promise.all([
    objects.shards.read(shard),
    objects.encoder(payload.encoder, payload.provider),
  ]);
  signal.throwIfAborted();
  const { provider, fallback } = encoder.session;
  if (provider !== probable.provider) {
    const other = await findFeatures(work, { provider, fallback });
    if (other !== null) return other;
  }

  const embedded = await embedImages(images, {
    decode: (bytes) => context.decoder.decode(bytes, preprocessing),
    forward: encoder.forward,
    side: encoder.side,
    batch: encoder.batch,
    signal,
    onProgress: ({ done, perSecond, busy, starved }) =>
      context.progress({ done, total, unit: 'images', perSecond, busy, starved }),
  });
  const unreadable = nameUnreadable(work, embedded.unreadable);
  checkFeatures(work, embedded);
  const featureSet = featureSetHash(payload.encoder, provider);
  const key = featuresKey(featureSet, shard.sha256);
  const { features, dimension, shares } = embedded;
  await context.blobs.put(key, encodeNpy({ dtype: 'float32', shape: [total, dimension], data: features }));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    featureSet,
    key,
    shard: payload.shard.index,
    rows: total,
    dimension,
    provider,
    fallback,
    unreadable,
    reused: false,
    batch: encoder.batch.images,
    imagesPerSecond: total / shares.seconds,
    busy: shares.busy,
    starved: shares.starved,
    seconds,
  };
};

function findShard({ dataset, shard }: EmbedPayload, { manifest }: OpenDataset): Shard {
  const found = manifest.shards[shard.index];
  if (found?.sha256 !== shard.sha256) {
    throw new TerminalError(
      `Expected shard ${shard.index} of dataset ${dataset.name} to be ${shard.sha256}, got ${found?.sha256 ?? 'no such shard'}: plan again.`,
    );
  }
  const positions = groupByShard(manifest).get(shard.index) ?? [];
  const images = positions.map((position) => ({ ...manifest.images[position]!, position }));
  return { key: found.key, source: manifest.source ?? null, sha256: found.sha256, bytes: found.bytes, images };
}

/** The provider that a session will get, unless its creation fails. */
function probableProvider(asked: EmbedPayload['provider']): { provider: Provider; fallback: string | null } {
  const available = availableProviders();
  const best = available[0] ?? 'cpu';
  if (asked === 'auto') return { provider: best, fallback: null };
  if (available.includes(asked)) return { provider: asked, fallback: null };
  return { provider: 'cpu', fallback: `${asked} is not available on this machine` };
}

/** The result when the features are there already; null when they are not. */
async function findFeatures(
  work: Work,
  { provider, fallback }: { provider: string; fallback: string | null },
): Promise<EmbedResult | null> {
  const { payload, context, shard, preprocessing } = work;
  const startedAt = performance.now();
  const featureSet = featureSetHash(payload.encoder, provider);
  const key = featuresKey(featureSet, shard.sha256);
  const stored = await readStoredFeatures(context.blobs, key, shard.images.length);
  if (stored === null) return null;
  const reasons = await Promise.all(
    stored.unreadableRows.map(async (row) => {
      const image = await context.objects.shards.readImage(shard, shard.images[row]!);
      const decoded = await context.decoder.decode(image, preprocessing);
      const reason = 'reason' in decoded ? decoded.reason : 'could not be read when its features were computed';
      return { row, reason };
    }),
  );
  return {
    featureSet,
    key,
    shard: payload.shard.index,
    rows: shard.images.length,
    dimension: stored.dimension,
    provider,
    fallback,
    unreadable: nameUnreadable(work, reasons),
    reused: true,
    batch: 0,
    imagesPerSecond: 0,
    busy: 0,
    starved: 0,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** @throws {TerminalError} with the whole list, when more images are unreadable than the job allows */
function nameUnreadable(
  { payload, shard }: Work,
  unreadable: readonly { row: number; reason: string }[],
): UnreadableImage[] {
  const named = unreadable.map(({ row, reason }) => {
    const { position, path } = shard.images[row]!;
    return { image: position, path, reason };
  });
  const share = named.length / shard.images.length;
  if (share > payload.unreadableShareMax || named.length === shard.images.length) {
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    throw new TerminalError(
      `${named.length} of ${shard.images.length} images of shard ${payload.shard.index} of dataset ${payload.dataset.name} cannot be read ` +
        `(${percent(share)}, allowed are ${percent(payload.unreadableShareMax)}). Repair or remove them and import the dataset again:\n` +
        named.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n'),
    );
  }
  return named;
}

/** @throws {TerminalError} a feature of a readable image is not a number: nothing computed from it would be one */
function checkFeatures({ payload, shard }: Work, { features, dimension, unreadable }: EmbeddedImages): void {
  const skipped = new Set(unreadable.map(({ row }) => row));
  for (const [row, { path }] of shard.images.entries()) {
    if (skipped.has(row)) continue;
    for (let j = row * dimension; j < (row + 1) * dimension; j++) {
      if (Number.isFinite(features[j])) continue;
      throw new TerminalError(
        `Encoder ${payload.encoder.name} gave ${features[j]} for ${path} of dataset ${payload.dataset.name}: its weights, preprocessing or precision do not fit.`,
      );
    }
  }
}
