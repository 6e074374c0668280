/**
 * @file FGVC-Aircraft as its makers pack it: `data/images/0034309.jpg`, and for each level of detail (variant, family,
 * manufacturer) a list of names and one of images per split: `images_variant_train.txt` with `0034309 Boeing 707-320`.
 */
import { CatalogError } from '../../errors.ts';
import { IMAGE_NAME, below, few } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { recogniseByFile } from './telltales.ts';
import { readLines, requireFile } from './text.ts';

const NAMES: Readonly<Record<string, string>> = {
  variant: 'variants.txt',
  family: 'families.txt',
  manufacturer: 'manufacturers.txt',
};
const SPLITS = ['train', 'val', 'test'] as const;
const TELLTALES = [
  'images_variant_train.txt',
  'images_variant_test.txt',
  'images_family_train.txt',
  'images_manufacturer_train.txt',
  'variants.txt',
];

export const fgvcAircraft: LayoutAdapter = {
  name: 'fgvc-aircraft',
  title: 'FGVC-Aircraft',
  expected: 'data/variants.txt, data/images_variant_train.txt and data/images/0034309.jpg',
  choices: { level: { meaning: 'what a class is', values: Object.keys(NAMES) } },
  recognise: async (source) => recogniseByFile(source, TELLTALES),
  place: async (source, { base, why, choices }) => {
    const level = choices.level!;
    const names = base + NAMES[level]!;
    requireFile(source, names, 'lists the classes');
    const classes = await readLines(source, names);
    const known = new Set(classes);
    const placed: PlacedFile[] = [];
    for (const split of SPLITS) {
      const list = `${base}images_${level}_${split}.txt`;
      requireFile(source, list, `holds the images of the ${split} split`);
      for (const line of await readLines(source, list)) {
        const space = line.indexOf(' ');
        const className = line.slice(space + 1).trim();
        if (space < 0 || !known.has(className)) {
          throw new CatalogError(
            `Expected "<image> <${level}>" with a ${level} of ${names} in ${list} of ${source.root}, got "${line}". ` +
              `Known are ${few(classes)}.`,
          );
        }
        const path = `${base}images/${line.slice(0, space)}.jpg`;
        placed.push({ path, className: className.normalize('NFC'), split, domain: null, group: null });
      }
    }
    const images = below(source.files, `${base}images/`).filter((path) => IMAGE_NAME.test(path));
    const joined = joinLabels(placed, images, { root: source.root, table: `images_${level}_*.txt` });
    return {
      ...PLAIN,
      ...joined,
      classes: classes.map((name) => ({ name: name.normalize('NFC'), title: name.normalize('NFC') })),
      license: 'for non-commercial research only; the photographers keep their rights',
      homepage: 'https://www.robots.ox.ac.uk/~vgg/data/fgvc-aircraft/',
      about: {
        metric: 'macro-accuracy',
        templates: ['a photo of a {}, a type of aircraft.', 'a photo of the {}, a type of aircraft.'],
        pretraining: { clip: 'like' },
        quirks: [
          `Classes are the ${classes.length} names of ${NAMES[level]}; papers that say 102 variants count two that the files have not.`,
          'The lowest 20 pixels of each image are a banner with the name of the photographer; they are not cut off.',
          'Names of variants hold slashes (F-16A/B).',
        ],
      },
      notes: [`Read as ${fgvcAircraft.title}: ${why}. Its classes are those of level ${level}.`, ...joined.notes],
    };
  },
};
