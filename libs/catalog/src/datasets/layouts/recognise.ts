/**
 * @file Which layout the files of a source have. Layouts of known data sets are asked first, then general ones, at last
 * that of a folder per class. The first that recognises something is taken; others that do, too, are named, with how to
 * force them.
 */
import { didYouMean } from '@regatta/jobs';
import { CatalogError } from '../../errors.ts';
import type { RejectedFile } from '../imported.ts';
import type { FileSource } from '../source/fileSource.ts';
import { domainFolders } from './domainFolders.ts';
import { dtd } from './dtd.ts';
import { fgvcAircraft } from './fgvcAircraft.ts';
import { IMAGE_NAME } from './fileList.ts';
import { flowers102 } from './flowers102.ts';
import { imageFolder } from './imageFolder.ts';
import { isic2020 } from './isic2020.ts';
import type { Choices, Layout, LayoutAdapter, Recognition } from './layout.ts';
import { parquetImages } from './parquetImages.ts';
import { patternNet } from './patternNet.ts';
import { table } from './table.ts';
import { ucMerced } from './ucMerced.ts';
import { wildsFmow } from './wildsFmow.ts';
import { wildsIwildcam } from './wildsIwildcam.ts';
import { wildsRxrx1 } from './wildsRxrx1.ts';

export const LAYOUTS: readonly LayoutAdapter[] = [
  flowers102,
  fgvcAircraft,
  dtd,
  wildsFmow,
  wildsIwildcam,
  wildsRxrx1,
  isic2020,
  patternNet,
  ucMerced,
  parquetImages,
  table,
  domainFolders,
  imageFolder,
];

export interface RecogniseOptions {
  /** Name of the layout to take, whatever the files look like. */
  readonly layout?: string | undefined;
  readonly choices?: Choices | undefined;
  readonly scratch: string;
}

/** @throws {CatalogError} no layout fits, the wanted one does not, or a choice is not one of the layout's. */
export async function recognise(
  source: FileSource,
  { layout, choices = {}, scratch }: RecogniseOptions,
): Promise<{ kind: string; layout: Layout }> {
  const { adapter, recognition, others } = layout === undefined ? await firstOf(source) : await forced(source, layout);
  const checked = checkChoices(adapter, choices);
  const placed = await adapter.place(source, { ...recognition, choices: checked, scratch });
  const doubts = others.map(
    ({ adapter: other, recognition: { why } }) =>
      `It also looks like ${other.title} (${why}): \`--layout ${other.name}\` takes it so.`,
  );
  const rejected = [...placed.rejected, ...unplaced(source, placed)];
  return { kind: adapter.name, layout: { ...placed, rejected, notes: [...placed.notes, ...doubts] } };
}

interface Found {
  readonly adapter: LayoutAdapter;
  readonly recognition: Recognition;
}

async function firstOf(source: FileSource): Promise<Found & { others: Found[] }> {
  const found: Found[] = [];
  for (const adapter of LAYOUTS) {
    const recognition = await adapter.recognise(source);
    if (recognition !== null) found.push({ adapter, recognition });
  }
  // Every folder could be read as one of classes: that is no news.
  const [first, ...others] = found.length > 1 ? found.filter(({ adapter }) => adapter !== imageFolder) : found;
  return { ...first!, others };
}

async function forced(source: FileSource, name: string): Promise<Found & { others: Found[] }> {
  const adapter = LAYOUTS.find((candidate) => candidate.name === name);
  if (adapter === undefined) {
    const names = LAYOUTS.map((candidate) => candidate.name);
    throw new CatalogError(`There is no layout "${name}". ${didYouMean(name, names)}`);
  }
  const recognition = await adapter.recognise(source);
  const why = '`--layout` says so';
  return { adapter, recognition: { base: recognition?.base ?? '', why }, others: [] };
}

/** Images that the layout says nothing of: they must not go unmentioned. */
function unplaced({ files }: FileSource, { files: placed, rejected, setAside }: Layout): RejectedFile[] {
  const known = new Set([...placed.map(({ path }) => path), ...rejected.map(({ path }) => path), ...setAside]);
  const folders = [...known].filter((path) => path.endsWith('/'));
  return files
    .filter((path) => IMAGE_NAME.test(path) && !known.has(path) && !folders.some((folder) => path.startsWith(folder)))
    .map((path) => ({ path, reason: 'lies where this layout has no images' }));
}

function checkChoices({ name, choices: allowed }: LayoutAdapter, given: Choices): Choices {
  const choices: Record<string, string> = {};
  for (const [choice, { values }] of Object.entries(allowed)) choices[choice] = values?.[0] ?? '';
  for (const [choice, value] of Object.entries(given)) {
    const known = Object.hasOwn(allowed, choice) ? allowed[choice] : undefined;
    if (known === undefined) {
      const names = Object.keys(allowed);
      const cure = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
      throw new CatalogError(`The layout ${name} has no choice "${choice}". ${cure}`);
    }
    if (known.values !== null && !known.values.includes(value)) {
      throw new CatalogError(`Expected ${known.values.join(', ')} for ${choice} (${known.meaning}), got "${value}".`);
    }
    choices[choice] = value;
  }
  return choices;
}
