import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetManifest, datasetHash, datasetSplitter } from '@regatta/datasets';
import { FileTokenizer, TextTower, TextTowerSpec, promptsFor, textTowerHash } from '@regatta/encoders';
import {
  CellOutcome,
  EvaluatePayload,
  choosesByValidation,
  type CellDone,
  type EmbedResult,
  type Method,
  type SplitRequest,
  type TipAdapterMethod,
  type ZeroShotMethod,
} from '@regatta/jobs';
import { Random, decodeNpy, encodeNpy, row, sha256, type Matrix } from '@regatta/tensor';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tinyClipTower } from '../../../test/support/tinyClip.ts';
import { useJobContext } from '../test/useJobContext.ts';
import { evaluate } from './evaluate.ts';
import { textFeaturesKey } from './textFeatures.ts';

const CLASSES = ['boat', 'cat', 'snow_leopard', 'tulip'];
const CLASS_NAMES = ['sailing boat', 'cat', 'snow leopard', 'tulip'];
const TEMPLATES = ['a photo of a {}.', 'a drawing of a {}', 'itap of my {}'];
const DIMENSION = 24;
const IMAGES = 120;
const TOKENIZER = join(import.meta.dirname, '../../../test/golden/tokenizers/clip.tokenizer.json');
const KNN: Method = { kind: 'knn', k: 3, metric: 'cosine', weighting: 'uniform', temperature: null };

const jobs = useJobContext({ decodeThreads: 1 });
let tokenizer: Uint8Array;
let spec: TextTowerSpec;
let text: Matrix;

beforeAll(async () => {
  tokenizer = await readFile(TOKENIZER);
  const weights = tinyClipTower('clip-text');
  spec = TextTowerSpec.parse({
    version: 1,
    weights: sha256(weights),
    tokenizer: { kind: 'file', sha256: sha256(tokenizer), clean: 'none', pad: '<|endoftext|>' },
    contextLength: 16,
    padding: 'context',
    attendsPadding: false,
    inputs: {},
    output: 'text_embeds',
  });
  const reader = new FileTokenizer(tokenizer, { pad: '<|endoftext|>' });
  const tower = await TextTower.open({ name: 'tiny', weights, spec, tokenizer: reader, threads: 2 });
  text = await tower.embed(promptsFor(CLASS_NAMES, TEMPLATES));
  await tower.close();
});
beforeEach(async () => {
  const { blobs } = jobs.store;
  await blobs.put(`weights/${spec.weights}.onnx`, tinyClipTower('clip-text'));
  await blobs.put(`tokenizers/${sha256(tokenizer)}.json`, tokenizer);
  await blobs.put(`towers/${textTowerHash(spec)}.json`, new TextEncoder().encode(JSON.stringify(spec)));
});

const zeroShot = (changes: Partial<ZeroShotMethod> = {}): ZeroShotMethod => ({
  kind: 'zero-shot',
  tower: textTowerHash(spec),
  classNames: CLASS_NAMES,
  templates: TEMPLATES,
  scale: 100,
  bias: null,
  ...changes,
});

/** Each image is a prompt of its class, and noise. */
function features(dimension = DIMENSION): Float32Array<ArrayBuffer> {
  const random = new Random('zero-shot');
  return Float32Array.from({ length: IMAGES * dimension }, (_, at) => {
    const [image, j] = [Math.floor(at / dimension), at % dimension];
    const prompt = row(text, (image % CLASSES.length) * TEMPLATES.length + (image % TEMPLATES.length));
    return prompt[j % DIMENSION]! + 0.8 * random.normal();
  });
}

const manifest = DatasetManifest.parse({
  version: 1,
  name: 'scene',
  kind: 'test',
  classes: CLASSES,
  domains: [],
  inDistribution: null,
  license: 'none',
  images: Array.from({ length: IMAGES }, (_, i) => ({
    path: `${i}.jpg`,
    sha256: sha256(Buffer.from(`zero-shot ${i}`)),
    ...{ shard: 0, offset: i * 10, bytes: 10, label: i % CLASSES.length, domain: null, group: null, split: 'none' },
  })),
  shards: [{ index: 0, sha256: 'a'.repeat(64), key: 'nowhere', images: IMAGES, bytes: IMAGES * 10 }],
});

/** One cell per method; those of zero-shot have no labels. */
async function run(methods: readonly Method[], data = features()): Promise<CellOutcome[]> {
  const { blobs } = jobs.store;
  const hash = datasetHash(manifest);
  await blobs.put(`datasets/scene/${hash}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  const dimension = data.length / IMAGES;
  const bytes = encodeNpy({ dtype: 'float32', shape: [IMAGES, dimension], data });
  const key = `features/${sha256(bytes)}/shard.npy`;
  await blobs.put(key, bytes);
  const embedded: EmbedResult = {
    ...{ featureSet: sha256(bytes), key, shard: 0, rows: IMAGES, dimension, provider: 'cpu', fallback: null },
    ...{ unreadable: [], reused: false, batch: 1, imagesPerSecond: 1, busy: 1, starved: 0, seconds: 1 },
  };
  const splitter = datasetSplitter(manifest);
  const cells = methods.map((method, i) => {
    const budget = method.kind === 'zero-shot' ? 0 : 5;
    const holdOut = choosesByValidation(method);
    const request: SplitRequest = { protocol: 'few-shot', budget, draw: 0, seed: 0, holdOut };
    return {
      id: sha256(Buffer.from(`${i}`)),
      split: { hash: splitter.splitHash(request), request },
      method,
      seed: null,
    };
  });
  const encoder = {
    ...{ name: 'tiny', hash: 'e'.repeat(64), weights: 'f'.repeat(64), tap: 'out', preprocessing: 'none' },
    ...{ precision: 'fp32', role: 'pretrained' },
  };
  const outcomes: CellOutcome[] = [];
  const cell = (outcome: CellOutcome) => void outcomes.push(CellOutcome.parse(outcome));
  const payload = EvaluatePayload.parse({ version: 1, encoder, dataset: { name: 'scene', hash }, cells });
  await evaluate(payload, jobs.context({ inputs: { embed: embedded }, cell }));
  return methods.map((_, i) => outcomes.find((outcome) => outcome.cell === cells[i]!.id)!);
}

/** The definition, in plain loops. */
function oracle(data: Float32Array, images: Int32Array): number[] {
  const unit = (values: readonly number[]) => {
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const directions = CLASSES.map((_, c) => {
    const prompts = TEMPLATES.map((_unused, t) => unit([...row(text, c * TEMPLATES.length + t)]));
    return unit(prompts[0]!.map((_unused, j) => prompts.reduce((sum, prompt) => sum + prompt[j]!, 0)));
  });
  return Array.from(images, (image) => {
    const x = unit([...data.subarray(image * DIMENSION, (image + 1) * DIMENSION)]);
    const cosines = directions.map((w) => w.reduce((sum, value, j) => sum + value * x[j]!, 0));
    return cosines.indexOf(Math.max(...cosines));
  });
}

describe('zero-shot', () => {
  test('gives each test image the class whose prompts are nearest, and sees no label', async () => {
    const data = features();
    const [outcome] = (await run([zeroShot()], data)) as [CellDone];
    expect(outcome).toMatchObject({ status: 'done', split: { train: 0, val: 0, gotMin: 0, gotMax: 0 } });
    const request = { protocol: 'few-shot', budget: 0, draw: 0, seed: 0, holdOut: false } as const;
    const { test: images } = datasetSplitter(manifest).split(request);
    const { data: predicted } = decodeNpy(await jobs.store.blobs.get(outcome.predictions));
    expect([...(predicted as Int32Array)]).toEqual(oracle(data, images));
    const accuracy = outcome.metrics.find(({ name }) => name === 'accuracy')!;
    expect(accuracy.value).toBeGreaterThan(0.5);
    expect(accuracy.value).toBeLessThan(1);
    expect(accuracy.n).toBe(images.length);
  });

  test('keeps the features of its texts, and runs no tower for them again', async () => {
    const [first] = await run([zeroShot()]);
    const { blobs } = jobs.store;
    const { tower } = zeroShot();
    expect(await blobs.head(textFeaturesKey({ tower, texts: promptsFor(CLASS_NAMES, TEMPLATES) }))).not.toBeNull();
    await blobs.delete(`weights/${spec.weights}.onnx`);
    const [again] = await run([zeroShot({ scale: 10 })]);
    expect((again as CellDone).predictions).toBe((first as CellDone).predictions);
  });

  test('that cannot be fails alone, with its reason', async () => {
    const others = [zeroShot({ classNames: ['boat', 'cat'] }), KNN];
    const [wrong, knn] = await run(others);
    expect(wrong).toMatchObject({ status: 'failed', reason: expect.stringContaining('a name for each of 4 classes') });
    expect(knn).toMatchObject({ status: 'done' });
    const [wide, fine] = await run([zeroShot(), KNN], features(2 * DIMENSION));
    expect(wide).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/texts have 24 numbers, those of images 48: encoder tiny is used with a tap/),
    });
    expect(fine).toMatchObject({ status: 'done' });
  });

  test('refuses a tower that is not what its name says', async () => {
    const other = { ...spec, contextLength: 15 };
    await jobs.store.blobs.delete(`towers/${textTowerHash(spec)}.json`);
    const bytes = new TextEncoder().encode(JSON.stringify(other));
    await jobs.store.blobs.put(`towers/${textTowerHash(spec)}.json`, bytes);
    await expect(run([zeroShot()])).rejects.toThrow(/towers\/.* is not what its name says/);
  });
});

describe('Tip-Adapter', () => {
  const tipAdapter = (changes: Partial<TipAdapterMethod> = {}): TipAdapterMethod => {
    const { tower, classNames, templates, scale } = zeroShot();
    const words = { tower, classNames, templates, scale };
    return { kind: 'tip-adapter', ...words, alpha: 1, beta: 5.5, grid: null, ...changes };
  };

  test('adds a cache of labelled images to the words, with weights that are given or chosen', async () => {
    const grid = { alphas: [0.1, 1, 50], betas: [0.5, 5.5] };
    const methods = [tipAdapter(), tipAdapter({ alpha: 'validate', beta: 'validate', grid }), zeroShot()];
    const [one, chosen, silent] = (await run(methods)) as CellDone[];
    expect(one).toMatchObject({ status: 'done', split: { train: 20, val: 0 }, chosen: {} });
    expect(chosen).toMatchObject({ status: 'done', chosen: { 'validation-accuracy': expect.any(Number) } });
    expect(grid.alphas).toContain(chosen!.chosen['alpha']);
    expect(chosen!.split.val).toBeGreaterThan(0);
    const logLoss = ({ metrics }: CellDone) => metrics.find(({ name }) => name === 'log-loss')!.value;
    expect(logLoss(one!)).not.toBeCloseTo(logLoss(silent!), 4);
  });

  test('that cannot be fails alone, with its reason', async () => {
    const [wrong, knn] = await run([tipAdapter({ classNames: ['boat', 'cat'] }), KNN]);
    expect(wrong).toMatchObject({ status: 'failed', reason: expect.stringContaining('a name for each of 4 classes') });
    expect(knn).toMatchObject({ status: 'done' });
  });
});
