/** @file PatternNet as its makers pack it: `images/<class>/<class without underscores>001.jpg`, no split of its own. */
import { placeClassFolders, recogniseClassFolders } from './aerial.ts';
import { PATTERN_NET_CLASSES } from './classNames/landUse.ts';
import { PLAIN, type LayoutAdapter } from './layout.ts';

const CLASSES = new Set(PATTERN_NET_CLASSES);
const IMAGE = /(?:^|\/)[a-z_]+\/[a-z]+\d{3}\.jpg$/;

export const patternNet: LayoutAdapter = {
  name: 'patternnet',
  title: 'PatternNet',
  expected: 'images/airplane/airplane001.jpg and so on, with its 38 classes',
  choices: {},
  recognise: async (source) => recogniseClassFolders(source, { classes: CLASSES, isImage: IMAGE }),
  place: async ({ files }, { base, why }) => ({
    ...PLAIN,
    files: placeClassFolders(files, base),
    classes: PATTERN_NET_CLASSES.map((name) => ({ name, title: name.replaceAll('_', ' ') })),
    license: 'for research only; images from Google Earth and Google Map',
    homepage: 'https://sites.google.com/view/zhouwx/dataset',
    about: {
      templates: ['a satellite photo of {}.', 'an aerial photo of {}.'],
      pretraining: { clip: 'unlike' },
      quirks: ['There is no official split; 800 images a class, 256 x 256 pixels.'],
    },
    notes: [`Read as ${patternNet.title}: ${why}.`],
  }),
};
