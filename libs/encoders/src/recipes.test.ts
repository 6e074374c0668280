import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Preprocessing } from '@regatta/vision';
import { expect, test } from 'vitest';
import { RECIPES, recipeNamed } from './recipes.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/vision/golden.json');
const FULL = join(import.meta.dirname, '../../../../shared/fixtures/vision/recipes.json');

interface Reference {
  readonly resize: { readonly mode: string; readonly size: number | number[]; readonly interpolation: string };
  readonly crop: { readonly size: number; readonly offset: string } | null;
  readonly mean: number[];
  readonly std: number[];
  readonly arithmetic?: string;
}

/** As it is written here; null for what cannot be said. */
function asRecipe({ resize, crop, mean, std, arithmetic }: Reference): unknown {
  const size = Array.isArray(resize.size) ? resize.size[0] : resize.size;
  if (arithmetic === 'float-resize' || resize.mode === 'max-patches') return null;
  const { mode, interpolation } = resize;
  const cropped = crop && { size: crop.size, offset: crop.offset };
  return Preprocessing.parse({ resize: { mode, size, interpolation }, crop: cropped, mean, std });
}

/** Read in the sources of transformers and timm; the references do not have them. */
const BEYOND = ['convnext-hf', 'timm/mobilenetv4_conv_small.e2400_r224_in1k'];

const read = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { recipes: Record<string, Reference> }).recipes;

test('every recipe of the references is here, to the last digit', (context) => {
  if (!existsSync(FULL)) context.skip('the full fixtures do not lie beside this clone');
  const references = Object.entries(read(FULL)).filter(([name]) => !['study-224', 'study-244'].includes(name));
  for (const [name, reference] of references) expect(recipeNamed(name), name).toEqual(asRecipe(reference));
  const said = references.filter(([, reference]) => asRecipe(reference) !== null);
  expect(Object.keys(RECIPES)).toHaveLength(said.length + BEYOND.length);
  expect(Object.keys(RECIPES)).toEqual(expect.arrayContaining(BEYOND));
});

test('a recipe is found by its name, and nothing else is', () => {
  for (const [name, reference] of Object.entries(read(GOLDEN))) {
    if (recipeNamed(name) !== null) expect(recipeNamed(name), name).toMatchObject({ mean: reference.mean });
  }
  expect(recipeNamed('clip')).toMatchObject({ resize: { size: 224, interpolation: 'bicubic' }, crop: { size: 224 } });
  expect(recipeNamed('toString')).toBeNull();
});
