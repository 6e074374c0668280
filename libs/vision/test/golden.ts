/** @file The reference images and hashes of test/golden/vision, and the full fixtures where they lie beside the clone. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Preprocessing } from '../src/mod.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'test/golden/vision');
const FULL = join(ROOT, '../shared/fixtures/vision');

type Hashes = Readonly<Record<string, string>>;

export const golden = JSON.parse(readFileSync(join(FOLDER, 'golden.json'), 'utf8')) as {
  readonly recipes: Readonly<Record<string, unknown>>;
  readonly decoded: Hashes;
  readonly decodedUpright: Hashes;
  readonly crops: Hashes;
  readonly variants: Hashes;
  readonly bad: Readonly<Record<string, { readonly expect: 'error' | 'decode' | 'policy'; readonly pillow: string }>>;
};

export const fullFixtures: string | null = existsSync(FULL) ? FULL : null;

export const readImage = (name: string): Buffer => readFileSync(join(FOLDER, 'images', name));
export const readBad = (name: string): Buffer => readFileSync(join(FOLDER, 'bad', name));
export const recipe = (name: string): Preprocessing => Preprocessing.parse(golden.recipes[name]);
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
