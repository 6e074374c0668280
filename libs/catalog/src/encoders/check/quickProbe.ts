/**
 * @file Does an encoder know more than no encoder at all? The nearest other image, by cosine, is of the same class or not:
 * leave-one-out over some images of a dataset, for the encoder and for every control, on the same images. Images of one
 * group (one motif by several vendors, one burst) do not count as each other's neighbours.
 */
import { ShardReader, type Blobs } from '@regatta/blobs';
import type { DatasetImage, DatasetManifest } from '@regatta/datasets';
import { buildEncoder, type EncoderSpec } from '@regatta/encoders';
import { mcNemar } from '@regatta/metrics';
import { createSession } from '@regatta/runtime';
import { ImageError, decodeAndPrepare } from '@regatta/vision';
import { CatalogError } from '../../errors.ts';
import { weightsKey } from '../weights.ts';
import type { CheckOptions } from './checkEncoder.ts';
import { chooseImages } from './chooseImages.ts';
import type { Features } from './findings.ts';
import { runOn } from './runOn.ts';

export interface QuickProbe {
  readonly dataset: string;
  readonly images: number;
  readonly classes: number;
  /** Share of images whose nearest neighbour is of their class. */
  readonly accuracy: number;
  /** The best of the controls on the same images. */
  readonly control: { readonly name: string; readonly accuracy: number };
  /** That the two differ by chance: McNemar's exact test. */
  readonly p: number;
  readonly isBetter: boolean;
}

const PER_CLASS = 25;
const IMAGES_MIN = 20;
const BATCH = 8;
const LEVEL = 0.05;

export interface QuickProbeParts {
  readonly blobs: Blobs;
  readonly dataset: { readonly ref: { readonly name: string }; readonly manifest: DatasetManifest };
  readonly encoder: EncoderSpec;
  readonly controls: readonly EncoderSpec[];
}

/** @throws {CatalogError} the dataset has too few images that can be read */
export async function quickProbe(
  { blobs, dataset, encoder, controls }: QuickProbeParts,
  options: Pick<CheckOptions, 'provider' | 'threads' | 'signal'> = {},
): Promise<QuickProbe> {
  const { name } = dataset.ref;
  const images = await readImages(blobs, dataset.manifest);
  if (images.length < IMAGES_MIN) {
    throw new CatalogError(
      `Expected at least ${IMAGES_MIN} images of dataset "${name}" to probe an encoder on, got ${images.length}. Use another one.`,
    );
  }
  const hitsOf = async (spec: EncoderSpec) => hits(await embed(blobs, spec, images, options), images);
  const own = await hitsOf(encoder);
  const others: { name: string; hits: boolean[] }[] = [];
  for (const spec of controls) others.push({ name: spec.name, hits: await hitsOf(spec) });
  const best = others.reduce((a, b) => (count(b.hits) > count(a.hits) ? b : a));
  const p = mcNemar(
    count(own.filter((hit, i) => hit && !best.hits[i])),
    count(best.hits.filter((hit, i) => hit && !own[i])),
  ).exactP;
  const [accuracy, control] = [own, best.hits].map((each) => count(each) / images.length) as [number, number];
  return {
    dataset: name,
    images: images.length,
    classes: new Set(images.map(({ label }) => label)).size,
    accuracy,
    control: { name: best.name, accuracy: control },
    p,
    isBetter: accuracy > control && p < LEVEL,
  };
}

const count = (hits: readonly boolean[]) => hits.reduce((sum, hit) => sum + (hit ? 1 : 0), 0);

interface ReadImage extends Pick<DatasetImage, 'label' | 'group'> {
  readonly bytes: Uint8Array;
}

/** Those that can be decoded. */
async function readImages(blobs: Blobs, manifest: DatasetManifest): Promise<ReadImage[]> {
  const read: ReadImage[] = [];
  await using reader = new ShardReader(blobs);
  for (const image of chooseImages(manifest, PER_CLASS)) {
    const place = { key: manifest.shards[image.shard]!.key, source: manifest.source ?? null };
    read.push({ label: image.label, group: image.group, bytes: await reader.readImage(place, image) });
  }
  return read;
}

async function embed(
  blobs: Blobs,
  spec: EncoderSpec,
  images: readonly ReadImage[],
  { provider = 'cpu', threads, signal }: Pick<CheckOptions, 'provider' | 'threads' | 'signal'>,
): Promise<Features> {
  const { model, side } = buildEncoder(await blobs.get(weightsKey(spec.weights)), spec);
  const session = await createSession(model, { provider, ...(threads === undefined ? {} : { threads }) });
  try {
    let features: Features | null = null;
    for (let from = 0; from < images.length; from += BATCH) {
      signal?.throwIfAborted();
      const batch = images.slice(from, from + BATCH);
      const prepared = await Promise.all(batch.map(({ bytes }) => prepare(bytes, spec, side)));
      const { data, d } = await runOn(session, new Uint8Array(Buffer.concat(prepared)), side);
      features ??= { data: new Float32Array(images.length * d), d };
      features.data.set(data, from * d);
    }
    return features!;
  } finally {
    await session.close();
  }
}

/** An image that cannot be read is black for every encoder: rare, and no reason to end a check. */
async function prepare(bytes: Uint8Array, { preprocessing }: EncoderSpec, side: number): Promise<Uint8Array> {
  return decodeAndPrepare(bytes, preprocessing).catch((error: unknown) => {
    if (error instanceof ImageError) return new Uint8Array(side * side * 3);
    throw error;
  });
}

/** Which images have their nearest neighbour in their own class. */
function hits({ data, d }: Features, images: readonly ReadImage[]): boolean[] {
  const unit = normalised(data, d);
  return images.map(({ label, group }, i) => {
    let nearest = -1;
    let similarity = -Infinity;
    for (const [j, other] of images.entries()) {
      if (j === i || (group !== null && other.group === group)) continue;
      const product = dot(unit, i * d, j * d, d);
      if (product > similarity) [nearest, similarity] = [j, product];
    }
    return nearest >= 0 && images[nearest]!.label === label;
  });
}

function normalised(data: Float32Array, d: number): Float32Array {
  const unit = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += d) {
    const length = Math.sqrt(dot(data, from, from, d)) || 1;
    for (let j = from; j < from + d; j++) unit[j] = data[j]! / length;
  }
  return unit;
}

function dot(data: Float32Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += data[a + k]! * data[b + k]!;
  return sum;
}
