/**
 * @file iWildCam2020 as WILDS packs it: `metadata.csv` with label, camera, sequence and side of each image,
 * `categories.csv` with the names of labels, `train/<file>` for all images whatever their side.
 *
 * Three sets of labels go about: `categories.csv` names more than occur (the 186 of the first version), 182 occur in
 * `metadata.csv`, 87 of them in out-of-distribution validation. Taken are the 182, unless the other choice is made.
 *
 * Source: `iwildcam_dataset.py` of the package wilds 2.0.
 */
import { CatalogError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import { columnsOf, readCsv } from './csv.ts';
import { IMAGE_NAME, below, counted } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type ClassTitle, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { recogniseByColumns } from './telltales.ts';
import { readText } from './text.ts';
import { IN_DISTRIBUTION, SIDES, domainsOf, sidesText } from './wilds.ts';

const TABLE = 'metadata.csv';
const CATEGORIES = 'categories.csv';
const COLUMNS = ['split', 'filename', 'y', 'location_remapped', 'seq_id'] as const;

export const wildsIwildcam: LayoutAdapter = {
  name: 'wilds-iwildcam',
  title: 'iWildCam of WILDS',
  expected: `${TABLE} (with ${COLUMNS.join(', ')}), ${CATEGORIES} and train/`,
  choices: {
    labels: {
      meaning: 'which animals are classes: all of the table, or those of out-of-distribution validation',
      values: ['metadata', 'validation'],
    },
  },
  recognise: async (source) => recogniseByColumns(source, TABLE, COLUMNS),
  place: async (source, { base, why, choices }) => {
    const { names, hasNames } = await namesOf(source, base);
    const rows = await rowsOf(source, base);
    const nameOf = (y: number) => names.get(y) ?? `label ${y}`;
    const present = [...new Set(rows.map(({ y }) => y))].sort((a, b) => a - b);
    const validated = new Set(rows.filter(({ file }) => isOodValidation(file)).map(({ y }) => y));
    const kept = choices.labels === 'validation' ? present.filter((y) => validated.has(y)) : present;
    const keptLabels = new Set(kept);
    const dropped = rows.filter(({ y }) => !keptLabels.has(y)).map(({ file }) => file.path);
    const placed = rows.filter(({ y }) => keptLabels.has(y)).map(({ y, file }) => ({ ...file, className: nameOf(y) }));
    const without = new Set(dropped);
    const images = below(source.files, `${base}train/`).filter((path) => IMAGE_NAME.test(path) && !without.has(path));
    const joined = joinLabels(placed, images, { root: source.root, table: TABLE });
    const classes = kept.map((y): ClassTitle => ({ name: nameOf(y), title: nameOf(y) }));
    const decision =
      choices.labels === 'validation'
        ? `Classes are the ${kept.length} of ${present.length} labels that occur in out-of-distribution validation; ${counted(dropped.length, 'image')} of others set aside.`
        : `Classes are the ${kept.length} labels of ${TABLE}, ${validated.size} of which occur in out-of-distribution validation.`;
    return {
      ...PLAIN,
      ...joined,
      classes,
      domains: domainsOf(joined.files),
      inDistribution: IN_DISTRIBUTION,
      license: 'Community Data License Agreement, Permissive, 1.0',
      homepage: 'https://wilds.stanford.edu/datasets/#iwildcam',
      about: {
        metric: 'macro-f1',
        templates: ['a photo of {}.', 'a photo of {} in the wild.'],
        quirks: [
          decision,
          'Macro-F1 is over the classes that occur in a test set, as WILDS has it.',
          'Cameras that train are one domain, `id`; their dates, not their cameras, part training from in-distribution tests.',
        ],
      },
      setAside: source.files.filter((path) => without.has(path)),
      notes: [
        `Read as ${wildsIwildcam.title}: ${why}. In WILDS' words: ${sidesText(joined.files)}.`,
        decision,
        ...(hasNames ? [] : [`${CATEGORIES} is not there: classes have numbers for names.`]),
        ...joined.notes,
      ],
    };
  },
};

interface Row {
  readonly y: number;
  /** Its class is named later. */
  readonly file: PlacedFile;
}

async function rowsOf(source: FileSource, base: string): Promise<Row[]> {
  const csv = readCsv(await readText(source, base + TABLE), base + TABLE);
  const column = columnsOf(csv, COLUMNS, base + TABLE);
  const rows: Row[] = [];
  for (const fields of csv.rows()) {
    const side = SIDES[fields[column.split] ?? ''];
    const y = Number(fields[column.y] || NaN);
    if (side === undefined || !Number.isInteger(y)) {
      throw new CatalogError(
        `Expected one of ${Object.keys(SIDES).join(', ')} and a whole number as label in row ${rows.length + 1} of ${base + TABLE} ` +
          `in ${source.root}, got "${fields[column.split]}" and "${fields[column.y]}".`,
      );
    }
    const file: PlacedFile = {
      path: `${base}train/${fields[column.filename]}`,
      className: '',
      split: side.split,
      domain: side.isHome ? IN_DISTRIBUTION : `camera-${fields[column.location_remapped]}`,
      group: `sequence ${fields[column.seq_id]}`,
    };
    rows.push({ y, file });
  }
  return rows;
}

/** Label -> name. The table also names animals of which there is no image, some under one number for all. */
async function namesOf(source: FileSource, base: string): Promise<{ names: Map<number, string>; hasNames: boolean }> {
  const path = base + CATEGORIES;
  if (!source.files.includes(path)) return { names: new Map(), hasNames: false };
  const csv = readCsv(await readText(source, path), path);
  const { y, name } = columnsOf(csv, ['y', 'name'], path);
  const names = new Map<number, string>();
  for (const row of csv.rows()) {
    const label = Number(row[y] || NaN);
    if (!names.has(label)) names.set(label, (row[name] ?? '').normalize('NFC'));
  }
  return { names, hasNames: true };
}

const isOodValidation = ({ split, domain }: PlacedFile) => split === 'val' && domain !== IN_DISTRIBUTION;
