/**
 * @file The parameters of each method as a sweep file names them, with defaults. A list stands for one variant per
 * value; several lists give every combination.
 */
import { C_GRIDS, C_GRID_NAMES, DEFAULT_ITERATIONS_MAX, FEATURE_SCALINGS, type MethodKind } from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import type { MethodWish } from './sweepFile.ts';
import { optional, readList } from './values.ts';
import { ZERO_SHOT_PARAMETERS, readZeroShot } from './readZeroShot.ts';

/** Neighbours and temperature of DINO's evaluation (Caron et al. 2021, `eval_knn.py`). */
export const KNN_DEFAULTS = { k: 20, metric: 'cosine', weighting: 'temperature', temperature: 0.07 } as const;
export const LOGISTIC_REGRESSION_DEFAULTS = {
  c: 'validate',
  scaling: 'standardize',
  maxIterations: DEFAULT_ITERATIONS_MAX,
} as const;

type Parameters = ReadonlyMap<string, Field>;

/** @returns the variants that these parameters ask for; faulty values are left out after their faults are recorded */
export const METHOD_PARAMETERS: {
  readonly [K in MethodKind]: { readonly names: readonly string[]; read(parameters: Parameters): MethodWish[] };
} = {
  knn: { names: ['k', 'metric', 'weighting', 'temperature'], read: readKnn },
  'logistic-regression': { names: ['c', 'grid', 'scaling', 'max-iterations', 'refit'], read: readLogisticRegression },
  'zero-shot': { names: ZERO_SHOT_PARAMETERS, read: readZeroShot },
};

export const METHOD_NAMES = Object.keys(METHOD_PARAMETERS) as MethodKind[];

function readKnn(parameters: Parameters): MethodWish[] {
  const ks = values(parameters.get('k'), 'numbers of neighbours', (item) => item.integer(1, 10_000)) ?? [
    KNN_DEFAULTS.k,
  ];
  const metrics = values(parameters.get('metric'), 'metrics', (item) =>
    item.word(['cosine', 'euclidean'] as const),
  ) ?? [KNN_DEFAULTS.metric];
  const weightings = values(parameters.get('weighting'), 'weightings', (item) =>
    item.word(['temperature', 'uniform'] as const),
  ) ?? [KNN_DEFAULTS.weighting];
  const given = parameters.get('temperature');
  const temperatures = values(given, 'temperatures', (item) => item.positive()) ?? [KNN_DEFAULTS.temperature];
  // Uniform votes have no temperature; one that decides nothing is a mistake of whoever wrote it.
  if (given !== undefined && !weightings.includes('temperature'))
    given.fault('no temperature with uniform votes', { hint: 'Leave it out, or use `weighting: temperature`.' });
  return ks.flatMap((k) =>
    metrics.flatMap((metric) =>
      weightings.flatMap((weighting): MethodWish[] =>
        weighting === 'uniform'
          ? [{ kind: 'knn', k, metric, weighting, temperature: null }]
          : temperatures.map((temperature) => ({ kind: 'knn', k, metric, weighting, temperature })),
      ),
    ),
  );
}

function readLogisticRegression(parameters: Parameters): MethodWish[] {
  const cs = values(parameters.get('c'), 'values of C', (item) =>
    item.scalar === 'validate' ? ('validate' as const) : item.positive('validate, or a number'),
  ) ?? [LOGISTIC_REGRESSION_DEFAULTS.c];
  const given = parameters.get('grid');
  const grid = optional(given, readGrid) ?? C_GRIDS.default;
  if (given !== undefined && !cs.includes('validate'))
    given.fault('no grid with a fixed C', { hint: 'Leave it out, or use `c: validate`.' });
  const scalings = values(parameters.get('scaling'), 'scalings', (item) => item.word(FEATURE_SCALINGS)) ?? [
    LOGISTIC_REGRESSION_DEFAULTS.scaling,
  ];
  const maxIterations =
    optional(parameters.get('max-iterations'), (field) => field.integer(1, 100_000)) ??
    LOGISTIC_REGRESSION_DEFAULTS.maxIterations;
  const refit = optional(parameters.get('refit'), (field) => field.flag()) === true;
  if (refit && !cs.includes('validate'))
    parameters.get('refit')?.fault('no refit with a fixed C', { hint: 'A fixed C trains on all labels anyway.' });
  return cs.flatMap((c) =>
    scalings.map((scaling): MethodWish => ({
      kind: 'logistic-regression',
      c,
      grid: c === 'validate' ? [...grid] : null,
      scaling,
      maxIterations,
      ...(c === 'validate' && refit && { refit }),
    })),
  );
}

/** A grid by its name, or its values. */
function readGrid(field: Field): readonly number[] | undefined {
  const name = C_GRID_NAMES.find((known) => known === field.scalar);
  return name === undefined ? readList(field, 'values of C', (item) => item.positive()) : C_GRIDS[name];
}

/** One value or a list of them; undefined when the parameter is left out. */
function values<T>(field: Field | undefined, what: string, read: (item: Field) => T | undefined): T[] | undefined {
  return optional(field, (given) => readList(given, what, read));
}
