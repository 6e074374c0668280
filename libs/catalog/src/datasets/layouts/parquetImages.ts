/**
 * @file Parquet files with the images inside, as the Hugging Face hub keeps data sets: `data/train-00000-of-00005.parquet`
 * with a structure {bytes, path} and a column of class numbers, whose names stand in the note `huggingface` of the file.
 * The split is in the file's name, or in that of its folder.
 */
import { z } from 'zod';
import type { OfficialSplit } from '@regatta/datasets';
import { CatalogError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import { cellText } from './cellText.ts';
import { EmbeddedImages, type EmbeddedFile } from './embeddedImages.ts';
import { counted } from './fileList.ts';
import { PLAIN, type ClassTitle, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { openParquet, topColumns, type OpenParquet } from './parquetFile.ts';
import { splitOf } from './splitNames.ts';

const LABEL_COLUMNS = ['label', 'labels', 'class', 'category', 'fine_label'];
/** Rows whose labels are asked for at once; images are not among them. */
const ROWS_AT_ONCE = 65_536;

const Feature = z.looseObject({ _type: z.string().optional(), names: z.array(z.string()).optional() });
const Notes = z.looseObject({
  info: z.looseObject({ features: z.record(z.string(), z.unknown()), license: z.string().optional() }).optional(),
});

interface ImageTable {
  readonly path: string;
  readonly parquet: OpenParquet;
  readonly imageColumn: string;
  /** Null where no column looks like one. */
  readonly labelColumn: string | null;
  /** Class names by number; null where labels are names themselves. */
  readonly names: readonly string[] | null;
  readonly license: string | null;
}

export const parquetImages: LayoutAdapter = {
  name: 'parquet-images',
  title: 'Parquet with the images inside',
  expected: 'data/train-00000-of-00001.parquet with columns image {bytes, path} and label',
  choices: { label: { meaning: 'the column that holds the class, where there are several', values: null } },
  recognise: async (source) => {
    for (const path of parquetFiles(source)) {
      const found = await imageTable(source, path, '');
      if (found !== null) return { base: '', why: `${path} holds images in its column ${found.imageColumn}` };
    }
    return null;
  },
  place: async (source, { why, choices, scratch }) => {
    const tables: ImageTable[] = [];
    for (const path of parquetFiles(source)) {
      const found = await imageTable(source, path, choices.label!);
      if (found !== null) tables.push(found);
    }
    const placed = new PlacedRows(source.root);
    for (const found of tables) await placed.add(found);
    const images = new EmbeddedImages({ root: source.root, scratch, files: placed.embedded });
    const names = tables[0]?.names ?? null;
    const label = tables[0]?.labelColumn ?? 'label';
    return {
      ...PLAIN,
      files: placed.files,
      classes: names === null ? null : names.map((name): ClassTitle => ({ name: name.normalize('NFC'), title: name })),
      license: tables[0]?.license ?? null,
      notes: [`Read as ${parquetImages.title}: ${why}. Classes are those of the column ${label}.`, ...placed.notes()],
      source: images,
    };
  },
};

function parquetFiles({ files }: FileSource): string[] {
  return files.filter((path) => /\.parquet$/i.test(path));
}

/** What a file holds, or null where it holds no images. */
async function imageTable(source: FileSource, path: string, givenLabel: string): Promise<ImageTable | null> {
  const parquet = await openParquet(source, path);
  const { schema, key_value_metadata: notes = [] } = parquet.metadata;
  const hub = parseNotes(notes.find(({ key }) => key === 'huggingface')?.value);
  const features = new Map(
    Object.entries(hub?.info?.features ?? {}).map(([name, value]) => [name, Feature.safeParse(value).data]),
  );
  const columns = topColumns(parquet.metadata);
  const isImage = (name: string) => {
    const at = schema.findIndex((element) => element.name === name);
    return (
      schema.slice(at + 1, at + 3).some((child) => child.name === 'bytes') && (schema[at]?.num_children ?? 0) === 2
    );
  };
  const imageColumn = columns.find((name) => features.get(name)?._type === 'Image') ?? columns.find(isImage);
  if (imageColumn === undefined) return null;
  if (givenLabel !== '' && !columns.includes(givenLabel))
    throw new CatalogError(
      `There is no column ${givenLabel} in ${path} of ${source.root}. It has ${columns.join(', ')}.`,
    );
  const isClass = (name: string) => features.get(name)?._type === 'ClassLabel';
  const labelColumn =
    givenLabel !== ''
      ? givenLabel
      : (LABEL_COLUMNS.find((name) => columns.includes(name)) ?? columns.find(isClass) ?? null);
  const names = (labelColumn === null ? undefined : features.get(labelColumn)?.names) ?? null;
  return { path, parquet, imageColumn, labelColumn, names, license: hub?.info?.license || null };
}

function parseNotes(text: string | undefined): z.infer<typeof Notes> | null {
  if (text === undefined) return null;
  try {
    return Notes.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

class PlacedRows {
  readonly files: PlacedFile[] = [];
  readonly embedded: EmbeddedFile[] = [];
  readonly #root: string;
  #unlabelled = 0;

  constructor(root: string) {
    this.#root = root;
  }

  async add(found: ImageTable): Promise<void> {
    const { path, parquet, imageColumn, labelColumn, names } = found;
    if (labelColumn === null) {
      throw new CatalogError(
        `Expected a column with the class (${LABEL_COLUMNS.join(', ')}) in ${path} of ${this.#root}, got ${topColumns(parquet.metadata).join(', ')}. ` +
          'Name it: `--choose label=COLUMN`.',
      );
    }
    const split = splitOfFile(path);
    const rows = Number(parquet.metadata.num_rows);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      const to = Math.min(rows, from + ROWS_AT_ONCE);
      const labels = await parquet.read({ columns: [labelColumn], from, to });
      for (const [i, row] of labels.entries()) {
        const className = classOf(row[labelColumn], names);
        // The hub writes -1 where the makers keep a label to themselves.
        if (className === null) this.#unlabelled++;
        else this.files.push({ path: rowPath(path, from + i), className, split, domain: null, group: null });
      }
    }
    this.embedded.push({ path, parquet, imageColumn });
  }

  notes(): string[] {
    return this.#unlabelled === 0 ? [] : [`${counted(this.#unlabelled, 'image')} without a label: left out.`];
  }
}

function classOf(value: unknown, names: readonly string[] | null): string | null {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (isNumber && names !== null) return names[Number(value)]?.normalize('NFC') ?? null;
  const text = cellText(value);
  return text === '' || (isNumber && value < 0) ? null : text.normalize('NFC');
}

/** `data/train-00000-of-00005.parquet`, `train.parquet`, `default/train/0000.parquet`. */
function splitOfFile(path: string): OfficialSplit {
  const parts = path.replace(/\.parquet$/i, '').split('/');
  for (const part of parts.reverse()) {
    const split = splitOf(part.split(/[-._]/)[0]!);
    if (split !== undefined) return split;
  }
  return 'none';
}

/** Rows are numbered from 0, with zeros in front, so that their order is that of their names. */
export function rowPath(file: string, row: number): string {
  return `${file}/${String(row).padStart(8, '0')}`;
}
