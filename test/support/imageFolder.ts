/** @file Folders of small photos that a test makes for itself: classes that differ in colour and texture, with noise. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '@regatta/tensor';

export interface ImageFolderOptions {
  /** @default three classes of 20 images */
  readonly classes?: readonly string[];
  readonly imagesPerClass?: number;
  /** Other seeds, other images. */
  readonly seed: number;
  /** @default 48 @unit pixels */
  readonly side?: number;
  /** Files beside them, in the first class, that begin as a photo and break off. @default 0 */
  readonly brokenImages?: number;
  /** How much the classes run into each other, from 0 to 1. @default 0.6 */
  readonly noise?: number;
}

/** Writes `<folder>/<class>/<i>.jpg`. The same options write the same images. */
export async function writeImageFolder(folder: string, options: ImageFolderOptions): Promise<void> {
  const { classes = ['dots', 'rings', 'bars'], imagesPerClass = 20, seed, side = 48, noise = 0.6 } = options;
  for (const [label, name] of classes.entries()) {
    await mkdir(join(folder, name), { recursive: true });
    const random = new Random(`${seed} ${name}`);
    const images = Array.from({ length: imagesPerClass }, () => draw({ random, label, side, noise }));
    const save = (pixels: Uint8Array, i: number) =>
      sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
        .jpeg({ quality: 90 })
        .toFile(join(folder, name, `${String(i).padStart(3, '0')}.jpg`));
    await Promise.all(images.map(save));
  }
  const whole = await readFile(join(folder, classes[0]!, '000.jpg'));
  for (let i = 0; i < (options.brokenImages ?? 0); i++)
    await writeFile(join(folder, classes[0]!, `broken-${i}.jpg`), whole.subarray(0, 400 + i));
}

/** Waves whose direction and colour lean towards those of the class. */
function draw({ random, label, side, noise }: { random: Random; label: number; side: number; noise: number }) {
  const pixels = new Uint8Array(side * side * 3);
  const angle = label * 1.1 + noise * random.normal();
  const frequency = 0.25 + 0.15 * label + 0.1 * noise * random.normal();
  const colour = [0, 1, 2].map((channel) => 100 + (channel === label % 3 ? 50 : 0) + 60 * noise * random.normal());
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const wave = 40 * Math.sin(frequency * (x * dx + y * dy));
      for (let channel = 0; channel < 3; channel++) {
        const value = colour[channel]! + wave + 40 * noise * random.normal();
        pixels[(y * side + x) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  return pixels;
}
