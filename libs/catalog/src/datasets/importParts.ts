/** @file What every importer works with. */
import type { Blobs } from '@regatta/blobs';
import type { CatalogSection } from '../catalogFile.ts';
import type { DatasetEntry } from './datasetEntry.ts';

export interface ImportParts {
  readonly blobs: Blobs;
  /** The project's `.regatta/`. */
  readonly folder: string;
  readonly section: CatalogSection<DatasetEntry>;
}
