/** @file A folder per class, with or without folders of splits above them: what is taken when nothing else fits. */
import { below } from './fileList.ts';
import { PLAIN, type LayoutAdapter } from './layout.ts';
import { placeFolders } from './placeFolders.ts';
import { sharedFolders } from './domainFolders.ts';

export const imageFolder: LayoutAdapter = {
  name: 'image-folder',
  title: 'a folder per class',
  expected: '<class>/*.jpg, or train/<class>/*.jpg and test/<class>/*.jpg',
  choices: {},
  recognise: async () => ({ base: '', why: 'nothing else fits' }),
  place: async (source) => {
    const { files, rejected, notes } = placeFolders(below(source.files, ''), source.root);
    const alike = sharedFolders(source.files);
    const doubt =
      alike === null
        ? []
        : [
            `All of ${alike.domains.join(', ')} hold folders of the same names (${alike.classes.slice(0, 3).join(', ')}): ` +
              'if those are the classes, and these are styles or places, give `--layout domain-folders`.',
          ];
    return { ...PLAIN, files, rejected, notes: [...notes, ...doubt] };
  },
};
