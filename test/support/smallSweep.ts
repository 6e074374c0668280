/** @file A sweep that takes seconds: a few folders of small photos, the built-in control encoders, both methods. */
import { join } from 'node:path';
import type { Blobs } from '@regatta/blobs';
import { openCatalog } from '@regatta/catalog';
import { buildControl, encoderRef, type ControlName } from '@regatta/encoders';
import {
  C_GRIDS,
  expandSweep,
  planJobs,
  type Budget,
  type Method,
  type PlannedCell,
  type PlannedJob,
  type ShardedDataset,
} from '@regatta/jobs';
import type { NewSweep } from '@regatta/store';
import { writeImageFolder } from './imageFolder.ts';

export interface SmallSweep {
  readonly sweep: NewSweep;
  readonly plan: (missing: readonly PlannedCell[]) => readonly PlannedJob[];
  /** What planning needs to know of its datasets. */
  readonly shards: readonly ShardedDataset[];
}

export interface SmallSweepOptions {
  /** @default hog, pixel-statistics */
  readonly encoders?: readonly ControlName[];
  /** @default one */
  readonly datasets?: number;
  /** Of each of three classes. @default 20 */
  readonly imagesPerClass?: number;
  /** Of each dataset; a tenth of its images may be. @default 0 */
  readonly brokenImages?: number;
  /** @default 3 and all */
  readonly budgets?: readonly Budget[];
  /** @default 2 */
  readonly draws?: number;
}

const METHODS: readonly Method[] = [
  { kind: 'knn', k: 3, metric: 'cosine', weighting: 'temperature', temperature: 0.07 },
  {
    kind: 'logistic-regression',
    c: 'validate',
    grid: [...C_GRIDS.default],
    scaling: 'standardize',
    maxIterations: 500,
  },
];

/** Makes the images, imports them, stores the encoders, and expands the cells. The same options, the same cells. */
export async function makeSweep(
  { folder, blobs }: { folder: string; blobs: Blobs },
  options: SmallSweepOptions = {},
): Promise<SmallSweep> {
  const { encoders = ['hog', 'pixel-statistics'], imagesPerClass = 20, budgets = [3, 'all'], draws = 2 } = options;
  const { brokenImages = 0 } = options;
  const names = Array.from({ length: options.datasets ?? 1 }, (_, i) => `waves-${i}`);
  const catalog = await openCatalog({ folder, blobs });
  const datasets = await Promise.all(
    names.map(async (name, seed) => {
      const path = join(folder, name);
      await writeImageFolder(path, { seed, imagesPerClass, brokenImages });
      await catalog.addDataset({ source: path, name });
      return catalog.dataset(name);
    }),
  );
  const controls = await Promise.all(encoders.map((name) => storeControl(blobs, name)));
  const cells = expandSweep({
    name: 'waves',
    seed: 0,
    encoders: controls.map(({ ref }) => ref),
    datasets: datasets.map(({ ref, splitter }) => ({
      ...ref,
      splitHash: (request) => splitter.splitHash(request),
    })),
    protocols: ['few-shot'],
    budgets,
    draws,
    methods: METHODS.map((method) => ({ method, datasets: null, budgets: null, draws: null, exclude: [] })),
    exclude: [],
  });
  const shards = datasets.map(({ ref, manifest }) => ({ ...ref, shards: manifest.shards }));
  return {
    sweep: {
      name: 'waves',
      source: 'written by a test',
      seed: 0,
      cells,
      encoders: controls.map(({ ref, spec }) => ({ ref, manifest: spec })),
      datasets: datasets.map(({ ref, summary }) => ({ ref, summary })),
    },
    plan: (missing) => planJobs(missing, shards, { provider: 'cpu', unreadableShareMax: 0.1 }),
    shards,
  };
}

async function storeControl(blobs: Blobs, name: ControlName) {
  const { weights, spec } = buildControl(name);
  const ref = encoderRef(spec);
  await blobs.put(`weights/${spec.weights}.onnx`, weights);
  await blobs.put(`encoders/${ref.hash}.json`, new TextEncoder().encode(JSON.stringify(spec)));
  return { ref, spec };
}
