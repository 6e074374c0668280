import { Pictures, truth, type Miniature, type Truth } from './miniature.ts';

/** Names of classes have underscores, names of images in them have not. */
export async function patternNet(base = 'PatternNet/images/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  for (const className of ['airplane', 'baseball_field', 'wastewater_treatment_plant']) {
    for (let i = 1; i <= 3; i++) {
      const path = `${base}${className}/${className.replaceAll('_', '')}${String(i).padStart(3, '0')}.jpg`;
      files[path] = await pictures.jpeg();
      images[path] = truth(className);
    }
  }
  files['PatternNet/PatternNet_Description.txt'] = 'PatternNet: 38 classes, 800 images each.\r\n';
  return { files, truth: images };
}

/** TIFF images; torchgeo's split is a list of names per side, and classes are unequal in it. */
export async function ucMerced(): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const lists = { train: '', val: '', test: '' };
  for (const [c, className] of ['agricultural', 'airplane', 'denseresidential'].entries()) {
    for (let i = 0; i < 6; i++) {
      const name = `${className}${String(i).padStart(2, '0')}.tif`;
      const path = `UCMerced_LandUse/Images/${className}/${name}`;
      const split = i < 3 + (c % 2) ? 'train' : i === 4 ? 'val' : 'test';
      files[path] = await pictures.tiff();
      images[path] = truth(className, { split });
      lists[split] += `${name}\n`;
    }
  }
  files['UCMerced_LandUse/readme.txt'] = 'UC Merced Land Use Dataset\r\n';
  for (const [split, list] of Object.entries(lists)) files[`uc_merced-${split}.txt`] = list;
  return { files, truth: images };
}
