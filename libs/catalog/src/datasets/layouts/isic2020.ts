/**
 * @file The training data of the SIIM-ISIC Melanoma Classification challenge 2020: `ISIC_0015719.jpg` and a table with
 * patient and diagnosis, `ISIC_2020_Training_GroundTruth.csv` (or `_v2`, or Kaggle's `train.csv`). All images of a patient
 * are one group. The challenge's test images have no public labels and are left out.
 */
import { CatalogError } from '../../errors.ts';
import type { FileSource } from '../source/fileSource.ts';
import { UnitedNames } from '../unitedNames.ts';
import { columnsOf, readCsv } from './csv.ts';
import { baseName, counted } from './fileList.ts';
import { headerOf } from './headerOf.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { readText } from './text.ts';

const TABLE = /(?:^|\/)(?:ISIC_2020_Training_GroundTruth(?:_v2)?|train)\.csv$/;
const DUPLICATES = /(?:^|\/)ISIC_2020_Training_Duplicates\.csv$/;
const IMAGE = /(?:^|\/)ISIC_\d{7}\.jpe?g$/i;
const TEST_FOLDER = /(?:^|\/)(?:test|ISIC_2020_Test_JPEG)\//i;
/** By `target`: the second is the positive class of the ROC curve. */
const CLASSES = ['benign', 'malignant'];
const NOT_PUBLIC = 'a test image of the challenge, whose labels are not public';

export const isic2020: LayoutAdapter = {
  name: 'isic2020',
  title: 'ISIC 2020 (SIIM-ISIC Melanoma Classification)',
  expected: 'ISIC_2020_Training_GroundTruth.csv and train/ISIC_0015719.jpg',
  choices: {},
  recognise: async (source) => {
    const table = await tableOf(source);
    if (table !== null) return { base: '', why: `${table} has its columns image_name, patient_id and target` };
    const images = source.files.filter((path) => IMAGE.test(path));
    // Other years of the challenge name images alike, with tables of their own or folders per class.
    const isAlone = images.length * 2 > source.files.length && new Set(images.map(folderOf)).size === 1;
    return isAlone ? { base: '', why: `images are named like ${baseName(images[0]!)}` } : null;
  },
  place: async (source, { why }) => {
    const table = await tableOf(source);
    if (table === null) {
      throw new CatalogError(
        `The file ISIC_2020_Training_GroundTruth.csv is missing in ${source.root}: it holds the diagnosis of each image. Fetch it from the challenge's page.`,
      );
    }
    const images = source.files.filter((path) => IMAGE.test(path));
    const training = images.filter((path) => !TEST_FOLDER.test(path));
    const labels = await labelsOf(source, table, new Map(training.map((path) => [idOf(path), path])));
    const joined = joinLabels(labels.placed, training, { root: source.root, table });
    const notPublic = images.filter((path) => TEST_FOLDER.test(path));
    return {
      ...PLAIN,
      files: joined.files,
      rejected: [...joined.rejected, ...notPublic.map((path) => ({ path, reason: NOT_PUBLIC }))],
      classes: [
        { name: 'benign', title: 'benign skin lesion' },
        { name: 'malignant', title: 'malignant melanoma' },
      ],
      license: 'CC BY-NC 4.0',
      homepage: 'https://challenge2020.isic-archive.com/',
      about: {
        metric: 'roc-auc',
        templates: ['a dermoscopic image of a {}.', 'a photo of a {}.'],
        pretraining: { clip: 'unlike' },
        quirks: [
          'Fewer than 2 % of the images are malignant: accuracy says little.',
          labels.duplicates === 0
            ? '425 pairs of images are copies of each other by the list ISIC_2020_Training_Duplicates.csv, which was not there.'
            : `${labels.duplicates} pairs of copies by ISIC_2020_Training_Duplicates.csv: their patients are one group.`,
        ],
      },
      notes: [
        `Read as ${isic2020.title}: ${why}. All images of a patient are one group.`,
        ...joined.notes,
        ...(notPublic.length === 0
          ? []
          : [`${counted(notPublic.length, 'test image')} of the challenge without a public label: left out.`]),
      ],
    };
  },
};

/** The table of labels, told by its columns: `train.csv` is also the name of others. */
async function tableOf(source: FileSource): Promise<string | null> {
  for (const path of source.files.filter((file) => TABLE.test(file))) {
    const header = await headerOf(source, path);
    if (['image_name', 'patient_id', 'target'].every((column) => header.includes(column))) return path;
  }
  return null;
}

async function labelsOf(
  source: FileSource,
  table: string,
  pathOf: ReadonlyMap<string, string>,
): Promise<{ placed: PlacedFile[]; duplicates: number }> {
  const csv = readCsv(await readText(source, table), table);
  const column = columnsOf(csv, ['image_name', 'patient_id', 'target'], table);
  const rows = [...csv.rows()].map((row) => ({
    image: row[column.image_name] ?? '',
    patient: row[column.patient_id] ?? '',
    target: row[column.target] ?? '',
  }));
  const patientOf = new Map(rows.map(({ image, patient }) => [image, patient]));
  const patients = new UnitedNames();
  const pairs = await duplicatesOf(source);
  for (const [a, b] of pairs) {
    const [first, second] = [patientOf.get(a), patientOf.get(b)];
    if (first !== undefined && second !== undefined) patients.unite(first, second);
  }
  const placed = rows.map(({ image, patient, target }, i): PlacedFile => {
    const className = CLASSES[Number(target)];
    if (className === undefined || target === '' || patient === '') {
      throw new CatalogError(
        `Expected a patient and the target 0 or 1 in row ${i + 1} of ${table} in ${source.root}, got "${patient}" and "${target}" for ${image}.`,
      );
    }
    const path = pathOf.get(image) ?? `${image}.jpg`;
    return { path, className, split: 'none', domain: null, group: `patient ${patients.nameOf(patient)}` };
  });
  return { placed, duplicates: pairs.length };
}

async function duplicatesOf(source: FileSource): Promise<(readonly [string, string])[]> {
  const list = source.files.find((path) => DUPLICATES.test(path));
  if (list === undefined) return [];
  const csv = readCsv(await readText(source, list), list);
  const { image_name_1: a, image_name_2: b } = columnsOf(csv, ['image_name_1', 'image_name_2'], list);
  return [...csv.rows()].map((row) => [row[a] ?? '', row[b] ?? ''] as const);
}

const idOf = (path: string) => baseName(path).replace(/\.\w+$/, '');
const folderOf = (path: string) => path.slice(0, path.length - baseName(path).length);
