/**
 * @file FMoW as WILDS packs it: `rgb_metadata.csv`, `country_code_mapping.csv`, and `images/rgb_img_<row>.png`, where the
 * row counts from 0 over all rows of the table. Before 2013 is in distribution; from 2013 is out-of-distribution
 * validation, from 2016 out-of-distribution test, by region of the world.
 *
 * Source: `fmow_dataset.py` of the package wilds 2.0 (split scheme "official").
 */
import { CatalogError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import { FMOW_CATEGORIES } from './classNames/fmow.ts';
import { columnsOf, readCsv } from './csv.ts';
import { IMAGE_NAME, below, counted, foldersWith } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { readText, requireFile } from './text.ts';
import { IN_DISTRIBUTION, SIDES, domainsOf, sidesText } from './wilds.ts';

const TABLE = 'rgb_metadata.csv';
const COUNTRIES = 'country_code_mapping.csv';
const OOD_VAL_FROM_MS = Date.UTC(2013, 0, 1);
const OOD_TEST_FROM_MS = Date.UTC(2016, 0, 1);
const CLASSES = new Set(FMOW_CATEGORIES);
/** Countries that the mapping lacks (Kosovo). */
const OTHER_REGION = 'Other';

export const wildsFmow: LayoutAdapter = {
  name: 'wilds-fmow',
  title: 'FMoW of WILDS',
  expected: `${TABLE}, ${COUNTRIES} and images/rgb_img_0.png`,
  choices: {},
  recognise: async ({ files }) => {
    const base = foldersWith(files, TABLE)[0] ?? foldersWith(files, COUNTRIES)[0];
    return base === undefined ? null : { base, why: `${TABLE} is its table of images` };
  },
  place: async (source, { base, why }) => {
    requireFile(source, base + TABLE, 'holds category, year, country and split of each image');
    requireFile(source, base + COUNTRIES, 'says which region a country is in');
    const { placed, unused } = await placeRows(source, base);
    const inUse = (path: string) => IMAGE_NAME.test(path) && !unused.has(path);
    const images = below(source.files, `${base}images/`).filter(inUse);
    const joined = joinLabels(placed, images, { root: source.root, table: TABLE });
    return {
      ...PLAIN,
      ...joined,
      classes: FMOW_CATEGORIES.map((name) => ({ name, title: name.replaceAll('_', ' ') })),
      domains: domainsOf(joined.files),
      inDistribution: IN_DISTRIBUTION,
      license: 'Functional Map of the World Challenge Public License',
      homepage: 'https://wilds.stanford.edu/datasets/#fmow',
      about: {
        metric: 'worst-group-accuracy',
        worstGroupIgnores: [OTHER_REGION],
        templates: ['a satellite photo of a {}.', 'an aerial photo of a {}.'],
        quirks: [
          'In distribution is all before 2013; domains are the regions of what was taken later.',
          `The region ${OTHER_REGION} holds countries that ${COUNTRIES} lacks; as in WILDS it may not be the worst region.`,
          'Numbers of images count the sequestered rows too.',
        ],
      },
      setAside: source.files.filter((path) => unused.has(path)),
      notes: [
        `Read as ${wildsFmow.title}: ${why}. In WILDS' words: ${sidesText(joined.files)}.`,
        ...joined.notes,
        ...(unused.size === 0
          ? []
          : [
              `${counted(unused.size, 'row')} in no side of the official split (sequestered, or of years that their side does not take): set aside.`,
            ]),
      ],
    };
  },
};

/** Rows of the official split; the images of all others are set aside. */
async function placeRows(source: FileSource, base: string): Promise<{ placed: PlacedFile[]; unused: Set<string> }> {
  const csv = readCsv(await readText(source, base + TABLE), base + TABLE);
  const column = columnsOf(csv, ['split', 'category', 'timestamp', 'country_code'], base + TABLE);
  const regions = await regionsOf(source, base);
  const placed: PlacedFile[] = [];
  const unused = new Set<string>();
  let row = -1;
  for (const fields of csv.rows()) {
    row++;
    const path = `${base}images/rgb_img_${row}.png`;
    const className = fields[column.category] ?? '';
    const takenAtMs = Date.parse(fields[column.timestamp] ?? '');
    if (!CLASSES.has(className) || Number.isNaN(takenAtMs)) {
      throw new CatalogError(
        `Expected one of ${CLASSES.size} categories and a time in row ${row + 1} of ${base + TABLE} in ${source.root}, ` +
          `got "${className}" and "${fields[column.timestamp]}".`,
      );
    }
    const side = sideOf(fields[column.split] ?? '', takenAtMs);
    if (side === null) {
      unused.add(path);
      continue;
    }
    const { split, isHome } = SIDES[side]!;
    const domain = isHome ? IN_DISTRIBUTION : (regions.get(fields[column.country_code] ?? '') ?? OTHER_REGION);
    placed.push({ path, className, split, domain, group: null });
  }
  return { placed, unused };
}

function sideOf(split: string, takenAtMs: number): string | null {
  const isHome = takenAtMs < OOD_VAL_FROM_MS;
  if (split === 'train') return isHome ? 'train' : null;
  if (split === 'val') return isHome ? 'id_val' : takenAtMs < OOD_TEST_FROM_MS ? 'val' : null;
  if (split === 'test') return isHome ? 'id_test' : takenAtMs < OOD_TEST_FROM_MS ? null : 'test';
  return null;
}

async function regionsOf(source: FileSource, base: string): Promise<Map<string, string>> {
  const csv = readCsv(await readText(source, base + COUNTRIES), base + COUNTRIES);
  const { 'alpha-3': code, region } = columnsOf(csv, ['alpha-3', 'region'], base + COUNTRIES);
  const rows = [...csv.rows()].map((row) => [row[code] ?? '', row[region] ?? ''] as const);
  return new Map(rows.filter(([, name]) => name !== ''));
}
