/** @file The manifests of models/manifests/examples with their networks, on real photos, where both lie beside the clone. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '@regatta/blobs';
import { ENCODER_INPUT, ENCODER_OUTPUT, EncoderManifest, buildEncoder } from '@regatta/encoders';
import { Tensor } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { decodeAndPrepare } from '@regatta/vision';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openCatalog, type Catalog } from '../catalog.ts';
import { weightsKey } from './weights.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const EXAMPLES = join(ROOT, 'models/manifests/examples');
const NETWORKS = join(ROOT, '../shared/data/encoders');
const PHOTOS = join(ROOT, '../shared/data/clothing');
const TRAIN_PER_CLASS = 10;
const TEST_PER_CLASS = 5;

const files = readdirSync(EXAMPLES);
const read = (file: string) => EncoderManifest.parse(parse(readFileSync(join(EXAMPLES, file), 'utf8')));

test.each(files)('%s is a manifest, named after its encoder', (file) => {
  expect(`${read(file).name}.yaml`).toBe(file);
});

describe('with networks and photos', () => {
  test('pretrained encoders find the class of a garment far better than its colours do', async (context) => {
    if (!existsSync(NETWORKS) || !existsSync(PHOTOS)) {
      return context.skip('the networks and photos do not lie beside this clone');
    }
    const folder = await mkdtemp(join(tmpdir(), 'regatta-examples-'));
    const blobs = await openBlobs(pathToFileURL(join(folder, 'objects')).href);
    const catalog = await openCatalog({ folder, blobs });
    try {
      const weightsOf = async (sha256: string) => blobs.get(weightsKey(sha256));
      const colours = await nearestNeighbourAccuracy(catalog, 'color-histogram', weightsOf);
      const accuracies: Record<string, number> = {};
      for (const file of files) {
        const { name, weights } = read(file);
        const network = join(NETWORKS, weights.file!);
        const text = readFileSync(join(EXAMPLES, file), 'utf8').replace(`file: ${weights.file!}`, `file: ${network}`);
        await writeFile(join(folder, file), text);
        const added = await catalog.addEncoder(join(folder, file));
        expect(added.dimension).toBeGreaterThanOrEqual(256);
        accuracies[name] = await nearestNeighbourAccuracy(catalog, name, weightsOf);
      }
      // Chance is .1. Eighty photos: a standard error of .05.
      const { 'mobilenet-v2-1.0-224-insects': insects, ...general } = accuracies;
      // Chance is .1. The insects are a mismatch on purpose: a network that knows other things.
      for (const [name, accuracy] of Object.entries(general)) {
        expect(accuracy, name).toBeGreaterThan(colours + 0.1);
        expect(accuracy, name).toBeGreaterThan(insects!);
      }
    } finally {
      await blobs.close();
      await rm(folder, { recursive: true });
    }
  }, 180_000);
});

/** The share of test photos whose nearest training photo, by cosine, is of their class. */
async function nearestNeighbourAccuracy(
  catalog: Catalog,
  name: string,
  weightsOf: (sha256: string) => Promise<Uint8Array>,
): Promise<number> {
  const { spec } = await catalog.encoder(name);
  const { model, side } = buildEncoder(await weightsOf(spec.weights), spec);
  const session = await createSession(model, { provider: 'cpu' });
  const embed = async (path: string) => {
    const pixels = await decodeAndPrepare(readFileSync(path), spec.preprocessing);
    const outputs = await session.run({ [ENCODER_INPUT]: Tensor.of('uint8', [1, side, side, 3], pixels) });
    const feature = outputs[ENCODER_OUTPUT]!.data as Float32Array;
    const length = Math.hypot(...feature);
    return feature.map((value) => value / length);
  };
  const embedAll = async (split: string, perClass: number) => {
    const rows: { label: string; feature: Float32Array }[] = [];
    for (const label of readdirSync(join(PHOTOS, split))) {
      for (const photo of readdirSync(join(PHOTOS, split, label))
        .sort()
        .slice(0, perClass)) {
        rows.push({ label, feature: await embed(join(PHOTOS, split, label, photo)) });
      }
    }
    return rows;
  };
  try {
    const [train, tests] = [await embedAll('train', TRAIN_PER_CLASS), await embedAll('test', TEST_PER_CLASS)];
    const hits = tests.filter(({ label, feature }) => {
      const similarity = (other: Float32Array) => other.reduce((sum, value, i) => sum + value * feature[i]!, 0);
      const nearest = train.reduce((best, row) => (similarity(row.feature) > similarity(best.feature) ? row : best));
      return nearest.label === label;
    });
    return hits.length / tests.length;
  } finally {
    await session.close();
  }
}
