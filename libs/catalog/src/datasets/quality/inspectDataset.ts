/**
 * @file One look at every image of a dataset, shard by shard on all cores. What was seen of a shard is stored by the
 * shard's content: a look that was cut off goes on where it ended, and one more photo is one more shard.
 */
import { getIfThere, type Blobs } from '@regatta/blobs';
import { FINGERPRINT_BYTES, type DatasetManifest, type Fingerprints } from '@regatta/datasets';
import { decodeNpy, encodeNpy } from '@regatta/tensor';
import type { ImageFacts } from '@regatta/vision';
import { concurrently } from '../../concurrently.ts';
import { CatalogError } from '../../errors.ts';
import { TaskThreads } from '../../taskThreads.ts';
import { ImageBytes } from './imageBytes.ts';
import type { InspectionAnswer, InspectionRequest } from './inspectionThread.ts';
import { RECORD_BYTES, factsOf, fingerprintOf, inspectionKey } from './inspectionRecord.ts';
import { shardContents, type ShardContent } from './shardContents.ts';

/** Enough to hide the way to a store far off. */
const READS_AT_ONCE = 16;

export interface InspectOptions {
  /** Decodes at once. */
  readonly threads: number;
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Inspection {
  /** Per image of the manifest; null where it cannot be decoded. */
  readonly facts: readonly (ImageFacts | null)[];
  readonly fingerprints: Fingerprints;
}

/** @throws {BlobChangedError} an image is not what was imported */
export async function inspectDataset(
  blobs: Blobs,
  manifest: DatasetManifest,
  { threads: count, onProgress, signal }: InspectOptions,
): Promise<Inspection> {
  const { inspection, take } = emptyInspection(manifest);
  const total = manifest.images.length;
  let done = 0;
  await using threads = new TaskThreads<InspectionRequest, InspectionAnswer>(
    new URL('./inspectionThread.ts', import.meta.url),
    { count },
  );
  await using source = new ImageBytes(blobs, manifest);
  const contents = shardContents(manifest);
  const bytesOf = ({ shard }: ShardContent) => shard.bytes;
  // One more than there are threads is on its way from the store meanwhile.
  await concurrently(contents, { limit: count + 1, bytesOf, bytesMax: 2 ** 27, signal }, async (content) => {
    const records = (await readStored(blobs, content)) ?? (await look(content, { blobs, source, threads }));
    take(content, records);
    onProgress?.({ done: (done += content.images.length), total });
  });
  return inspection;
}

/** What was seen of a dataset; null unless all of its shards have been looked at. */
export async function readInspection(blobs: Blobs, manifest: DatasetManifest): Promise<Inspection | null> {
  const { inspection, take } = emptyInspection(manifest);
  const contents = shardContents(manifest);
  // Most datasets that nobody has looked at whole lack their first shard.
  if ((await blobs.head(inspectionKey(contents[0]!.shard.sha256))) === null) return null;
  const seen = await concurrently(contents, { limit: READS_AT_ONCE, bytesOf: () => 0 }, async (content) => {
    const records = await readStored(blobs, content);
    if (records !== null) take(content, records);
    return records !== null;
  });
  return seen.every(Boolean) ? inspection : null;
}

function emptyInspection(manifest: DatasetManifest): {
  inspection: Inspection;
  take: (content: ShardContent, records: Uint8Array) => void;
} {
  const count = manifest.images.length;
  const facts = new Array<ImageFacts | null>(count).fill(null);
  const data = new Uint8Array(count * FINGERPRINT_BYTES);
  const take = ({ images }: ShardContent, records: Uint8Array) => {
    for (const [i, { position }] of images.entries()) {
      const row = records.subarray(i * RECORD_BYTES, (i + 1) * RECORD_BYTES);
      facts[position] = factsOf(row);
      data.set(fingerprintOf(row), position * FINGERPRINT_BYTES);
    }
  };
  return { inspection: { facts, fingerprints: { count, data } }, take };
}

/** What an earlier look left; null where there was none. @throws {CatalogError} it is of another shape */
async function readStored(blobs: Blobs, { shard, images }: ShardContent): Promise<Uint8Array | null> {
  const key = inspectionKey(shard.sha256);
  const bytes = await getIfThere(blobs, key);
  if (bytes === null) return null;
  const { dtype, shape, data } = decodeNpy(bytes);
  if (dtype === 'uint8' && shape[0] === images.length && shape[1] === RECORD_BYTES) return data as Uint8Array;
  throw new CatalogError(
    `Expected uint8 [${images.length}, ${RECORD_BYTES}] in ${key} of ${blobs.url}, got ${dtype} [${shape.join(', ')}]. Remove the object and look again.`,
  );
}

async function look(
  content: ShardContent,
  parts: { blobs: Blobs; source: ImageBytes; threads: TaskThreads<InspectionRequest, InspectionAnswer> },
): Promise<Uint8Array> {
  const { blobs, source, threads } = parts;
  const { shard, images } = content;
  const bytes = await source.ofShard(content);
  const records = await threads.run({ bytes, lengths: images.map((image) => image.bytes) }, [bytes.buffer]);
  const shape = [images.length, RECORD_BYTES];
  await blobs.put(inspectionKey(shard.sha256), encodeNpy({ dtype: 'uint8', shape, data: records }));
  return records;
}
