/**
 * @file The Describable Textures Dataset as its makers pack it: `images/<class>/<class>_0001.jpg` and ten official splits,
 * `labels/train1.txt` to `labels/test10.txt`, each a third of every class. One of them is taken.
 */
import { CatalogError } from '../../errors.ts';
import { IMAGE_NAME, below } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { recogniseByFile } from './telltales.ts';
import { readLines, requireFile } from './text.ts';

const PARTITIONS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const SPLITS = ['train', 'val', 'test'] as const;
const TELLTALES = ['labels/train1.txt', 'labels/test1.txt', 'labels/val1.txt', 'labels/labels_joint_anno.txt'];

export const dtd: LayoutAdapter = {
  name: 'dtd',
  title: 'DTD, the Describable Textures Dataset',
  expected: 'labels/train1.txt, labels/val1.txt, labels/test1.txt and images/<class>/*.jpg',
  choices: { partition: { meaning: 'which of the ten official splits', values: PARTITIONS } },
  recognise: async (source) => recogniseByFile(source, TELLTALES),
  place: async (source, { base, why, choices }) => {
    const partition = choices.partition!;
    const placed: PlacedFile[] = [];
    for (const split of SPLITS) {
      const list = `${base}labels/${split}${partition}.txt`;
      requireFile(source, list, `holds the ${split} images of official split ${partition}`);
      for (const line of await readLines(source, list)) {
        const slash = line.indexOf('/');
        if (slash < 1) {
          throw new CatalogError(`Expected "<class>/<image>" in ${list} of ${source.root}, got "${line}".`);
        }
        const className = line.slice(0, slash).normalize('NFC');
        placed.push({ path: `${base}images/${line}`, className, split, domain: null, group: null });
      }
    }
    const images = below(source.files, `${base}images/`).filter((path) => IMAGE_NAME.test(path));
    const table = `labels/{train,val,test}${partition}.txt`;
    const joined = joinLabels(placed, images, { root: source.root, table });
    const classes = [...new Set(placed.map(({ className }) => className))].sort();
    return {
      ...PLAIN,
      ...joined,
      classes: classes.map((name) => ({ name, title: name.replaceAll('_', '-') })),
      license: 'for research only; the images are from the web',
      homepage: 'https://www.robots.ox.ac.uk/~vgg/data/dtd/',
      about: {
        templates: ['a photo of a {} texture.', 'a photo of a {} pattern.', 'a photo of a {} thing.'],
        quirks: [
          `Of ten official splits this is number ${partition}; published figures are the mean over all ten.`,
          'An image shows one main texture and may show others (labels_joint_anno.txt); only the main one counts.',
        ],
      },
      notes: [`Read as ${dtd.title}: ${why}. Its splits are those of number ${partition} of 10.`, ...joined.notes],
    };
  },
};
