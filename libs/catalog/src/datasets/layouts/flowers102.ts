/**
 * @file Oxford Flowers 102 as its makers pack it: `jpg/image_00001.jpg`, labels by the images' numbers in
 * `imagelabels.mat`, splits as lists of numbers in `setid.mat`. Labels and numbers begin at 1.
 */
import { CatalogError } from '../../errors.ts';
import { FLOWER_NAMES } from './classNames/flowers102.ts';
import { IMAGE_NAME, below, foldersWith } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { readMat } from './matFile.ts';
import { readLabelFile, requireFile } from './text.ts';

const LABELS = 'imagelabels.mat';
const SPLITS = 'setid.mat';
const FIRST_IMAGE = /^(.*\/)?jpg\/image_\d{5}\.jpg$/;
const SPLIT_VARIABLES = [
  ['trnid', 'train'],
  ['valid', 'val'],
  ['tstid', 'test'],
] as const;

export const flowers102: LayoutAdapter = {
  name: 'flowers102',
  title: 'Oxford Flowers 102',
  expected: `${LABELS}, ${SPLITS} and jpg/image_00001.jpg`,
  choices: {},
  recognise: async ({ files }) => {
    const base = foldersWith(files, SPLITS)[0] ?? foldersWith(files, LABELS)[0];
    if (base !== undefined) return { base, why: `${LABELS} and ${SPLITS} are its label files` };
    const image = files.find((path) => FIRST_IMAGE.test(path));
    return image === undefined
      ? null
      : { base: image.slice(0, image.lastIndexOf('jpg/')), why: 'its images are jpg/image_00001.jpg and so on' };
  },
  place: async (source, { base, why }) => {
    requireFile(source, base + LABELS, 'holds the class of each image');
    requireFile(source, base + SPLITS, 'holds the official splits');
    const labels = variable(await readLabelFile(source, base + LABELS), 'labels', base + LABELS);
    const splitBytes = await readLabelFile(source, base + SPLITS);
    const placed: PlacedFile[] = [];
    for (const [name, split] of SPLIT_VARIABLES) {
      for (const number of variable(splitBytes, name, base + SPLITS)) {
        const className = FLOWER_NAMES[(labels[number - 1] ?? NaN) - 1];
        if (className === undefined) {
          throw new CatalogError(
            `Expected a class from 1 to ${FLOWER_NAMES.length} for image ${number} in ${base + LABELS} of ${source.root}, ` +
              `got ${labels[number - 1] ?? `only ${labels.length} labels`}. ${SPLITS} and ${LABELS} are of different data sets.`,
          );
        }
        const path = `${base}jpg/image_${String(number).padStart(5, '0')}.jpg`;
        placed.push({ path, className, split, domain: null, group: null });
      }
    }
    const images = below(source.files, `${base}jpg/`).filter((path) => IMAGE_NAME.test(path));
    const joined = joinLabels(placed, images, { root: source.root, table: SPLITS });
    return {
      ...PLAIN,
      ...joined,
      classes: FLOWER_NAMES.map((name) => ({ name, title: name })),
      license: 'not stated by its makers; photos from the web',
      homepage: 'https://www.robots.ox.ac.uk/~vgg/data/flowers/102/',
      about: {
        metric: 'macro-accuracy',
        templates: ['a photo of a {}, a type of flower.'],
        pretraining: { clip: 'like' },
        quirks: [
          'Labels and numbers of images begin at 1.',
          'The official test split is six times its train split (1020, 1020, 6149 images); some papers swap the two.',
          'Classes have 10 training images each, and 20 to 238 test images.',
        ],
      },
      notes: [`Read as ${flowers102.title}: ${why}.`, ...joined.notes],
    };
  },
};

function variable(bytes: Uint8Array, name: string, file: string): Float64Array {
  const variables = readMat(bytes, file);
  const values = variables.get(name);
  if (values !== undefined) return values;
  throw new CatalogError(
    `Expected the variable \`${name}\` in ${file}, got ${[...variables.keys()].join(', ') || 'none with numbers'}. Fetch it again.`,
  );
}
