import { createHash } from 'node:crypto';
import { Preprocessing } from '@regatta/vision';
import { expect, test } from 'vitest';
import { pictures, preparedPictures } from './pictures.ts';

test('the pictures are the same sixteen everywhere: references that are kept depend on them', () => {
  const hash = createHash('sha256');
  for (const { data, width, height } of pictures()) {
    expect(data).toHaveLength(width * height * 3);
    hash.update(data);
  }
  // Other pictures are another PICTURE_SET.
  expect(hash.digest('hex')).toBe('f2ea8706714391d9468d9b6b9f6a36f8712bbd474b0ef937c9955188213e3066');
});

test('they go the way of any image: as the recipe of the encoder says', async () => {
  const recipe = { mean: [0, 0, 0], std: [1, 1, 1], resize: { mode: 'shorter', size: 40, interpolation: 'bicubic' } };
  const prepared = await preparedPictures(Preprocessing.parse({ ...recipe, crop: { size: 32 } }));
  expect(prepared).toHaveLength(16 * 32 * 32 * 3);
  const other = { ...recipe, resize: { ...recipe.resize, interpolation: 'bilinear' }, crop: { size: 32 } };
  expect(await preparedPictures(Preprocessing.parse(other))).not.toEqual(prepared);
});
