/**
 * @file The parameters of each method as a sweep file names them, with defaults. A list stands for one variant per
 * value; several lists give every combination.
 */
import {
  C_GRIDS,
  C_GRID_NAMES,
  DEFAULT_ALPHA_GRID,
  DEFAULT_ITERATIONS_MAX,
  FEATURE_SCALINGS,
  LINEAR_PROBE_DEFAULTS,
  type MethodKind,
} from '@regatta/jobs';
import type { Field } from '../yaml/yamlFile.ts';
import type { MethodWish } from './sweepFile.ts';
import { optional, readList } from './values.ts';
import { TIP_ADAPTER_PARAMETERS, ZERO_SHOT_PARAMETERS, readTipAdapter, readZeroShot } from './readWords.ts';

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
  'nearest-class-mean': { names: ['temperature'], read: readNearestClassMean },
  ridge: { names: ['alpha', 'grid', 'scaling'], read: readRidge },
  'linear-probe': {
    names: ['learning-rate', 'epochs', 'batch', 'weight-decay', 'scaling'],
    read: readLinearProbe,
  },
  'zero-shot': { names: ZERO_SHOT_PARAMETERS, read: readZeroShot },
  'tip-adapter': { names: TIP_ADAPTER_PARAMETERS, read: readTipAdapter },
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

function readNearestClassMean(parameters: Parameters): MethodWish[] {
  const temperatures = values(parameters.get('temperature'), 'temperatures', (item) => item.positive()) ?? [
    KNN_DEFAULTS.temperature,
  ];
  return temperatures.map((temperature) => ({ kind: 'nearest-class-mean', temperature }));
}

function readRidge(parameters: Parameters): MethodWish[] {
  const alphas = values(parameters.get('alpha'), 'values of alpha', (item) =>
    item.scalar === 'validate' ? ('validate' as const) : item.positive('validate, or a number'),
  ) ?? ['validate' as const];
  const given = parameters.get('grid');
  const grid =
    optional(given, (field) => readList(field, 'values of alpha', (item) => item.positive())) ?? DEFAULT_ALPHA_GRID;
  if (given !== undefined && !alphas.includes('validate'))
    given.fault('no grid with a fixed alpha', { hint: 'Leave it out, or use `alpha: validate`.' });
  const scalings = values(parameters.get('scaling'), 'scalings', (item) => item.word(FEATURE_SCALINGS)) ?? [
    LOGISTIC_REGRESSION_DEFAULTS.scaling,
  ];
  return alphas.flatMap((alpha) =>
    scalings.map((scaling): MethodWish => ({
      ...{ kind: 'ridge', alpha, scaling },
      grid: alpha === 'validate' ? [...grid] : null,
    })),
  );
}

function readLinearProbe(parameters: Parameters): MethodWish[] {
  const defaults = LINEAR_PROBE_DEFAULTS;
  const rates = values(parameters.get('learning-rate'), 'learning rates', (item) => item.positive()) ?? [
    defaults.learningRate,
  ];
  const whole = (name: string, max: number) => optional(parameters.get(name), (field) => field.integer(1, max));
  const rest = {
    epochs: whole('epochs', 10_000) ?? defaults.epochs,
    batch: whole('batch', 1_000_000) ?? defaults.batch,
    weightDecay: optional(parameters.get('weight-decay'), readShare) ?? defaults.weightDecay,
    scaling: optional(parameters.get('scaling'), (field) => field.word(FEATURE_SCALINGS)) ?? defaults.scaling,
  };
  return rates.map((learningRate) => ({ kind: 'linear-probe', learningRate, ...rest }));
}

function readShare(field: Field): number | undefined {
  const value = field.scalar;
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : field.fault('a number from 0 to 1');
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
