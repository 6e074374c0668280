/** @file A dataset of a sweep: found in the catalog by its name, or imported. */
import {
  EMOJI_DRIFT,
  type Catalog,
  type CatalogDataset,
  type ImportProgress,
  type ImportedDataset,
} from '@regatta/catalog';
import { formatCount } from '@regatta/report';
import { shownPath } from '../shownPath.ts';

export interface ImportOptions {
  readonly catalog: Catalog;
  /** Hears how far an import is. */
  readonly onProgress: (line: string) => void;
  /** Hears what an import that brought something has to say, and each time what was left out. */
  readonly onNote: (line: string) => void;
  readonly signal: AbortSignal;
}

export type WantedDataset = { readonly name: string } | { readonly folder: string; readonly name?: string };

/** @throws {CatalogError} for a name that is not known and a folder that is no dataset */
export async function importDataset(
  wanted: WantedDataset,
  { catalog, onProgress, onNote, signal }: ImportOptions,
): Promise<CatalogDataset> {
  // The demo data comes with packages: taken in anew, which costs nothing when they are the same, it follows them.
  if (!('folder' in wanted) && wanted.name !== EMOJI_DRIFT) return catalog.dataset(wanted.name);
  const imported = await runImport(wanted, { catalog, onProgress, signal });
  const { name, notes, rejected, isNew } = imported;
  if (isNew) for (const note of notes) onNote(`${name}: ${note}`);
  if (rejected.length > 0) onNote(rejectedSentence(imported));
  return catalog.dataset(name);
}

/** Imports a folder, or the demo data by its name. */
export async function runImport(
  wanted: WantedDataset,
  { catalog, onProgress, signal }: Omit<ImportOptions, 'onNote'>,
): Promise<ImportedDataset> {
  if (!('folder' in wanted))
    return catalog.addEmojiDrift({ onProgress: (progress) => onProgress(progressLine(wanted.name, progress)), signal });
  const { folder, name } = wanted;
  return catalog.addImageFolder({
    folder,
    onProgress: (progress) => onProgress(progressLine(name ?? shownPath(folder), progress)),
    signal,
    ...(name === undefined ? {} : { name }),
  });
}

const STEPS: Record<ImportProgress['step'], string> = {
  list: 'looking for images',
  read: 'reading images',
  draw: 'drawing pictures',
  store: 'storing shards',
};

function progressLine(what: string, { step, done, total }: ImportProgress): string {
  return `${what}: ${STEPS[step]}, ${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`}`;
}

function rejectedSentence({ name, rejected }: ImportedDataset): string {
  const { path, reason } = rejected[0]!;
  const count = rejected.length === 1 ? '1 file is' : `${formatCount(rejected.length)} files are`;
  const first = rejected.length === 1 ? `${path} (${reason})` : `the first is ${path} (${reason})`;
  return `${name}: ${count} left out, ${first}; \`regatta datasets add\` lists all.`;
}
