import { Pictures, truth, type Miniature, type Truth } from './miniature.ts';

const TEXTURES = ['banded', 'cobwebbed', 'potholed'];
const IMAGES = 6;
const SPLITS = ['train', 'val', 'test'] as const;

/** Ten splits of the same images: image i of split number k is in side (i + k) mod 3. */
export async function dtd(partition = 1, base = 'dtd/dtd/'): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const lists: Record<string, string> = {};
  for (const texture of TEXTURES) {
    for (let i = 0; i < IMAGES; i++) {
      const name = `${texture}/${texture}_${String(i * 3 + 2).padStart(4, '0')}.jpg`;
      files[`${base}images/${name}`] = await pictures.jpeg();
      images[`${base}images/${name}`] = truth(texture, { split: SPLITS[(i + partition) % 3]! });
      for (let k = 1; k <= 10; k++) {
        const list = `${base}labels/${SPLITS[(i + k) % 3]}${k}.txt`;
        lists[list] = `${lists[list] ?? ''}${name}\n`;
      }
    }
    files[`${base}images/${texture}/.directory`] = '[Dolphin]\nTimestamp=2014,1,1,12,0,0\n';
  }
  files[`${base}labels/labels_joint_anno.txt`] = Object.keys(images)
    .map((path) => `${path.slice(`${base}images/`.length)} ${path.split('/').at(-2)} \n`)
    .join('');
  return { files: { ...files, ...lists }, truth: images };
}
