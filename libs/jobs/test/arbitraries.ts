/** @file Random sweeps, cells and datasets for property tests: small worlds in which everything can collide. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  PROTOCOLS,
  contentHash,
  type Budget,
  type Cell,
  type EncoderRef,
  type Method,
  type PlannedCell,
  type ShardedDataset,
  type SplitRequest,
  type SplittableDataset,
  type Sweep,
  type SweepMethod,
} from '../src/mod.ts';

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');

export const anyBudget: fc.Arbitrary<Budget> = fc.constantFrom<Budget>(5, 10, 20, 100, 'all');

export const anyMethod: fc.Arbitrary<Method> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('cosine' as const, 'euclidean' as const), fc.boolean())
    .map(([k, metric, isUniform]): Method => ({
      kind: 'knn',
      k,
      metric,
      weighting: isUniform ? 'uniform' : 'temperature',
      temperature: isUniform ? null : 0.07,
    })),
  fc
    .tuple(fc.constantFrom(0.1, 1, 'validate' as const), fc.constantFrom('none', 'l2', 'standardize'))
    .map(([c, scaling]): Method => ({
      kind: 'logistic-regression',
      c,
      grid: c === 'validate' ? [0.1, 1, 10] : null,
      scaling,
      maxIterations: 1000,
    })),
);

export function encoder(name: string, content = name): EncoderRef {
  const hash = sha(`encoder ${content}`);
  return { name, hash, weights: sha(content), tap: 'cls', preprocessing: 'own', precision: 'fp32', role: 'pretrained' };
}

/** A dataset of `size` labels per class: budgets beyond it give the split of `all`. */
export function dataset(name: string, size = 50): SplittableDataset {
  return {
    name,
    hash: sha(`dataset ${name}`),
    splitHash: ({ protocol, budget, draw, seed, holdOut }: SplitRequest) => {
      const isAll = budget === 'all' || budget >= size;
      // All labels are the same labels in every draw.
      return contentHash(
        isAll ? { name, protocol, all: true, holdOut } : { name, protocol, budget, draw, seed, holdOut },
      );
    },
  };
}

const some = <T>(values: readonly T[], minLength = 1) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength: values.length });

const anySweepMethod: fc.Arbitrary<SweepMethod> = fc.record({
  method: anyMethod,
  datasets: fc.option(some(['birds', 'boats'])),
  budgets: fc.option(fc.uniqueArray(anyBudget, { minLength: 1, maxLength: 3 })),
  draws: fc.option(fc.integer({ min: 1, max: 3 })),
  exclude: fc.constant([]),
});

export const anySweep: fc.Arbitrary<Sweep> = fc.record({
  name: fc.constant('sweep'),
  seed: fc.integer({ min: 0, max: 3 }),
  encoders: some(['vit-b-16', 'vit-l-14', 'convnext-t']).map((names) => names.map((name) => encoder(name))),
  datasets: some(['birds', 'boats']).map((names) => names.map((name) => dataset(name))),
  protocols: some(PROTOCOLS),
  budgets: fc.uniqueArray(anyBudget, { minLength: 1, maxLength: 4 }),
  draws: fc.integer({ min: 1, max: 3 }),
  methods: fc.array(anySweepMethod, { minLength: 1, maxLength: 3 }),
  exclude: fc.constant([]),
});

export function shardsOf(cells: readonly PlannedCell[], shardsEach = 2): ShardedDataset[] {
  const names = new Map(cells.map(({ cell }) => [cell.dataset.hash, cell.dataset.name]));
  return [...names].map(([hash, name]) => ({
    name,
    hash,
    shards: Array.from({ length: shardsEach }, (_, index) => ({
      index,
      sha256: sha(`${name} shard ${index}`),
      images: 10,
      bytes: 1000,
    })),
  }));
}

export function cell(change: Partial<Cell> = {}): Cell {
  return {
    encoder: encoder('vit-b-16'),
    dataset: { name: 'birds', hash: sha('birds') },
    split: {
      hash: sha('split'),
      request: { protocol: 'few-shot', budget: 10, draw: 0, seed: 0, holdOut: false },
    },
    method: { kind: 'knn', k: 5, metric: 'cosine', weighting: 'temperature', temperature: 0.07 },
    seed: null,
    ...change,
  };
}
