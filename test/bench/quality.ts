/**
 * @file What looking for a dataset's faults costs, and what it finds: copies planted among real photos, labels swapped in
 * a copy of them and sought by the features of two encoders; hashes compared as of a large dataset.
 */
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { openCatalog, type Catalog, type CatalogDataset } from '@regatta/catalog';
import {
  FINGERPRINT_BYTES,
  confidentLearning,
  duplicateSets,
  groupFolds,
  nearDuplicates,
  type LabelSuspect,
} from '@regatta/datasets';
import { ENCODER_INPUT, ENCODER_OUTPUT, buildEncoder } from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import { ProbeEngine, crossPredict } from '@regatta/probes';
import { createSession } from '@regatta/runtime';
import { Random, matrix, type Matrix } from '@regatta/tensor';
import { decodeAndPrepare } from '@regatta/vision';
import { CHANGES } from '../../libs/catalog/test/plantedCopies.ts';

const SHARED = join(import.meta.dirname, '../../../shared/data');
const EXAMPLES = join(import.meta.dirname, '../../models/manifests/examples');
const ENCODERS = ['mobilenet-v2-1.0-224', 'mobilenet-v1-0.25-128'];
const SWAPPED_SHARES = [0.05, 0.1, 0.2];
const LARGE = 365_000;
const BATCH = 32;
const GRID = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

export default async function run(): Promise<string> {
  const parts = [compareLarge()];
  if (!existsSync(SHARED)) return `${parts.join('\n\n')}\n\nThe photos do not lie beside this clone.`;
  const folder = await mkdtemp(join(tmpdir(), 'regatta-bench-'));
  try {
    parts.push(await copies(join(folder, 'copies')), await swaps(join(folder, 'swaps')));
  } finally {
    await rm(folder, { recursive: true });
  }
  return parts.join('\n\n');
}

/** Random hashes, which no index finds near each other: the search alone. */
function compareLarge(): string {
  const random = new Random('fingerprints');
  const data = new Uint8Array(LARGE * FINGERPRINT_BYTES);
  for (let i = 0; i < LARGE; i++) {
    const own = data.subarray(i * FINGERPRINT_BYTES, (i + 1) * FINGERPRINT_BYTES);
    for (let at = 0; at < own.length; at++) own[at] = random.integer(256);
    // Hashes of both signs share no bit.
    for (let at = 0; at < 8; at++) own[8 + at]! &= ~own[at]!;
  }
  const before = process.cpuUsage();
  const steps = nearDuplicates(
    { count: LARGE, data },
    Int32Array.from({ length: LARGE }, (_, i) => i),
  );
  while (steps.next().done !== true);
  // Of the processor: it is minutes on one core, in which others work as well.
  const seconds = process.cpuUsage(before).user / 1e6;
  return `Comparing ${LARGE} images in eight orientations: ${seconds.toFixed(0)} s of one core, ${Math.round((LARGE * FINGERPRINT_BYTES) / 1e6)} MB of fingerprints.`;
}

async function copies(folder: string): Promise<string> {
  const photos = join(folder, 'photos');
  await cp(join(SHARED, 'clothing'), photos, { recursive: true });
  const { catalog } = await openProject(join(folder, 'untouched'));
  await catalog.addDataset({ source: photos, name: 'photos' });
  const threads = availableParallelism();
  const before = performance.now();
  const untouched = await catalog.findDuplicates('photos', { threads });
  const seconds = (performance.now() - before) / 1000;
  const { images } = (await catalog.dataset('photos')).manifest;

  const planted = new Map<string, { source: string; change: string }>();
  const rows: string[] = [];
  for (const className of await readdir(join(photos, 'train'))) {
    const files = (await readdir(join(photos, 'train', className))).sort();
    for (const [i, [change, make]] of Object.entries(CHANGES).entries()) {
      for (let again = 0; again < 5; again++) {
        const source = `train/${className}/${files[i * 5 + again]!}`;
        const path = `test/${className}/planted-${i}-${again}.img`;
        await writeFile(join(photos, path), await make(await readFile(join(photos, source))));
        planted.set(path, { source, change });
      }
    }
  }
  const other = await openProject(join(folder, 'planted'));
  await other.catalog.addDataset({ source: photos, name: 'photos' });
  const dataset = await other.catalog.dataset('photos');
  const { links } = await other.catalog.findDuplicates('photos', { threads });
  const found = new Map(Object.keys(CHANGES).map((change) => [change, 0]));
  let wrong = 0;
  for (const { a, b } of links) {
    const paths = [a, b].map((image) => dataset.manifest.images[image]!.path);
    const copy = paths.find((path) => planted.has(path));
    const plan = copy === undefined ? undefined : planted.get(copy);
    if (plan !== undefined && paths.includes(plan.source)) found.set(plan.change, found.get(plan.change)! + 1);
    else wrong++;
  }
  for (const [change, count] of found) rows.push(`| ${change} | ${count} of ${planted.size / found.size} |`);
  const split = dataset.splitter.split({ protocol: 'few-shot', budget: 'all', draw: 0, seed: 0, holdOut: false });
  const { counts } = duplicateSets(dataset.manifest, split, links);
  return [
    `Looking at ${images.length} photos for the first time: ${seconds.toFixed(1)} s, ${Math.round(images.length / seconds)} images/s with ${threads} threads. Pairs found in them: ${untouched.links.length}.`,
    '',
    '| copies planted in the test split | found |',
    '|---|---|',
    ...rows,
    '',
    `Other pairs: ${wrong}. Leaked test images: ${counts.leakedTestImages} of ${planted.size}.`,
  ].join('\n');
}

/** Moves a share of the photos of each class into the folder of another. */
async function swaps(folder: string): Promise<string> {
  const rows: string[] = [];
  const { catalog } = await openProject(join(folder, 'project'));
  await catalog.addDataset({ source: join(SHARED, 'clothing'), name: 'photos' });
  const dataset = await catalog.dataset('photos');
  for (const name of ENCODERS) {
    const X = await embed(catalog, dataset, name);
    for (const share of SWAPPED_SHARES) rows.push(await swapped(dataset, X, { name, share }));
  }
  return [
    'Labels swapped at random in the photos of clothes, sought by features; 5 folds. What the untouched labels have of faults counts as wrongly suspected.',
    '',
    '| encoder | swapped | suspects | precision | recall | of the first as many as were swapped | estimated noise | accuracy |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

async function swapped(
  { manifest }: CatalogDataset,
  X: Matrix,
  { name, share }: { name: string; share: number },
): Promise<string> {
  const random = new Random(`swaps ${share}`);
  const classes = manifest.classes.length;
  const order = random.permutation(manifest.images.length);
  const planted = new Set(order.slice(0, Math.round(share * order.length)));
  const images = manifest.images.map(({ label }, i) => ({
    label: planted.has(i) ? (label + 1 + random.integer(classes - 1)) % classes : label,
  }));
  const labels = images.map(({ label }) => label);
  const folds = groupFolds(
    images,
    images.map(() => null),
    { folds: 5, random: new Random('folds') },
  );
  const engine = new ProbeEngine({ threads: availableParallelism() });
  const predicted = await crossPredict({ X, labels, classes, folds, scaling: 'standardize', grid: GRID }, { engine });
  await engine.close();
  const { suspects, noise } = confidentLearning({ probabilities: predicted.probabilities, labels, classes });
  const isPlanted = ({ row }: LabelSuspect) => planted.has(row);
  const right = suspects.filter(isPlanted).length;
  const first = suspects.slice(0, planted.size).filter(isPlanted).length;
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(0)} %`;
  return `| ${[
    name,
    `${planted.size} of ${labels.length}`,
    suspects.length,
    percent(right, suspects.length),
    percent(right, planted.size),
    percent(first, planted.size),
    percent(noise, 1),
    percent(predicted.right, labels.length),
  ].join(' | ')} |`;
}

async function embed(catalog: Catalog, dataset: CatalogDataset, name: string): Promise<Matrix> {
  const file = join(await mkdtemp(join(tmpdir(), 'regatta-bench-encoder-')), `${name}.yaml`);
  const text = await readFile(join(EXAMPLES, `${name}.yaml`), 'utf8');
  await writeFile(file, text.replace('file: ', `file: ${join(SHARED, 'encoders')}/`));
  await catalog.addEncoder(file);
  const { spec } = await catalog.encoder(name);
  const { model, side } = buildEncoder(await networkOf(name), spec);
  const session = await createSession(model, { provider: 'cpu', threads: availableParallelism() });
  const { images } = dataset.manifest;
  let data = new Float32Array(0);
  let columns = 0;
  for (let start = 0; start < images.length; start += BATCH) {
    const batch = images.slice(start, start + BATCH);
    const pixels = new Uint8Array(batch.length * side * side * 3);
    for (const [i, { path }] of batch.entries()) {
      const bytes = await readFile(join(SHARED, 'clothing', path));
      pixels.set(await decodeAndPrepare(bytes, spec.preprocessing), i * side * side * 3);
    }
    const feeds = { [ENCODER_INPUT]: Tensor.of('uint8', [batch.length, side, side, 3], pixels) };
    const features = (await session.run(feeds))[ENCODER_OUTPUT]!.data as Float32Array;
    columns = features.length / batch.length;
    if (start === 0) data = new Float32Array(images.length * columns);
    data.set(features, start * columns);
  }
  await session.close();
  return matrix(data, images.length, columns);
}

const networkOf = (name: string) => readFile(join(SHARED, 'encoders', `${name}.onnx`));

async function openProject(folder: string): Promise<{ catalog: Catalog }> {
  return {
    catalog: await openCatalog({ folder, blobs: await openBlobs(pathToFileURL(join(folder, 'objects')).href) }),
  };
}
