/**
 * @file UC Merced Land Use as its makers pack it, `Images/<class>/<class>00.tif`, and beside it, where they are, the split
 * files that torchgeo adds: `uc_merced-train.txt` with a file's name per line.
 */
import { placeClassFolders, recogniseClassFolders } from './aerial.ts';
import { UC_MERCED_CLASSES } from './classNames/landUse.ts';
import { baseName, foldersWith } from './fileList.ts';
import { joinLabels } from './joinLabels.ts';
import { PLAIN, type Layout, type LayoutAdapter, type PlacedFile } from './layout.ts';
import { readLines, requireFile } from './text.ts';
import type { FileSource } from '../source/fileSource.ts';

const CLASSES = new Set(Object.keys(UC_MERCED_CLASSES));
const IMAGE = /(?:^|\/)[a-z]+\/[a-z]+\d{2}\.tiff?$/;
const SPLITS = ['train', 'val', 'test'] as const;

export const ucMerced: LayoutAdapter = {
  name: 'ucmerced',
  title: 'UC Merced Land Use',
  expected: 'Images/agricultural/agricultural00.tif and so on, with its 21 classes',
  choices: {},
  recognise: async (source) => recogniseClassFolders(source, { classes: CLASSES, isImage: IMAGE }),
  place: async (source, { base, why }) => {
    const { splitNote, ...placed } = await placeBySplitFiles(source, placeClassFolders(source.files, base));
    return {
      ...PLAIN,
      ...placed,
      classes: Object.entries(UC_MERCED_CLASSES).map(([name, title]) => ({ name, title })),
      license: 'public domain: images of the USGS National Map',
      homepage: 'http://weegee.vision.ucmerced.edu/datasets/landuse.html',
      about: {
        templates: ['a satellite photo of {}.', 'an aerial photo of {}.'],
        pretraining: { clip: 'unlike' },
        quirks: [
          'The makers gave no split; that of torchgeo (1260, 420, 420 images) was drawn over all images, so classes are unequal in it.',
          '44 images have another shape than 256 x 256 pixels.',
        ],
      },
      notes: [`Read as ${ucMerced.title}: ${why}. ${splitNote}`, ...placed.notes],
    };
  },
};

async function placeBySplitFiles(
  source: FileSource,
  images: readonly PlacedFile[],
): Promise<Pick<Layout, 'files' | 'rejected' | 'notes'> & { splitNote: string }> {
  const folder = SPLITS.map((split) => foldersWith(source.files, splitFile(split))[0]).find(
    (found) => found !== undefined,
  );
  if (folder === undefined) {
    const splitNote = `It has no split: ${SPLITS.map(splitFile).join(', ')} of torchgeo beside the images would give it one.`;
    return { files: images, rejected: [], notes: [], splitNote };
  }
  const byName = new Map(images.map((image) => [baseName(image.path), image]));
  const placed: PlacedFile[] = [];
  for (const split of SPLITS) {
    requireFile(source, folder + splitFile(split), `holds the images of the ${split} split`);
    for (const name of await readLines(source, folder + splitFile(split))) {
      const image = byName.get(name);
      placed.push(
        image === undefined
          ? { path: name, className: name.replace(/\d+\.\w+$/, ''), split, domain: null, group: null }
          : { ...image, split },
      );
    }
  }
  const paths = images.map(({ path }) => path);
  const joined = joinLabels(placed, paths, { root: source.root, table: 'uc_merced-*.txt' });
  return { ...joined, splitNote: 'Its splits are those of uc_merced-train.txt, -val.txt and -test.txt.' };
}

function splitFile(split: string): string {
  return `uc_merced-${split}.txt`;
}
