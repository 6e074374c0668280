/**
 * @file The sixteen pictures of `regatta encoders check`: drawn by whole numbers from a seed, so that they are the same on
 * every machine without lying anywhere. Gradients with a disc and a bar, noise, stripes and a board, wide, tall and square.
 * They are like no photograph: what they find is a network that is broken, not one that is weak.
 */
import { PICTURES } from '@regatta/encoders';
import { Random } from '@regatta/tensor';
import { decodeAndPrepare, outputSide, type Preprocessing, type RgbImage } from '@regatta/vision';
import sharp from 'sharp';

const SIZES = [
  { width: 320, height: 240 },
  { width: 240, height: 320 },
  { width: 256, height: 256 },
  { width: 301, height: 199 },
] as const;

type Colour = readonly [number, number, number];
/** The brightness that is added to a picture's colour, from 0 to 55; null: the other colour. */
type Pattern = (x: number, y: number) => number | null;

export function pictures(): RgbImage[] {
  const random = new Random('encoders check');
  return Array.from({ length: PICTURES }, (_, i) => {
    const size = SIZES[(i >> 2) % SIZES.length]!;
    const colour: Colour = [random.integer(200), random.integer(200), random.integer(200)];
    return draw(size, colour, patternOf(i, size, random));
  });
}

function patternOf(
  i: number,
  { width, height }: { readonly width: number; readonly height: number },
  random: Random,
): Pattern {
  const [x0, y0] = [random.integer(width), random.integer(height)];
  const radius = 24 + random.integer(80);
  const step = 6 + random.integer(30);
  switch (i % 4) {
    case 0:
      return (x, y) => {
        const isInside = (x - x0) ** 2 + (y - y0) ** 2 < radius ** 2 || Math.abs(x - y0) < 12;
        return isInside ? null : Math.floor(((x * (1 + (i % 3)) + y) * 55) / (3 * width + height));
      };
    case 1:
      return () => random.integer(56);
    case 2:
      return (x, y) => ((x + 2 * y) % (2 * step) < step ? null : Math.floor((y * 55) / height));
    default:
      return (x, y) => ((Math.floor(x / step) + Math.floor(y / step)) % 2 === 0 ? null : Math.floor((x * 55) / width));
  }
}

function draw(
  { width, height }: { readonly width: number; readonly height: number },
  colour: Colour,
  pattern: Pattern,
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const brightness = pattern(x, y);
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++)
        data[at + c] = brightness === null ? 255 - (colour[c]! >> 1) : colour[c]! + brightness;
    }
  }
  return { data, width, height };
}

/** The pictures as an encoder gets them, by way of a file like any other image. @returns uint8 [16, side, side, 3] */
export async function preparedPictures(preprocessing: Preprocessing): Promise<Uint8Array> {
  const side = outputSide(preprocessing);
  const prepared = new Uint8Array(PICTURES * side * side * 3);
  for (const [i, { data, width, height }] of pictures().entries()) {
    const file = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    prepared.set(await decodeAndPrepare(file, preprocessing), i * side * side * 3);
  }
  return prepared;
}
