import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { fullFixtures, golden, readImage, recipe, sha256 } from '../test/golden.ts';
import { decode } from './decode.ts';
import { decodeAndPrepare } from './decodeAndPrepare.ts';
import { ImageError } from './errors.ts';
import { outputSide } from './preprocessing.ts';

const split = (crop: string) => crop.split('__') as [image: string, recipe: string];
/** Pillow's 16-bit gray is white; see decode.test.ts. */
const isException = (crop: string) => crop.startsWith('png-gray16.png__');

describe('decodeAndPrepare', () => {
  test.each(Object.keys(golden.crops).filter((crop) => !isException(crop)))(
    'equals Pillow to the bit: %s',
    async (crop) => {
      const [image, name] = split(crop);
      const pixels = await decodeAndPrepare(readImage(image), recipe(name));
      expect(pixels.length).toBe(outputSide(recipe(name)) ** 2 * 3);
      expect(sha256(pixels)).toBe(golden.crops[crop]);
    },
  );

  test.each([
    ['exif__jpeg-exif3.jpg__clip', { orientation: 'exif' }],
    ['exif__jpeg-exif6.jpg__beit', { orientation: 'exif' }],
    ['exif__jpeg-exif6.jpg__clip', { orientation: 'exif' }],
    ['exif__jpeg-exif8.jpg__clip', { orientation: 'exif' }],
    ['pillow13-order__jpeg-420-odd.jpg__beit', { passOrder: 'pillow-13' }],
    ['pillow13-order__jpeg-422.jpg__beit', { passOrder: 'pillow-13' }],
    ['pillow13-order__png-text.png__beit', { passOrder: 'pillow-13' }],
    ['high-byte__png-gray16.png__clip', {}],
  ] as const)('equals Pillow under another rule: %s', async (variant, rule) => {
    const [, image, name] = variant.split('__') as [string, string, string];
    const pixels = await decodeAndPrepare(readImage(image), { ...recipe(name), ...rule });
    expect(sha256(pixels)).toBe(golden.variants[variant]);
  });

  test('crops one pixel apart where the surplus is 3 modulo 4 and the offset rounds otherwise', async () => {
    const image = readImage('jpeg-422.jpg');
    const [halfEven, floor] = [
      await decodeAndPrepare(image, recipe('clip')),
      await decodeAndPrepare(image, recipe('clip-hf')),
    ];
    const rowBytes = 224 * 3;
    expect(halfEven.subarray(0, -rowBytes)).toEqual(floor.subarray(rowBytes));
  });

  test('gives pixels whose buffer can be handed to another thread', async () => {
    for (const name of ['jpeg-224x224.jpg', 'jpeg-422.jpg', 'bmp-rgb.bmp']) {
      const pixels = await decodeAndPrepare(readImage(name), recipe('clip'));
      expect(pixels.byteLength).toBe(pixels.buffer.byteLength);
      expect(structuredClone(pixels, { transfer: [pixels.buffer as ArrayBuffer] }).length).toBe(224 * 224 * 3);
    }
  });

  describe('in fast mode', () => {
    const difference = async (bytes: Uint8Array, name: string, orientation: 'as-stored' | 'exif' = 'as-stored') => {
      const exact = await decodeAndPrepare(bytes, { ...recipe(name), orientation });
      const fast = await decodeAndPrepare(bytes, { ...recipe(name), orientation, mode: 'fast' });
      expect(fast.length).toBe(exact.length);
      return exact.reduce((sum, byte, i) => sum + Math.abs(byte - fast[i]!), 0) / exact.length;
    };

    test('a large JPEG is off by less than one step on average, upright or not', async () => {
      const large = readImage('jpeg-big-1600x1200.jpg');
      expect(await difference(large, 'clip')).toBeGreaterThan(0);
      expect(await difference(large, 'clip')).toBeLessThan(1);
      const turned = await sharp(large)
        .withExif({ IFD0: { Orientation: '6' } })
        .jpeg({ quality: 95 })
        .toBuffer();
      expect(await difference(turned, 'clip', 'exif')).toBeLessThan(1);
    });

    test('everything else is exact: small images, other formats, CMYK', async () => {
      for (const name of ['jpeg-422.jpg', 'png-text.png', 'jpeg-cmyk.jpg', 'bmp-rgb.bmp']) {
        expect(await difference(readImage(name), 'clip')).toBe(0);
      }
    });
  });

  test('equals Pillow on every bad file that Pillow reads, and refuses all others', async (context) => {
    if (fullFixtures === null) return context.skip('the full fixtures do not lie beside this clone');
    const folder = join(fullFixtures, 'bad');
    const files = JSON.parse(readFileSync(join(folder, 'bad.json'), 'utf8')) as Readonly<
      Record<string, { readonly pillow: string; readonly pillow_sha256?: string }>
    >;
    expect(readdirSync(folder).filter((name) => !(name in files) && name !== 'bad.json')).toEqual([]);
    for (const [name, { pillow_sha256: expected }] of Object.entries(files)) {
      const bytes = readFileSync(join(folder, name));
      const prepared = decodeAndPrepare(bytes, recipe('clip'));
      if (expected === undefined) {
        await expect(prepared, name).rejects.toBeInstanceOf(ImageError);
        continue;
      }
      const image = await decode(bytes, 'as-stored');
      expect(sha256(image.data), name).toBe(expected);
      const asPng = await sharp(image.data, { raw: { ...image, channels: 3 } })
        .png()
        .toBuffer();
      expect(await prepared, name).toEqual(await decodeAndPrepare(asPng, recipe('clip')));
    }
  });

  test('equals every picture of the full fixtures', async (context) => {
    if (fullFixtures === null) return context.skip('the full fixtures do not lie beside this clone');
    const folder = join(fullFixtures, 'reference');
    const files = readdirSync(folder).filter((file) => !isException(file));
    expect(files.length).toBe(133);
    for (const file of files) {
      const [image, name] = split(file.replace(/\.png$/, ''));
      const pixels = await decodeAndPrepare(readFileSync(join(fullFixtures, 'images', image)), recipe(name));
      const reference = await sharp(readFileSync(join(folder, file)))
        .raw()
        .toBuffer();
      expect(Buffer.compare(pixels, reference), file).toBe(0);
    }
  }, 60_000);
});
