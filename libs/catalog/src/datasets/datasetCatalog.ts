/** @file The datasets half of the catalog: from folders to names, and from names to manifests that can be split. */
import type { Blobs } from '@regatta/blobs';
import type { CatalogFile } from '../catalogFile.ts';
import { UnknownNameError } from '../errors.ts';
import { addDataset, type AddDatasetOptions } from './addDataset.ts';
import { readDataset, type CatalogDataset } from './catalogDataset.ts';
import { DatasetEntry } from './datasetEntry.ts';
import { addEmojiDrift } from './emojiDrift/addEmojiDrift.ts';
import type { ImportedDataset, ImportOptions } from './imported.ts';
import { manifestKey } from './manifestKey.ts';

export interface ListedDataset extends DatasetEntry {
  readonly name: string;
}

export interface DatasetCatalog {
  /** Every dataset that has a name, sorted. @throws {CatalogError} */
  datasets(): Promise<ListedDataset[]>;
  /** @throws {UnknownNameError} with the nearest names @throws {CatalogError} its manifest is broken. */
  dataset(name: string): Promise<CatalogDataset>;
  /**
   * Takes in labelled images of any layout that is known, from a folder or a bucket; what is in the store already is not
   * read again.
   * @throws {CatalogError} the source cannot be read, has no layout that is known, or nothing to train or test on.
   */
  addDataset(options: AddDatasetOptions): Promise<ImportedDataset>;
  /** Makes EmojiDrift from the installed packages; the second time it is only looked up. @throws {CatalogError} */
  addEmojiDrift(options?: ImportOptions): Promise<ImportedDataset>;
}

/** @param folder the project's `.regatta/` */
export function datasetCatalog(parts: { file: CatalogFile; blobs: Blobs; folder: string }): DatasetCatalog {
  const { blobs, folder } = parts;
  const section = parts.file.section('datasets', DatasetEntry);
  const opened = new Map<string, CatalogDataset>();
  const keep = (dataset: CatalogDataset) => opened.set(manifestKey(dataset.ref.name, dataset.ref.hash), dataset);

  return {
    datasets: async () => [...(await section.entries())].map(([name, entry]) => ({ name, ...entry })),
    dataset: async (name) => {
      const entries = await section.entries();
      const entry = entries.get(name);
      if (entry === undefined) {
        const cure = 'Add one with `regatta datasets add FOLDER`.';
        throw new UnknownNameError({ what: 'dataset', name, known: [...entries.keys()], cure });
      }
      const known = opened.get(manifestKey(name, entry.hash));
      if (known !== undefined) return known;
      const dataset = await readDataset(blobs, { name, hash: entry.hash });
      keep(dataset);
      return dataset;
    },
    addDataset: async (options) => {
      const { imported, dataset } = await addDataset(options, { blobs, folder, section });
      keep(dataset);
      return imported;
    },
    addEmojiDrift: async (options = {}) => {
      const { imported, dataset } = await addEmojiDrift(options, { blobs, folder, section });
      keep(dataset);
      return imported;
    },
  };
}
