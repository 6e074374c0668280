/** @file The datasets half of the catalog: from folders to names, and from names to manifests that can be split. */
import { openBlobs, type Blobs } from '@regatta/blobs';
import type { CatalogFile } from '../catalogFile.ts';
import { UnknownNameError } from '../errors.ts';
import { addDataset, type AddDatasetOptions } from './addDataset.ts';
import { readDataset, type CatalogDataset } from './catalogDataset.ts';
import { copyDataset } from './copyDataset.ts';
import { DatasetEntry } from './datasetEntry.ts';
import { addEmojiDrift } from './emojiDrift/addEmojiDrift.ts';
import type { ImportedDataset, ImportOptions } from './imported.ts';
import { manifestKey } from './manifestKey.ts';
import { verifyDataset, type DatasetVerification } from './verifyDataset.ts';

export interface ListedDataset extends DatasetEntry {
  readonly name: string;
}

export interface DatasetCatalog {
  /** Every dataset that has a name, sorted. @throws {CatalogError} */
  datasets(): Promise<ListedDataset[]>;
  /** @throws {UnknownNameError} with the nearest names @throws {CatalogError} its manifest is broken. */
  dataset(name: string): Promise<CatalogDataset>;
  /**
   * The same, in the object store that is open now: what it lacks is copied from the one that the dataset was imported to.
   * @throws {UnknownNameError} @throws {CatalogError} the dataset is in neither of them.
   */
  bringDataset(name: string, options?: ImportOptions): Promise<CatalogDataset>;
  /** Reads and hashes everything that is stored of a dataset. @throws {UnknownNameError} @throws {CatalogError} */
  verifyDataset(name: string, options?: ImportOptions): Promise<DatasetVerification>;
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
  const entryOf = async (name: string): Promise<DatasetEntry> => {
    const entries = await section.entries();
    const entry = entries.get(name);
    if (entry !== undefined) return entry;
    const cure = 'Add one with `regatta datasets add FOLDER`.';
    throw new UnknownNameError({ what: 'dataset', name, known: [...entries.keys()], cure });
  };
  const open = async (name: string): Promise<CatalogDataset> => {
    const { hash } = await entryOf(name);
    const known = opened.get(manifestKey(name, hash));
    if (known !== undefined) return known;
    const dataset = await readDataset(blobs, { name, hash });
    keep(dataset);
    return dataset;
  };

  return {
    datasets: async () => [...(await section.entries())].map(([name, entry]) => ({ name, ...entry })),
    dataset: open,
    bringDataset: async (name, options = {}) => {
      const { hash, store } = await entryOf(name);
      const isHere = (await blobs.head(manifestKey(name, hash))) !== null;
      if (isHere || store === undefined || store === blobs.url) return open(name);
      const from = await openBlobs(store);
      try {
        const dataset = await readDataset(from, { name, hash });
        await copyDataset(dataset, { from, to: blobs }, options);
        keep(dataset);
        return dataset;
      } finally {
        await from.close();
      }
    },
    verifyDataset: async (name, options = {}) => verifyDataset(blobs, (await open(name)).manifest, options),
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
