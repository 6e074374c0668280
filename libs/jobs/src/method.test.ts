import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anyMethod } from '../test/arbitraries.ts';
import { canonicalJson } from './canonicalJson.ts';
import { C_GRIDS } from './cGrids.ts';
import {
  LINEAR_PROBE_DEFAULTS,
  TIP_ADAPTER_GRID,
  choosesByValidation,
  isStochastic,
  Method,
  methodVariant,
  usesLabels,
} from './method.ts';

const knn = { kind: 'knn', k: 20, metric: 'cosine', weighting: 'temperature', temperature: 0.07 } as const;
const regression = {
  kind: 'logistic-regression',
  c: 1,
  grid: null,
  scaling: 'standardize',
  maxIterations: 1000,
} as const;

const zeroShot = {
  kind: 'zero-shot',
  tower: 'a'.repeat(64),
  classNames: ['cat', 'dog'],
  templates: ['a photo of a {}.'],
  scale: 100,
  bias: null,
} as const;

function faultsOf(value: unknown): string[] {
  const { error } = Method.safeParse(value);
  return (error?.issues ?? []).map(({ path }) => path.join('.')).sort();
}

describe('a method', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(anyMethod, (method) => {
        expect(Method.parse(JSON.parse(JSON.stringify(method)))).toEqual(method);
      }),
    );
  });

  test('has every wrong parameter reported at once', () => {
    expect(faultsOf({ ...knn, k: 0, metric: 'manhattan', temperature: -1, neighbours: 3 })).toEqual([
      '',
      'k',
      'metric',
      'temperature',
    ]);
    expect(faultsOf({ kind: 'logistic-regression', c: -1, grid: [], scaling: 'max' })).toEqual([
      'c',
      'grid',
      'maxIterations',
      'scaling',
    ]);
  });

  test('names the kinds there are when it is none of them', () => {
    const { error } = Method.safeParse({ kind: 'svm' });
    expect(z.prettifyError(error!)).toMatch(/kind/);
  });

  test('has no parameter without effect, which would give two ids to one result', () => {
    expect(faultsOf({ ...knn, weighting: 'uniform' })).toEqual(['temperature']);
    expect(faultsOf({ ...knn, temperature: null })).toEqual(['temperature']);
    expect(faultsOf({ ...regression, grid: [1, 10] })).toEqual(['grid']);
    expect(faultsOf({ ...regression, c: 'validate' })).toEqual(['grid']);
    expect(faultsOf({ ...regression, c: 'validate', grid: [1, 10] })).toEqual([]);
  });

  test('has a label of its own', () => {
    fc.assert(
      fc.property(anyMethod, anyMethod, (a, b) => {
        const isOne = canonicalJson(a) === canonicalJson(b);
        expect(`${a.kind} ${methodVariant(a)}` === `${b.kind} ${methodVariant(b)}`).toBe(isOne);
      }),
    );
  });

  test('holds labels back for validation only where it chooses by them', () => {
    fc.assert(
      fc.property(anyMethod, (method) => {
        expect(choosesByValidation(method)).toBe(method.kind === 'logistic-regression' && method.c === 'validate');
        expect(isStochastic(method)).toBe(false);
      }),
    );
  });

  test('of zero-shot uses no labels, and is told apart by its prompts and all else', () => {
    const method = Method.parse(zeroShot);
    expect([usesLabels(method), choosesByValidation(method), isStochastic(method)]).toEqual([false, false, false]);
    expect(usesLabels(Method.parse(knn))).toBe(true);
    const label = methodVariant(method);
    expect(label).toMatch(/^a photo of a \{\}\. [0-9a-f]{8}$/);
    const others = [
      { templates: ['a {}.', 'the {}.'] },
      { classNames: ['tabby cat', 'dog'] },
      { tower: 'b'.repeat(64) },
      { scale: 50 },
      { bias: -10 },
    ].map((change) => methodVariant(Method.parse({ ...zeroShot, ...change })));
    expect(new Set([label, ...others]).size).toBe(6);
    expect(faultsOf({ ...zeroShot, classNames: [], templates: [], scale: 0 })).toEqual([
      'classNames',
      'scale',
      'templates',
    ]);
  });

  test('is told from its siblings by a short label that leaves the defaults out', () => {
    expect(methodVariant(knn)).toBe('k=20');
    expect(methodVariant({ ...knn, metric: 'euclidean', temperature: 0.1 })).toBe('k=20 euclidean T=0.1');
    expect(methodVariant({ ...knn, weighting: 'uniform', temperature: null })).toBe('k=20 uniform');
    expect(methodVariant({ ...regression, c: 'validate', grid: [1, 10] })).toBe('c=validate grid=1,10');
    expect(methodVariant({ ...regression, c: 'validate', grid: [...C_GRIDS.default] })).toBe('c=validate');
    expect(methodVariant({ ...regression, maxIterations: 50 })).toBe('c=1 iterations=50');
    expect(methodVariant({ ...regression, scaling: 'l2' })).toBe('c=1 l2');
    const clip = { ...regression, c: 'validate' as const, grid: [...C_GRIDS.clip], refit: true as const };
    expect(methodVariant({ kind: 'nearest-class-mean', temperature: 0.07 })).toBe('');
    const ridge: Method = { kind: 'ridge', alpha: 1, grid: null, scaling: 'l2' };
    expect(methodVariant(ridge)).toBe('alpha=1 l2');
    expect(methodVariant({ kind: 'linear-probe', ...LINEAR_PROBE_DEFAULTS, epochs: 5 })).toBe('lr=0.001 epochs=5');
    const words = { tower: 'a'.repeat(64), classNames: ['a', 'b'], templates: ['a {}'], scale: 100 };
    const cache = { kind: 'tip-adapter', ...words, alpha: 1, beta: 2, grid: null } as const;
    expect(methodVariant(cache)).toMatch(/^a \{\} [0-9a-f]{8} beta=2$/);
    expect(Method.safeParse(cache).success).toBe(true);
    expect(Method.safeParse({ ...cache, alpha: 'validate', grid: TIP_ADAPTER_GRID }).success).toBe(false);
    const chosen = { ...cache, alpha: 'validate', beta: 'validate', grid: TIP_ADAPTER_GRID };
    expect(choosesByValidation(Method.parse(chosen))).toBe(true);
    expect(methodVariant(clip)).toBe('c=validate grid=clip refit');
  });
});
