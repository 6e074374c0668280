/** @file A dataset of a sweep: found in the catalog by its name, or imported. */
import {
  EMOJI_DRIFT,
  type AddDatasetOptions,
  type Catalog,
  type CatalogDataset,
  type ImportedDataset,
} from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import { shownPath } from '../shownPath.ts';
import { tellProgress } from './tellProgress.ts';

export interface ImportOptions {
  readonly catalog: Catalog;
  /** Hears how far an import is. */
  readonly onProgress: (line: string) => void;
  /** Hears what an import that brought something has to say, and each time what was left out. */
  readonly onNote: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Without `source` it is a dataset by its name. */
export type WantedDataset =
  { readonly name: string } | Pick<AddDatasetOptions, 'source' | 'name' | 'layout' | 'choices' | 'reference'>;

/** @throws {CatalogError} for a name that is not known and a folder that is no dataset */
export async function importDataset(
  wanted: WantedDataset,
  { catalog, onProgress, onNote, signal }: ImportOptions,
): Promise<CatalogDataset> {
  // The demo data comes with packages: taken in anew, which costs nothing when they are the same, it follows them.
  if (!('source' in wanted) && wanted.name !== EMOJI_DRIFT) {
    const tell = tellProgress(wanted.name, onProgress);
    // A name may have been imported to another object store than the one that this sweep runs on.
    return catalog.bringDataset(wanted.name, { onProgress: tell, signal });
  }
  const imported = await runImport(wanted, { catalog, onProgress, signal });
  const { name, notes, rejected, isNew } = imported;
  if (isNew) for (const note of notes) onNote(`${name}: ${note}`);
  if (rejected.length > 0) onNote(rejectedSentence(imported));
  return catalog.dataset(name);
}

/** Imports a folder or bucket, or the demo data by its name. */
export async function runImport(
  wanted: WantedDataset,
  { catalog, onProgress, signal }: Omit<ImportOptions, 'onNote'>,
): Promise<ImportedDataset> {
  if (!('source' in wanted))
    return catalog.addEmojiDrift({ onProgress: tellProgress(wanted.name, onProgress), signal });
  const what = wanted.name ?? shownPath(wanted.source);
  return catalog.addDataset({
    ...wanted,
    onProgress: tellProgress(what, onProgress),
    signal,
  });
}

function rejectedSentence({ name, rejected }: ImportedDataset): string {
  const { path, reason } = rejected[0]!;
  const count = rejected.length === 1 ? '1 file is' : `${formatCount(rejected.length)} files are`;
  const first = rejected.length === 1 ? `${path} (${reason})` : `the first is ${path} (${reason})`;
  return `${name}: ${count} left out, ${first}; \`regatta datasets add\` lists all.`;
}
