/**
 * @file The catalog: what can race, by name. Two halves that know nothing of each other, datasets and encoders, over
 * one `catalog.json` of names and one object store of content. Each half is a function from these parts to its methods;
 * the quick probe of an encoder needs both.
 */
import type { Blobs } from '@regatta/blobs';
import { openCatalogFile } from './catalogFile.ts';
import { datasetCatalog, type DatasetCatalog } from './datasets/datasetCatalog.ts';
import { datasetQuality, type DatasetQuality } from './datasets/quality/datasetQuality.ts';
import { probeCatalog, type ProbeCatalog } from './encoders/check/probeEncoder.ts';
import { encoderCatalog, type EncoderCatalog } from './encoders/encoderCatalog.ts';

export type Catalog = DatasetCatalog & DatasetQuality & EncoderCatalog & ProbeCatalog;

export interface CatalogOptions {
  /** The project's `.regatta/`. Names lie there in `catalog.json`, and what makes a second import fast. */
  readonly folder: string;
  /** Where content lies. */
  readonly blobs: Blobs;
  /** Manifests of the encoders that can be pulled. @default those that come with Regatta */
  readonly registry?: string;
}

/** Opens the catalog of a project. Nothing is read yet. */
export async function openCatalog({ folder, blobs, registry }: CatalogOptions): Promise<Catalog> {
  const file = openCatalogFile(folder);
  const datasets = datasetCatalog({ file, blobs, folder });
  const encoders = encoderCatalog({ file, blobs, folder, registry });
  const quality = datasetQuality(blobs, datasets);
  return { ...datasets, ...quality, ...encoders, ...probeCatalog({ blobs, datasets, encoders }) };
}
