import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ImageError } from './errors.ts';
import { readImageFacts } from './imageFacts.ts';

const create = { width: 40, height: 30, channels: 3, background: '#aa5511' } as const;

test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('the size of %s is read', async (format) => {
  const bytes = await sharp({ create }).toFormat(format).toBuffer();
  expect(await readImageFacts(bytes)).toEqual({ format, width: 40, height: 30 });
});

test('an image that a tag turns has the size that is stored', async () => {
  const bytes = await sharp({ create }).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  expect(await readImageFacts(bytes)).toMatchObject({ width: 40, height: 30 });
});

test('a cut header is refused', async () => {
  const bytes = await sharp({ create }).jpeg().toBuffer();
  await expect(readImageFacts(bytes.subarray(0, 30))).rejects.toThrow(ImageError);
});
