/**
 * @file RxRx1 as WILDS packs it: `metadata.csv` with experiment, plate, well, site and the siRNA that is the class, and
 * `images/<experiment>/Plate<plate>/<well>_s<site>.png`. Other experiments are out of distribution; of those that train,
 * the second site of every well is the in-distribution test.
 *
 * Source: `rxrx1_dataset.py` of the package wilds 2.0 (split scheme "official").
 */
import { CatalogError } from '../../errors.ts';
import { columnsOf, readCsv } from './csv.ts';
import { IMAGE_NAME, below } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { recogniseByColumns } from './telltales.ts';
import { readText } from './text.ts';
import { IN_DISTRIBUTION, SIDES, domainsOf, sidesText } from './wilds.ts';

const TABLE = 'metadata.csv';
const COLUMNS = ['dataset', 'experiment', 'plate', 'well', 'site', 'sirna_id'] as const;

export const wildsRxrx1: LayoutAdapter = {
  name: 'wilds-rxrx1',
  title: 'RxRx1 of WILDS',
  expected: `${TABLE} (with ${COLUMNS.join(', ')}) and images/<experiment>/Plate1/B02_s1.png`,
  choices: {},
  recognise: async (source) => recogniseByColumns(source, TABLE, COLUMNS),
  place: async (source, { base, why }) => {
    const csv = readCsv(await readText(source, base + TABLE), base + TABLE);
    const column = columnsOf(csv, COLUMNS, base + TABLE);
    const labels = new Set<number>();
    const placed: PlacedFile[] = [];
    for (const row of csv.rows()) {
      const field = (name: (typeof COLUMNS)[number]) => row[column[name]] ?? '';
      const dataset = field('dataset');
      const side = SIDES[dataset === 'train' && field('site') === '2' ? 'id_test' : dataset];
      const label = Number(field('sirna_id') || NaN);
      if (side === undefined || !Number.isInteger(label)) {
        throw new CatalogError(
          `Expected train, val or test and a number of an siRNA in row ${placed.length + 1} of ${base + TABLE} in ${source.root}, ` +
            `got "${dataset}" and "${field('sirna_id')}".`,
        );
      }
      labels.add(label);
      placed.push({
        path: `${base}images/${field('experiment')}/Plate${field('plate')}/${field('well')}_s${field('site')}.png`,
        className: classOf(label),
        split: side.split,
        domain: side.isHome ? IN_DISTRIBUTION : field('experiment'),
        group: null,
      });
    }
    const images = below(source.files, `${base}images/`).filter((path) => IMAGE_NAME.test(path));
    const joined = joinLabels(placed, images, { root: source.root, table: TABLE });
    const classes = [...labels].sort((a, b) => a - b).map(classOf);
    return {
      ...PLAIN,
      ...joined,
      classes: classes.map((name) => ({ name, title: name })),
      domains: domainsOf(joined.files),
      inDistribution: IN_DISTRIBUTION,
      license: 'CC BY-NC-SA 4.0',
      homepage: 'https://wilds.stanford.edu/datasets/#rxrx1',
      about: {
        quirks: [
          'The in-distribution test shows the same wells as training, at another site: so WILDS has it.',
          'Colours are three of six fluorescent channels, not what an eye sees.',
        ],
      },
      notes: [`Read as ${wildsRxrx1.title}: ${why}. In WILDS' words: ${sidesText(joined.files)}.`, ...joined.notes],
    };
  },
};

function classOf(label: number): string {
  return `sirna-${label}`;
}
