/** @file Real images as encoders get them, from the golden files of vision. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAndPrepare, outputSide, type Preprocessing } from '@regatta/vision';

const FOLDER = join(import.meta.dirname, '../../../test/golden/vision/images');
/** Photos, a drawing, a text, a gradient, a ramp of stripes: nothing alike. */
export const IMAGES = ['jpeg-422.jpg', 'jpeg-444.jpg', 'png-text.png', 'png-gradient.png', 'png-rgb-zoneplate.png'];

export interface Batch {
  readonly side: number;
  readonly shape: readonly [number, number, number, 3];
  readonly data: Uint8Array;
  /** The images one by one. */
  readonly images: readonly Uint8Array[];
}

export async function readBatch(preprocessing: Preprocessing, names = IMAGES): Promise<Batch> {
  const images = await Promise.all(
    names.map((name) => decodeAndPrepare(readFileSync(join(FOLDER, name)), preprocessing)),
  );
  const side = outputSide(preprocessing);
  return { side, shape: [images.length, side, side, 3], data: new Uint8Array(Buffer.concat(images)), images };
}
