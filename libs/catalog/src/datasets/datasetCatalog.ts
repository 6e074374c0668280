/** @file The datasets half of the catalog: from a name to a manifest that was read, checked and can be split. */
import type { Blobs } from '@regatta/blobs';
import {
  DatasetManifest,
  datasetSplitter,
  summarizeDataset,
  type DatasetSplitter,
  type DatasetSummary,
} from '@regatta/datasets';
import type { DatasetRef } from '@regatta/jobs';
import { z } from 'zod';
import type { CatalogFile } from '../catalogFile.ts';
import { CatalogError, UnknownNameError, messageOf } from '../errors.ts';
import { DatasetEntry } from './datasetEntry.ts';
import { manifestKey } from './manifestKey.ts';

/** A dataset by its name, with all that planning needs. */
export interface CatalogDataset {
  readonly ref: DatasetRef;
  readonly manifest: DatasetManifest;
  readonly splitter: DatasetSplitter;
  readonly summary: DatasetSummary;
}

export interface ListedDataset extends DatasetEntry {
  readonly name: string;
}

export interface DatasetCatalog {
  /** Every dataset that has a name, sorted. @throws {CatalogError} */
  datasets(): Promise<ListedDataset[]>;
  /** @throws {UnknownNameError} with the nearest names @throws {CatalogError} its manifest is broken. */
  dataset(name: string): Promise<CatalogDataset>;
}

export interface DatasetCatalogParts {
  readonly file: CatalogFile;
  readonly blobs: Blobs;
  /** The project's `.regatta/`. */
  readonly folder: string;
}

export function datasetCatalog({ file, blobs }: DatasetCatalogParts): DatasetCatalog {
  const section = file.section('datasets', DatasetEntry);
  const opened = new Map<string, CatalogDataset>();

  return {
    datasets: async () => [...(await section.entries())].map(([name, entry]) => ({ name, ...entry })),
    dataset: async (name) => {
      const entries = await section.entries();
      const entry = entries.get(name);
      if (entry === undefined) {
        const cure = 'Add one with `regatta datasets add FOLDER`.';
        throw new UnknownNameError({ what: 'dataset', name, known: [...entries.keys()], cure });
      }
      const key = manifestKey(name, entry.hash);
      const known = opened.get(key);
      if (known !== undefined) return known;
      const dataset = await readDataset(blobs, { name, hash: entry.hash });
      opened.set(key, dataset);
      return dataset;
    },
  };
}

/** Reads and checks a manifest. @throws {CatalogError} */
async function readDataset(blobs: Blobs, ref: DatasetRef): Promise<CatalogDataset> {
  const key = manifestKey(ref.name, ref.hash);
  const again = `The dataset ${ref.name} must be added again`;
  const bytes = await blobs.get(key);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new CatalogError(`${again}: ${key} in ${blobs.url} is not JSON (${messageOf(cause)}).`, { cause });
  }
  const parsed = DatasetManifest.safeParse(value);
  if (!parsed.success)
    throw new CatalogError(`${again}: ${key} in ${blobs.url} is no manifest: ${z.prettifyError(parsed.error)}.`);
  const manifest = parsed.data;
  const splitter = datasetSplitter(manifest);
  if (splitter.hash !== ref.hash) {
    throw new CatalogError(`${again}: ${key} in ${blobs.url} has other content than its name says (${splitter.hash}).`);
  }
  return { ref, manifest, splitter, summary: summarizeDataset(manifest) };
}
