import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { openCatalog, type Catalog } from '@regatta/catalog';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyPhotos } from './tinyPhotos.ts';
import { tinyNetwork } from '../../libs/catalog/test/tinyEncoder.ts';
import { FaultyFileError } from '../../services/cli/src/yaml/fault.ts';
import { resolveSweep } from '../../services/cli/src/sweep/resolveSweep.ts';

const FILE = resolve(import.meta.dirname, '../../sweeps/study-2022.yaml');
const DATASETS = ['flowers102', 'fgvc-aircraft', 'dtd', 'patternnet', 'ucmerced', 'isic', 'fmow', 'iwildcam'];

let folder: string;
let text: string;
let encoders: string[];
let catalog: Catalog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regatta-study-'));
  // None of the miniatures has a text tower, which zero-shot asks for.
  text = (await readFile(FILE, 'utf8')).replace('  - zero-shot\n', '');
  encoders = [...text.matchAll(/use: ([\w-]+)/g)].map(([, name]) => name!);
  const blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
  catalog = await openCatalog({ folder: join(folder, 'state'), blobs });
});
afterAll(() => rm(folder, { recursive: true }));

const resolved = () =>
  resolveSweep(
    { file: FILE, text },
    { catalog, onProgress: () => undefined, onNote: () => undefined, signal: new AbortController().signal },
  );

test('the matrix of the study names each dataset and encoder that is missing, then plans all of it', async () => {
  expect(encoders).toHaveLength(13);
  const error: unknown = await resolved().catch((thrown: unknown) => thrown);
  if (!(error instanceof FaultyFileError)) throw new Error('Expected mistakes.', { cause: error });
  const found = error.faults.map((fault) => fault.found).join('\n');
  for (const name of [...DATASETS, ...encoders]) expect(found).toContain(name);

  for (const [i, name] of DATASETS.entries()) {
    await writeTinyPhotos(join(folder, name), { perClass: 16, seed: i });
    await catalog.addDataset({ source: join(folder, name), name });
  }
  await writeFile(join(folder, 'tiny.onnx'), tinyNetwork({ side: 224 }));
  for (const name of encoders) {
    const path = join(folder, `${name}.yaml`);
    const preprocessing =
      '{ resize: { mode: exact, size: 224, interpolation: bilinear }, mean: [0, 0, 0], std: [1, 1, 1] }';
    const lines = [`name: ${name}`, 'weights: tiny.onnx', 'input: { name: pixel_values }', 'tap: embedding'];
    await writeFile(path, [...lines, 'licence: CC0-1.0', `preprocessing: ${preprocessing}`].join('\n'));
    await catalog.addEncoder(path);
  }
  const { cells } = await resolved();
  const listings = cells.flatMap((cell) =>
    cell.listings.map((listing) => ({ ...listing, method: cell.cell.method.kind })),
  );
  const count = (method: string) => listings.filter((listing) => listing.method === method).length;
  const [views, budgets, draws] = [2, 2, 3];
  expect(count('knn')).toBe(13 * views * DATASETS.length * budgets * draws);
  expect(count('logistic-regression')).toBe(count('knn'));
});
