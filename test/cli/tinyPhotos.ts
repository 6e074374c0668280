/** @file A folder of tiny pictures, as a person might have it: one colour and pattern a class, with noise, from a seed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '@regatta/tensor';

const CLASSES = ['amber', 'blue', 'green'];
const COLOURS = [
  [220, 160, 40],
  [50, 90, 210],
  [60, 170, 80],
];
const SIDE = 24;

/** Writes `<folder>/<class>/<n>.png`. */
export async function writeTinyPhotos(
  folder: string,
  { perClass, seed = 1 }: { perClass: number; seed?: number },
): Promise<void> {
  const random = new Random(seed);
  for (const [label, name] of CLASSES.entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let n = 0; n < perClass; n++) {
      const pixels = new Uint8Array(SIDE * SIDE * 3).map((_, i) => {
        const noise = (random.next() - 0.5) * 160;
        return Math.max(0, Math.min(255, COLOURS[label]![i % 3]! + noise));
      });
      const png = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
        .png()
        .toBuffer();
      await writeFile(join(folder, name, `${n}.png`), png);
    }
  }
}
