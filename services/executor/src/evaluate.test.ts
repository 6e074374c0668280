import { DatasetManifest, datasetHash, datasetSplitter } from '@regatta/datasets';
import {
  CellOutcome,
  EvaluatePayload,
  InterruptedError,
  choosesByValidation,
  type CellDone,
  type EmbedResult,
  type Method,
  type Progress,
  type SplitRequest,
} from '@regatta/jobs';
import { Random, decodeNpy, encodeNpy, sha256 } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import { useJobContext } from '../test/useJobContext.ts';
import { evaluate } from './evaluate.ts';
import type { JobContext } from './handler.ts';

const DIMENSION = 12;
const CLASSES = ['boat', 'cat', 'dog'];
const ENCODER = {
  name: 'synthetic',
  hash: 'e'.repeat(64),
  weights: 'f'.repeat(64),
  tap: 'out',
  preprocessing: 'none',
  precision: 'fp32',
  role: 'pretrained',
} as const;
const KNN: Method = { kind: 'knn', k: 5, metric: 'cosine', weighting: 'temperature', temperature: 0.07 };
const NEAREST: Method = { kind: 'knn', k: 1, metric: 'euclidean', weighting: 'uniform', temperature: null };
const FIXED_C: Method = { kind: 'logistic-regression', c: 1, grid: null, scaling: 'standardize', maxIterations: 500 };
const MEAN: Method = { kind: 'nearest-class-mean', temperature: 0.07 };
const CHOSEN_C: Method = { ...FIXED_C, c: 'validate', grid: [0.01, 1, 100] };

const jobs = useJobContext({ decodeThreads: 1 });

interface Scene {
  readonly manifest: DatasetManifest;
  /** Row-major, shape [images, DIMENSION]. */
  readonly features: Float32Array<ArrayBuffer>;
  readonly unreadable: readonly number[];
}

/** Photos and drawings of three classes, in one shard whose images nobody reads; drawings are harder. */
function scene(images = 180, seed = 'scene'): Scene {
  const random = new Random(seed);
  const centres = CLASSES.map(() => Float32Array.from({ length: DIMENSION }, () => random.normal()));
  const features = new Float32Array(images * DIMENSION);
  const entries = Array.from({ length: images }, (_, i) => {
    const label = i % CLASSES.length;
    const domain = i % 4 === 3 ? 1 : 0;
    for (let j = 0; j < DIMENSION; j++)
      features[i * DIMENSION + j] = 3 + centres[label]![j]! + (domain === 1 ? 1.2 : 0.6) * random.normal();
    const place = { shard: 0, offset: i * 10, bytes: 10 };
    return { path: `${i}.jpg`, sha256: sha256(Buffer.from(`${seed} ${i}`)), ...place, label, domain, group: null };
  });
  const manifest = DatasetManifest.parse({
    version: 1,
    name: 'scene',
    kind: 'test',
    classes: CLASSES,
    domains: ['photo', 'drawing'],
    inDistribution: 'photo',
    license: 'none',
    images: entries.map((entry) => ({ ...entry, split: 'none' })),
    shards: [{ index: 0, sha256: 'a'.repeat(64), key: 'nowhere', images, bytes: images * 10 }],
  });
  return { manifest, features, unreadable: [] };
}

const request = (overrides: Partial<SplitRequest> = {}): SplitRequest => ({
  protocol: 'few-shot',
  budget: 10,
  draw: 0,
  seed: 0,
  holdOut: false,
  ...overrides,
});

/** Cells of these methods at these budgets and draws. */
function cellsOf({ manifest }: Scene, methods: readonly Method[], requests = [request()]): EvaluatePayload['cells'] {
  const splitter = datasetSplitter(manifest);
  return requests.flatMap((own) =>
    methods.map((method) => {
      const asked = { ...own, holdOut: choosesByValidation(method) };
      const split = { hash: splitter.splitHash(asked), request: asked };
      return { id: sha256(Buffer.from(JSON.stringify([split, method]))), split, method, seed: null };
    }),
  );
}

interface Run {
  readonly outcomes: CellOutcome[];
  readonly progress: Progress[];
  readonly result: { done: number; failed: number };
}

async function run(
  { manifest, features, unreadable }: Scene,
  cells: EvaluatePayload['cells'],
  overrides: Partial<JobContext> = {},
): Promise<Run> {
  const { blobs } = jobs.store;
  const hash = datasetHash(manifest);
  const rows = manifest.images.length;
  await blobs.put(`datasets/scene/${hash}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  const bytes = encodeNpy({ dtype: 'float32', shape: [rows, DIMENSION], data: features });
  const key = `features/${sha256(bytes)}/shard.npy`;
  await blobs.put(key, bytes);
  const embedded: EmbedResult = {
    featureSet: sha256(bytes),
    key,
    shard: 0,
    rows,
    dimension: DIMENSION,
    provider: 'cpu',
    fallback: null,
    unreadable: unreadable.map((image) => ({ image, path: manifest.images[image]!.path, reason: 'cut' })),
    reused: false,
    batch: 1,
    imagesPerSecond: 1,
    busy: 1,
    starved: 0,
    seconds: 1,
  };
  const outcomes: CellOutcome[] = [];
  const progress: Progress[] = [];
  const payload = EvaluatePayload.parse({ version: 1, encoder: ENCODER, dataset: { name: 'scene', hash }, cells });
  const context = jobs.context({
    inputs: { embed: embedded },
    progress: (entry) => void progress.push(entry),
    cell: (outcome) => void outcomes.push(CellOutcome.parse(outcome)),
    ...overrides,
  });
  const result = await evaluate(payload, context);
  return { outcomes, progress, result };
}

async function predictionsOf({ predictions }: CellDone): Promise<Int32Array> {
  return decodeNpy(await jobs.store.blobs.get(predictions)).data as Int32Array;
}

const done = (outcomes: readonly CellOutcome[]): CellDone[] =>
  outcomes.map((outcome) => {
    if (outcome.status !== 'done') throw new Error(outcome.reason);
    return outcome;
  });

/** Without the one thing that may differ between two runs. */
const timeless = (outcomes: readonly CellOutcome[]) =>
  done(outcomes)
    .map((outcome) => ({ ...outcome, provenance: { ...outcome.provenance, seconds: 0 } }))
    .sort((a, b) => (a.cell < b.cell ? -1 : 1));

describe('the numbers of a cell', () => {
  test('scores cells of every protocol on what each of them tests', async () => {
    const { manifest, ...rest } = scene();
    const images = manifest.images.map((image, i) => ({
      ...image,
      split: Math.floor(i / 3) % 3 < 2 ? 'train' : 'test',
    }));
    const parted: Scene = { manifest: DatasetManifest.parse({ ...manifest, images }), ...rest };
    const protocols = ['few-shot', 'published', 'study'] as const;
    const requests = protocols.map((protocol) => request({ protocol }));
    const { outcomes } = await run(parted, cellsOf(parted, [KNN, CHOSEN_C], requests));
    const splits = done(outcomes).map(({ cell, split }) => ({ cell, ...split }));
    const cells = cellsOf(parted, [KNN, CHOSEN_C], requests);
    const splitter = datasetSplitter(parted.manifest);
    expect(splits).toHaveLength(6);
    for (const { cell, train, val, test: tested, gotMin, gotMax } of splits) {
      const { split } = cells.find(({ id }) => id === cell)!;
      const own = splitter.split(split.request);
      expect([train, val, tested, gotMin, gotMax]).toEqual([
        ...[own.train.length, own.val.length, own.test.length],
        ...[own.gotMin, own.gotMax],
      ]);
      if (split.request.protocol === 'study') expect([train, val]).toEqual([21, 6]);
      else expect([train, val]).toEqual(split.request.holdOut ? [24, 6] : [30, 0]);
    }
  });

  test('are those of its predictions, in distribution, out of it, and per domain', async () => {
    const own = scene();
    const { outcomes } = await run(own, cellsOf(own, [NEAREST]));
    const [cell] = done(outcomes);
    const split = datasetSplitter(own.manifest).split(request());
    const predictions = await predictionsOf(cell!);
    expect(predictions).toHaveLength(split.test.length);
    expect(cell!.predictions).toBe(`predictions/${sha256(await jobs.store.blobs.get(cell!.predictions))}.npy`);
    split.test.forEach((image, i) => {
      const nearest = nearestByDistance(own, image, split.train);
      expect(predictions[i], `image ${image}`).toBe(own.manifest.images[nearest]!.label);
    });
    const subsets = cell!.metrics.filter(({ name }) => name === 'accuracy').map(({ subset }) => subset);
    expect(subsets).toEqual(['id', 'ood', 'photo', 'drawing']);
    for (const { name, subset, value, low, high, n } of cell!.metrics) {
      const { images } = split.subsets.find((entry) => entry.name === subset)!;
      const hits = images.map((image) => Number(predictions[split.test.indexOf(image)] === label(own, image)));
      const perClass = CLASSES.map((_, c) => mean(hits.filter((_, i) => label(own, images[i]!) === c)));
      expect(n).toBe(images.length);
      expect(low).toBeLessThanOrEqual(value);
      if (name === 'accuracy') expect(value, `accuracy on ${subset}`).toBeCloseTo(mean(hits), 12);
      if (name === 'macro-accuracy') expect(value, `macro accuracy on ${subset}`).toBeCloseTo(mean(perClass), 12);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    const names = new Set(cell!.metrics.map(({ name }) => name));
    expect([...names]).toEqual(['accuracy', 'macro-accuracy', 'macro-f1', 'log-loss', 'calibration-error']);
    expect(cell!.metrics.filter(({ isHeadline }) => isHeadline).map(({ name }) => name)).toEqual(
      Array(4).fill('accuracy'),
    );
    for (const { subset, n, hits, predicted } of cell!.perClass!) {
      const { images } = split.subsets.find((entry) => entry.name === subset)!;
      const of = (test: (image: number, guess: number, c: number) => boolean) =>
        CLASSES.map((_, c) => images.filter((image) => test(image, predictions[split.test.indexOf(image)]!, c)).length);
      expect(n).toEqual(of((image, _, c) => label(own, image) === c));
      expect(hits).toEqual(of((image, guess, c) => label(own, image) === c && guess === c));
      expect(predicted).toEqual(of((_, guess, c) => guess === c));
    }
    expect(cell!.split).toMatchObject({ train: 30, val: 0, test: split.test.length, gotMin: 10, gotMax: 10 });
  });

  test('say which C was chosen on how many validation labels, and that a fit did not converge', async () => {
    const own = scene();
    const hurried: Method = { ...FIXED_C, c: 100, maxIterations: 1 };
    const { outcomes } = await run(own, cellsOf(own, [CHOSEN_C, hurried]));
    const [chosen, open] = done(outcomes);
    expect([0.01, 1, 100]).toContain(chosen!.chosen['c']);
    expect(chosen!.chosen['validation-accuracy']).toBeGreaterThan(0.5);
    expect(chosen!.split).toMatchObject({ train: 24, val: 6 });
    expect(open!.notes).toEqual(['Logistic regression has not converged in 1 iterations at C = 100.']);
    expect(open!.doubts).toEqual([{ kind: 'not-converged', evidence: open!.notes[0] }]);
  });

  test('are of a C that was chosen by folds of all labels where validation images are few, and the notes say so', async () => {
    const own = scene();
    const refitted: Method = { ...CHOSEN_C, refit: true };
    const { outcomes } = await run(own, cellsOf(own, [CHOSEN_C, refitted]));
    const [chosen, again] = done(outcomes);
    expect(chosen!.chosen).toMatchObject({ folds: 5 });
    expect(chosen!.chosen).not.toHaveProperty('refit');
    expect(chosen!.notes).toContain(
      'C was chosen by 5-fold cross-validation over all 30 labels: 6 validation images are too few to choose by.',
    );
    // The choice is the same; the fit that answers has seen six more images.
    expect(again!.chosen).toEqual({ ...chosen!.chosen, refit: 'train and validation' });
    expect(again!.predictions).not.toBe(chosen!.predictions);
  });

  test('are of a C that validation images chose alone where there are a hundred of them', async () => {
    const own = scene(1200);
    const { outcomes } = await run(own, cellsOf(own, [CHOSEN_C], [request({ budget: 'all' })]));
    const [chosen] = done(outcomes);
    expect(chosen!.split.val).toBeGreaterThanOrEqual(100);
    expect(chosen!.chosen).not.toHaveProperty('folds');
  });

  test('come from the smaller heads as well, each with what it has chosen', async () => {
    const own = scene();
    const mean: Method = { kind: 'nearest-class-mean', temperature: 0.07 };
    const ridge: Method = { kind: 'ridge', alpha: 'validate', grid: [0.1, 10, 1000], scaling: 'standardize' };
    const probe: Method = {
      ...{ kind: 'linear-probe', learningRate: 0.01, epochs: 20, batch: 8, weightDecay: 0.01, scaling: 'standardize' },
    };
    const cells = [...cellsOf(own, [mean, ridge]), ...cellsOf(own, [probe]).map((cell) => ({ ...cell, seed: 3 }))];
    const { outcomes } = await run(own, cells);
    const found = done(outcomes);
    for (const { metrics } of found) expect(metrics.find(({ subset }) => subset === 'id')!.value).toBeGreaterThan(0.6);
    const has = (cell: CellDone, metric: string) => cell.metrics.some(({ name }) => name === metric);
    expect(found.map((cell) => has(cell, 'log-loss'))).toEqual([true, false, true]);
    expect([0.1, 10, 1000]).toContain(found[1]!.chosen['alpha']);
    expect(found[2]!.chosen['steps']).toBe(80);
    const again = await run(own, cells);
    expect(timeless(again.outcomes)).toEqual(timeless(outcomes));
  });

  test('do not depend on the other cells of the job, nor on an attempt that ended in the middle', async () => {
    const own = scene();
    const requests = [5, 10, 'all' as const].flatMap((budget) => [0, 1].map((draw) => request({ budget, draw })));
    const cells = cellsOf(own, [KNN, NEAREST, FIXED_C, CHOSEN_C], requests);
    const unique = [...new Map(cells.map((cell) => [cell.id, cell])).values()];
    const whole = await run(own, unique);
    expect(whole.result).toMatchObject({ done: unique.length, failed: 0 });
    const finished = whole.outcomes.slice(0, 7);
    const rest = await run(own, unique, { finishedCells: new Set(finished.map(({ cell }) => cell)) });
    expect(rest.outcomes).toHaveLength(unique.length - 7);
    expect(timeless([...finished, ...rest.outcomes])).toEqual(timeless(whole.outcomes));
    const alone = await Promise.all(unique.slice(0, 4).map((cell) => run(own, [cell])));
    const ids = new Set(unique.slice(0, 4).map(({ id }) => id));
    expect(timeless(alone.flatMap(({ outcomes }) => outcomes))).toEqual(
      timeless(whole.outcomes.filter(({ cell }) => ids.has(cell))),
    );
  });
});

describe('a number is doubtful', () => {
  const kinds = (outcomes: readonly CellOutcome[]) => done(outcomes).map(({ doubts = [] }) => doubts);

  test('when the encoder answers the same for every training image', async () => {
    const own = scene();
    for (let i = 0; i < own.features.length; i++) own.features[i] = (i % DIMENSION) + 1;
    const { outcomes } = await run(own, cellsOf(own, [NEAREST]));
    expect(kinds(outcomes)[0]).toEqual([
      { kind: 'constant-features', evidence: 'All 30 training images have the same features.' },
    ]);
  });

  test('when test images were trained on, byte by byte', async () => {
    const own = scene();
    const { images } = own.manifest;
    images.forEach((image, i) => (image.split = i % 5 === 0 ? 'test' : 'train'));
    images[0]!.sha256 = images[6]!.sha256;
    const { outcomes } = await run(own, cellsOf(own, [NEAREST], [request({ budget: 'all' })]));
    const evidence = '1 test image is in the training set, byte by byte: 0.jpg is 6.jpg.';
    expect(kinds(outcomes)[0]).toEqual([{ kind: 'leaked-test-images', evidence }]);
  });
});

test('the metric that the dataset is ranked by is marked, and accuracy stands in where it is not defined', async () => {
  const headlines = async (metric: 'macro-f1' | 'roc-auc') => {
    const own = scene(180, metric);
    const manifest = { ...own.manifest, about: { metric } };
    const { outcomes } = await run({ ...own, manifest }, cellsOf(own, [NEAREST]));
    const [cell] = done(outcomes);
    return [cell!.metrics.find(({ isHeadline }) => isHeadline)!.name, cell!.notes.length];
  };
  expect(await headlines('macro-f1')).toEqual(['macro-f1', 0]);
  expect(await headlines('roc-auc')).toEqual(['accuracy', 4]);
});

test('a domain that the dataset says may not be the worst is not', async () => {
  const domains = ['photo', 'drawing', 'other'];
  const metricsOf = async (worstGroupIgnores: string[]) => {
    // What is said about a dataset is not in its hash, by which an executor keeps it: so each has images of its own.
    const own = scene(180, `ignores ${worstGroupIgnores.join()}`);
    const images = own.manifest.images.map((image, i) => ({ ...image, domain: i % 4 === 2 ? 2 : image.domain }));
    const manifest = DatasetManifest.parse({ ...own.manifest, domains, images, about: { worstGroupIgnores } });
    const changed = { ...own, manifest };
    const cells = cellsOf(changed, [KNN], [request({ protocol: 'study' })]);
    const { metrics } = done((await run(changed, cells)).outcomes)[0]!;
    return (name: string, subset: string) => metrics.find((own) => own.name === name && own.subset === subset)?.value;
  };
  const all = await metricsOf([]);
  expect(all('worst-group-accuracy', 'ood')).toBe(Math.min(all('accuracy', 'drawing')!, all('accuracy', 'other')!));
  // Of two domains one is left, and it is the worst of those that count.
  const some = await metricsOf(['other']);
  expect(some('worst-group-accuracy', 'ood')).toBe(some('accuracy', 'drawing'));
  expect((await metricsOf(['other', 'drawing']))('worst-group-accuracy', 'ood')).toBeUndefined();
});

describe('images that cannot be read', () => {
  test('are left out of training and test, counted, and marked in the predictions', async () => {
    const own = scene();
    const split = datasetSplitter(own.manifest).split(request());
    const lost = [split.train[3]!, split.test[0]!, split.test[7]!];
    for (const image of lost) own.features.fill(NaN, image * DIMENSION, (image + 1) * DIMENSION);
    const { outcomes } = await run({ ...own, unreadable: lost }, cellsOf(own, [NEAREST, FIXED_C]));
    for (const cell of done(outcomes)) {
      expect(cell.excluded).toBe(3);
      expect(cell.split).toMatchObject({ train: 29, test: split.test.length - 2, gotMin: 9, gotMax: 10 });
      const predictions = await predictionsOf(cell);
      expect([predictions[0], predictions[7], predictions[1]! >= 0]).toEqual([-1, -1, true]);
      const [id, ood] = ['id', 'ood'].map((subset) => cell.metrics.find((metric) => metric.subset === subset)!.n);
      expect(id! + ood!).toBe(split.test.length - 2);
    }
  });

  test('that were a whole domain leave it without a number, and say so', async () => {
    const own = scene();
    const split = datasetSplitter(own.manifest).split(request());
    const lost = [...split.subsets.find(({ name }) => name === 'drawing')!.images];
    const { outcomes } = await run({ ...own, unreadable: lost }, cellsOf(own, [NEAREST]));
    const [cell] = done(outcomes);
    expect(cell!.metrics.map(({ subset }) => subset)).not.toContain('drawing');
    expect(cell!.notes).toContain('There is no number for drawing: none of its test images can be read.');
  });
});

describe('a cell that cannot have a result fails alone', () => {
  const reasons = async (own: Scene, cells: EvaluatePayload['cells']) => {
    const { outcomes, result } = await run(own, cells);
    expect(result).toMatchObject({ done: cells.length - 1, failed: 1 });
    return outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome.reason] : []));
  };

  test('when k is larger than its training set', async () => {
    const own = scene();
    const cells = cellsOf(own, [KNN, { ...KNN, k: 31 }, FIXED_C]);
    expect(await reasons(own, cells)).toEqual([
      'Expected k to be at most the 30 training images of the split, got 31: choose a smaller k or a larger budget.',
    ]);
  });

  test('when a feature of an image that it alone uses is not a number', async () => {
    const own = scene();
    const splitter = datasetSplitter(own.manifest);
    const small = splitter.split(request({ budget: 5 }));
    const large = splitter.split(request({ budget: 10 }));
    const image = large.train.find((candidate) => !small.train.includes(candidate))!;
    own.features[image * DIMENSION + 4] = Infinity;
    const cells = cellsOf(own, [KNN], [request({ budget: 5 }), request({ budget: 10 })]);
    expect(await reasons(own, cells)).toEqual([
      `The features of ${image}.jpg are not all numbers: got Infinity in column 4. The encoder overflows at its precision, or is broken.`,
    ]);
  });

  test('when a row has no direction, which only cosines need', async () => {
    const own = scene();
    const image = datasetSplitter(own.manifest).split(request()).train[0]!;
    own.features.fill(0, image * DIMENSION, (image + 1) * DIMENSION);
    const [reason] = await reasons(own, cellsOf(own, [KNN, NEAREST, FIXED_C]));
    expect(reason).toContain(`The features of ${image}.jpg are all 0: they have no direction`);
  });

  test('when its budget leaves nothing to validate on', async () => {
    const own = scene();
    const [reason] = await reasons(own, cellsOf(own, [CHOSEN_C, FIXED_C], [request({ budget: 1 })]));
    expect(reason).toBe('Expected at least one validation row to choose C by, got none.');
  });

  test('when none of its test images can be read, or all that its training images are of one class', async () => {
    const own = scene();
    const splitter = datasetSplitter(own.manifest);
    const { test: tested, train } = splitter.split(request());
    const nobody = await run({ ...own, unreadable: [...tested] }, cellsOf(own, [KNN, NEAREST, FIXED_C, MEAN]));
    expect(nobody.result).toMatchObject({ done: 0, failed: 4 });
    for (const outcome of nobody.outcomes)
      expect(outcome).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('no test image that can be read'),
      });
    const others = [...train].filter((image) => own.manifest.images[image]!.label !== 0);
    const single = await run({ ...own, unreadable: others }, cellsOf(own, [KNN, NEAREST, FIXED_C, MEAN]));
    expect(single.outcomes.map(({ status }) => status).sort()).toEqual(['done', 'done', 'failed', 'failed']);
    for (const outcome of single.outcomes)
      if (outcome.status === 'failed') expect(outcome.reason).toMatch(/at least two classes|all of class 0/);
  });

  test('when its split is not the one that was planned', async () => {
    const own = scene();
    const [good, bad] = cellsOf(own, [KNN, NEAREST]);
    const cells = [good!, { ...bad!, split: { ...bad!.split, hash: '0'.repeat(64) } }];
    const [reason] = await reasons(own, cells);
    expect(reason).toMatch(/^Expected the split 0{64}, as planned, got [0-9a-f]{64}/);
  });
});

test('progress counts every cell of the job, those of an earlier attempt as done', async () => {
  const own = scene();
  const cells = cellsOf(own, [KNN, NEAREST, FIXED_C]);
  const { progress } = await run(own, cells, { finishedCells: new Set([cells[0]!.id]) });
  expect(progress.map(({ done: count }) => count)).toEqual([1, 2, 3]);
  expect(progress.every(({ total, unit }) => total === 3 && unit === 'cells')).toBe(true);
});

test('a stop is heard between cells', async () => {
  const own = scene();
  const stop = new AbortController();
  const outcomes: CellOutcome[] = [];
  const running = run(own, cellsOf(own, [KNN, NEAREST, FIXED_C]), {
    signal: stop.signal,
    cell: (outcome) => {
      outcomes.push(outcome);
      stop.abort(new InterruptedError('the worker leaves'));
    },
  });
  await expect(running).rejects.toThrow('the worker leaves');
  expect(outcomes).toHaveLength(1);
});

const label = ({ manifest }: Scene, image: number) => manifest.images[image]!.label;

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** The first of the nearest training images, by float64 distance. */
function nearestByDistance({ features }: Scene, image: number, train: Int32Array): number {
  let [best, least] = [-1, Infinity];
  for (const other of train) {
    let sum = 0;
    for (let j = 0; j < DIMENSION; j++)
      sum += (features[image * DIMENSION + j]! - features[other * DIMENSION + j]!) ** 2;
    if (sum < least) [best, least] = [other, sum];
  }
  return best;
}
