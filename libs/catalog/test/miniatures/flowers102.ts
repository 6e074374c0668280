import { writeMat } from './mat.ts';
import { Pictures, truth, type Miniature, type Truth } from './miniature.ts';

/** Label (from 1) -> name. The last of the 102 is there, so that a shift by one shows. */
const FLOWERS = new Map([
  [1, 'pink primrose'],
  [2, 'hard-leaved pocket orchid'],
  [12, "colt's foot"],
  [102, 'blackberry lily'],
]);
const PER_SPLIT = { train: 3, val: 2, test: 4 } as const;
const VARIABLES = { train: 'trnid', val: 'valid', test: 'tstid' } as const;

/** Labels begin at 1, splits are lists of the images' numbers in no order, and `labels` is compressed. */
export async function flowers102(base = 'flowers-102/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const labels: number[] = [];
  const splits: Record<string, number[]> = { trnid: [], valid: [], tstid: [] };
  for (const [label, className] of FLOWERS) {
    for (const [split, count] of Object.entries(PER_SPLIT) as ['train' | 'val' | 'test', number][]) {
      for (let i = 0; i < count; i++) {
        labels.push(label);
        const path = `${base}jpg/image_${String(labels.length).padStart(5, '0')}.jpg`;
        files[path] = await pictures.jpeg();
        images[path] = truth(className, { split });
        splits[VARIABLES[split]]!.unshift(labels.length);
      }
    }
  }
  files[`${base}imagelabels.mat`] = writeMat({ labels }, { isCompressed: true });
  files[`${base}setid.mat`] = writeMat(splits);
  return { files, truth: images };
}
