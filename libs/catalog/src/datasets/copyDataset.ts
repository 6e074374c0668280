/**
 * @file A dataset from one object store into another: the shards that are missing there, and last of all the manifest,
 * so that half a copy is never seen. One that was cut off goes on where it was.
 */
import { getExactly, type Blobs } from '@regatta/blobs';
import { concurrently } from '../concurrently.ts';
import type { CatalogDataset } from './catalogDataset.ts';
import type { ImportOptions } from './imported.ts';
import { manifestKey } from './manifestKey.ts';

export interface CopiedDataset {
  /** That were missing. */
  readonly shards: number;
  readonly bytes: number;
}

/** As many archives are in memory. */
const AT_ONCE = 4;

/**
 * Images that were imported by reference stay where they are.
 * @throws {BlobChangedError} a shard is not what the manifest says: it is not copied.
 */
export async function copyDataset(
  { ref, manifest }: CatalogDataset,
  { from, to }: { from: Blobs; to: Blobs },
  { onProgress, signal }: ImportOptions = {},
): Promise<CopiedDataset> {
  let done = 0;
  const cure = `Import the dataset ${ref.name} again (regatta datasets add).`;
  const options = { limit: AT_ONCE, bytesOf: ({ bytes }: { bytes: number }) => bytes, signal };
  const copied = await concurrently(manifest.shards, options, async ({ key, sha256, bytes }) => {
    const isMissing = key !== null && (await to.head(key))?.bytes !== bytes;
    if (isMissing) await to.put(key, await getExactly(from, key, { sha256, bytes, cure }));
    onProgress?.({ step: 'copy', done: ++done, total: manifest.shards.length });
    return isMissing ? bytes : null;
  });
  const key = manifestKey(ref.name, ref.hash);
  await to.put(key, await from.get(key));
  const sizes = copied.filter((bytes) => bytes !== null);
  return { shards: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
}
