/**
 * @file Collects this folder from the full reference fixtures beside the clone: `node test/golden/vision/collect.ts`.
 * Crops are kept as the SHA-256 of their raw RGB rows: equality is the test, and 140 hashes are smaller than one picture.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Preprocessing, decode } from '@regatta/vision';

const SOURCE = join(import.meta.dirname, '../../../../shared/fixtures/vision');
const HERE = import.meta.dirname;
const RECIPES = ['clip', 'clip-hf', 'dinov2', 'torchvision-vit-b-16', 'convnext_tiny', 'efficientnet_b2', 'beit', 'study'];

interface Recipe {
  readonly resize: { readonly mode: string; readonly size: number | [number, number]; readonly interpolation: string };
  readonly crop: { readonly size: number; readonly offset: string } | null;
  readonly rescale: number;
  readonly mean: number[];
  readonly std: number[];
}

const manifest = readJson('manifest.json') as {
  versions: object;
  images: Record<string, { decoded_rgb_sha256: string; exif_transposed_rgb_sha256?: string }>;
};
const { recipes } = readJson('recipes.json') as { recipes: Record<string, Recipe> };
const bad = readJson('bad/bad.json') as Record<string, { expect: string; why: string; pillow: string }>;

copyAll('images', () => true);
copyAll('bad', (file) => file !== 'bad.json');
copyAll('tensors', (file) => file.startsWith('table__'));

const images = Object.entries(manifest.images);
const golden = {
  versions: manifest.versions,
  recipes: Object.fromEntries(RECIPES.map((name) => [name, toPreprocessing(recipes[name]!)])),
  decoded: Object.fromEntries(images.map(([name, image]) => [name, image.decoded_rgb_sha256])),
  decodedUpright: Object.fromEntries(
    images.flatMap(([name, { exif_transposed_rgb_sha256: sha256 }]) => (sha256 === undefined ? [] : [[name, sha256]])),
  ),
  crops: await hashAll('reference', /./),
  variants: await hashAll('variants', /^(?:exif|high-byte|pillow13-order)__/),
  bad: Object.fromEntries(Object.entries(bad).map(([name, { expect, why, pillow }]) => [name, { expect, why, pillow }])),
};
writeFileSync(join(HERE, 'golden.json'), `${JSON.stringify(golden, null, 1)}\n`);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(SOURCE, path), 'utf8'));
}

function copyAll(folder: string, isWanted: (file: string) => boolean): void {
  mkdirSync(join(HERE, folder), { recursive: true });
  for (const file of readdirSync(join(SOURCE, folder)).filter(isWanted)) {
    copyFileSync(join(SOURCE, folder, file), join(HERE, folder, file));
  }
}

/** `<image>__<recipe>.png` and the like, by name without `.png`, to the hash of its pixels. */
async function hashAll(folder: string, wanted: RegExp): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of readdirSync(join(SOURCE, folder)).sort()) {
    if (!wanted.test(file)) continue;
    const { data } = await decode(readFileSync(join(SOURCE, folder, file)), 'as-stored');
    hashes[file.replace(/\.png$/, '')] = createHash('sha256').update(data).digest('hex');
  }
  return hashes;
}

function toPreprocessing({ resize, crop, rescale, mean, std }: Recipe): Preprocessing {
  return Preprocessing.parse({
    resize: {
      mode: resize.mode,
      size: Array.isArray(resize.size) ? resize.size[0] : resize.size,
      interpolation: resize.interpolation,
    },
    crop: crop && { size: crop.size, offset: crop.offset },
    rescale,
    mean,
    std,
  });
}
