/** @file A dataset by its name, read from the object store and checked. */
import { BlobNotFoundError, type Blobs } from '@regatta/blobs';
import {
  DatasetManifest,
  datasetSplitter,
  summarizeDataset,
  type DatasetSplitter,
  type DatasetSummary,
} from '@regatta/datasets';
import type { DatasetRef } from '@regatta/jobs';
import { z } from 'zod';
import { CatalogError, messageOf } from '../errors.ts';
import { manifestKey } from './manifestKey.ts';

/** With all that planning needs. */
export interface CatalogDataset {
  readonly ref: DatasetRef;
  readonly manifest: DatasetManifest;
  readonly splitter: DatasetSplitter;
  readonly summary: DatasetSummary;
}

/** Reads and checks a manifest. @throws {CatalogError} it is not what its name says. */
export async function readDataset(blobs: Blobs, ref: DatasetRef): Promise<CatalogDataset> {
  const key = manifestKey(ref.name, ref.hash);
  const broken = (why: string, cause?: unknown) =>
    new CatalogError(`The dataset ${ref.name} must be added again: ${key} in ${blobs.url} ${why}.`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await blobs.get(key)));
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(`is not JSON (${messageOf(error)})`, error);
    if (error instanceof BlobNotFoundError) throw broken('is not there', error);
    throw error;
  }
  const parsed = DatasetManifest.safeParse(value);
  if (!parsed.success) throw broken(`is no manifest (${z.prettifyError(parsed.error)})`, parsed.error);
  const splitter = datasetSplitter(parsed.data);
  if (splitter.hash !== ref.hash) throw broken(`has other content than its name says (${splitter.hash})`);
  return { ref, manifest: parsed.data, splitter, summary: summarizeDataset(parsed.data, splitter.hash) };
}
