/**
 * @file Images per second of an `embed` job's inner loop, against what the same cores could do at best: the time of bare
 * runs (batches that are ready) plus the time of bare decoding (nothing else to do). The same share of processor time says
 * what the loop itself costs; what it leaves idle shows in the first share alone, as does other work on the machine.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EncoderSpec, buildControl } from '@regatta/encoders';
import { sha256 } from '@regatta/tensor';
import sharp from 'sharp';
import { DecodePool } from '../../services/executor/src/decodePool.ts';
import { embedImages } from '../../services/executor/src/embedImages.ts';
import { Objects, type OpenEncoder } from '../../services/executor/src/objects.ts';
import { openSmallStore, storeEncoder } from '../../services/executor/test/smallStore.ts';
import { median } from '../support/measure.ts';

const ROOT = join(import.meta.dirname, '../..');
const MOBILENET = join(ROOT, '../shared/data/encoders/mobilenet-v2-1.0-224.onnx');
const IMAGES = 256;
const ROUNDS = 5;
const PHOTO = { width: 500, height: 375 };

export default async function run(): Promise<string> {
  const threads = availableParallelism();
  const photos = await cutPhotos();
  const store = await openSmallStore();
  const objects = new Objects(store.blobs, threads);
  const decoder = new DecodePool({ threads });
  const rows: string[] = [];
  try {
    for (const candidate of candidates()) {
      const encoder = await objects.encoder(await storeEncoder(store.blobs, candidate), 'cpu');
      const { name } = candidate.spec;
      rows.push(`| ${[name, encoder.side, ...(await measure(encoder, { decoder, photos }))].join(' | ')} |`);
    }
  } finally {
    await Promise.all([objects.close(), decoder.close()]);
    await store.remove();
  }
  return [
    `Images per second, ${IMAGES} JPEGs of ${PHOTO.width}x${PHOTO.height}, ${threads} cores, median of ${ROUNDS} rounds`,
    '',
    '| encoder | side | batch | bare runs | bare decoding | both at best | **embed** | of the best | of the best, processor time |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

async function measure(
  encoder: OpenEncoder,
  { decoder, photos }: { decoder: DecodePool; photos: readonly Uint8Array[] },
): Promise<(string | number)[]> {
  const { forward, side, batch, spec } = encoder;
  const decode = (bytes: Uint8Array) => decoder.decode(bytes, spec.preprocessing);
  const signal = new AbortController().signal;
  const embed = () => embedImages(photos, { decode, forward, side, batch, signal, onProgress: () => undefined });
  // Finds the batch first, so that the bare runs have the same.
  for (let i = 0; i < 3; i++) await embed();
  const size = Math.min(batch.images, IMAGES);
  const pixels = new Uint8Array(size * side * side * 3).map((_, i) => i % 251);
  const { runs, decoding, whole } = await inTurns({
    runs: async () => {
      for (let done = 0; done < IMAGES; done += size) await forward(pixels, size);
    },
    decoding: () => Promise.all(photos.map(decode)),
    whole: embed,
  });
  const perSecond = (ms: number) => Math.round((1000 * IMAGES) / ms);
  const best = runs.ms + decoding.ms;
  const share = (part: number, all: number) => `${Math.round((100 * part) / all)} %`;
  return [
    ...[size, ...[runs.ms, decoding.ms, best, whole.ms].map(perSecond)],
    ...[share(best, whole.ms), share(runs.processorMs + decoding.processorMs, whole.processorMs)],
  ];
}

/** Medians of wall and processor time of each, A B C, A B C, and so on. */
async function inTurns<K extends string>(contenders: Readonly<Record<K, () => Promise<unknown>>>) {
  const entries = Object.entries(contenders) as [K, () => Promise<unknown>][];
  const turns = new Map<K, { ms: number; processorMs: number }[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of entries) {
      const [start, before] = [performance.now(), process.cpuUsage()];
      await work();
      const { user, system } = process.cpuUsage(before);
      turns.get(name)!.push({ ms: performance.now() - start, processorMs: (user + system) / 1000 });
    }
  }
  const medians = [...turns].map(([name, own]) => [
    name,
    { ms: median(own.map(({ ms }) => ms)), processorMs: median(own.map(({ processorMs }) => processorMs)) },
  ]);
  return Object.fromEntries(medians) as Record<K, { ms: number; processorMs: number }>;
}

/** Different parts of one photo, as files. */
async function cutPhotos(): Promise<Uint8Array[]> {
  const photo = readFileSync(join(ROOT, 'test/golden/vision/images/jpeg-big-1600x1200.jpg'));
  return Promise.all(
    Array.from({ length: IMAGES }, (_, i) =>
      sharp(photo)
        .extract({ left: (i * 41) % 1100, top: (i * 67) % 825, ...PHOTO })
        .jpeg({ quality: 90 })
        .toBuffer(),
    ),
  );
}

/** The dearest and the cheapest control, and a pretrained network where there is one. */
function candidates(): { weights: Uint8Array; spec: EncoderSpec }[] {
  const controls = [buildControl('hog'), buildControl('random-vit')];
  if (!existsSync(MOBILENET)) return controls;
  const weights = readFileSync(MOBILENET);
  const spec = EncoderSpec.parse({
    ...{ version: 1, name: 'mobilenet-v2', role: 'pretrained', weights: sha256(weights), licence: 'Apache-2.0' },
    ...{ input: { name: 'pixel_values' }, tap: { tensor: 'embedding' }, precision: 'fp32' },
    preprocessing: {
      ...{ resize: { mode: 'exact', size: 224, interpolation: 'bilinear' }, rescale: 1 },
      ...{ mean: [128, 128, 128], std: [128, 128, 128] },
    },
  });
  return [...controls, { weights, spec }];
}
