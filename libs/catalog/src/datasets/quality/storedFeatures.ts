/** @file Features of a dataset that jobs have left in the object store, read by whoever has no job. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetManifest } from '@regatta/datasets';
import { EncoderSpec, encoderRef, featureSetHash, featuresKey } from '@regatta/encoders';
import { PROVIDERS, type EncoderRef } from '@regatta/jobs';
import { decodeNpy, matrix, type Matrix } from '@regatta/tensor';
import { concurrently } from '../../concurrently.ts';
import { CatalogError } from '../../errors.ts';
import { shardContents } from './shardContents.ts';

export interface FeatureSource {
  /** As it stands in results, with tap and preprocessing where they are not its own. */
  readonly encoder: string;
  readonly role: EncoderSpec['role'];
  readonly featureSet: string;
  readonly provider: string;
}

export interface StoredFeatures extends FeatureSource {
  /** One row per image of the manifest; NaN where it could not be read. */
  readonly matrix: Matrix;
}

const AT_ONCE = 16;

/** The encoders whose features of all images are in the store: pretrained ones first, then by name. */
export async function embeddedBy(blobs: Blobs, manifest: DatasetManifest): Promise<FeatureSource[]> {
  const sources: FeatureSource[] = [];
  for await (const { key } of blobs.list('encoders/')) {
    const spec = EncoderSpec.safeParse(JSON.parse(new TextDecoder().decode(await blobs.get(key))));
    // A spec of another version names no features of this one.
    if (!spec.success) continue;
    const { name, role } = spec.data;
    const found = await findFeatures(blobs, manifest, encoderRef(spec.data));
    if (found !== null) sources.push({ encoder: name, role, ...found });
  }
  const rank = ({ role }: FeatureSource) => Number(role === 'control');
  return sources.sort((a, b) => rank(a) - rank(b) || (a.encoder < b.encoder ? -1 : 1));
}

/** Null when those of some shard are missing. */
async function findFeatures(
  blobs: Blobs,
  { shards }: DatasetManifest,
  encoder: EncoderRef,
): Promise<Pick<FeatureSource, 'featureSet' | 'provider'> | null> {
  for (const provider of PROVIDERS) {
    const featureSet = featureSetHash(encoder, provider);
    const isThere = async (sha256: string) => (await blobs.head(featuresKey(featureSet, sha256))) !== null;
    // Most sets that are not whole lack their first shard.
    if (!(await isThere(shards[0]!.sha256))) continue;
    const found = await concurrently(shards, { limit: AT_ONCE, bytesOf: () => 0 }, ({ sha256 }) => isThere(sha256));
    if (found.every(Boolean)) return { featureSet, provider };
  }
  return null;
}

/** @throws {CatalogError} shards have features of other shapes */
export async function readFeatures(
  blobs: Blobs,
  manifest: DatasetManifest,
  source: FeatureSource,
): Promise<StoredFeatures> {
  const contents = shardContents(manifest);
  let columns: number | null = null;
  let data = new Float32Array(0);
  await concurrently(contents, { limit: AT_ONCE, bytesOf: () => 0 }, async ({ shard, images }) => {
    const key = featuresKey(source.featureSet, shard.sha256);
    const array = decodeNpy(await blobs.get(key));
    const d = array.shape[1];
    if (columns === null && d !== undefined) {
      columns = d;
      data = new Float32Array(manifest.images.length * d);
    }
    if (array.dtype !== 'float32' || array.shape[0] !== images.length || d === undefined || d !== columns) {
      throw new CatalogError(
        `Expected float32 features of shape [${images.length}, ${columns ?? 'd'}] in ${key} of ${blobs.url}, got ${array.dtype} [${array.shape.join(', ')}]. Remove the object and launch again.`,
      );
    }
    const rows = array.data as Float32Array;
    for (const [i, { position }] of images.entries()) data.set(rows.subarray(i * d, (i + 1) * d), position * d);
  });
  return { ...source, matrix: matrix(data, manifest.images.length, columns!) };
}
