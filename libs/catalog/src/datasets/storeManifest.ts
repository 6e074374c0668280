/** @file The last step of every import: the manifest, which makes the dataset visible. */
import type { Blobs } from '@regatta/blobs';
import {
  DatasetError,
  assertManifest,
  datasetSplitter,
  summarizeDataset,
  type DatasetManifest,
} from '@regatta/datasets';
import type { CatalogDataset } from './catalogDataset.ts';
import { CatalogError } from '../errors.ts';
import { manifestKey } from './manifestKey.ts';

/**
 * Checks that a manifest is whole and can be split, and stores it.
 * @throws {CatalogError} there is nothing to train on or nothing to test on.
 */
export async function storeManifest(
  blobs: Blobs,
  manifest: DatasetManifest,
): Promise<{ dataset: CatalogDataset; isNew: boolean }> {
  assertManifest(manifest);
  const splitter = datasetSplitter(manifest);
  try {
    splitter.split({ protocol: 'few-shot', budget: 'all', draw: 0, seed: 0, holdOut: false });
  } catch (error) {
    if (error instanceof DatasetError) throw new CatalogError(error.message, { cause: error });
    throw error;
  }
  const ref = { name: manifest.name, hash: splitter.hash };
  const key = manifestKey(ref.name, ref.hash);
  const outcome = await blobs.put(key, new TextEncoder().encode(JSON.stringify(manifest)));
  return {
    dataset: { ref, manifest, splitter, summary: summarizeDataset(manifest, ref.hash) },
    isNew: outcome === 'created',
  };
}
