/**
 * @file What is done with an encoder's features (or its weights) to get a score: a method with every parameter resolved.
 *
 * A method is part of a cell's identity, so each parameter that changes a number is here, with its default written out.
 */
import { z } from 'zod';
import { cGridName } from './cGrids.ts';
import { contentHash } from './canonicalJson.ts';
import { Sha256 } from './sha256.ts';

/** How feature rows are scaled before a linear model sees them. `standardize` is fitted on the training rows alone. */
export const FEATURE_SCALINGS = ['none', 'l2', 'standardize'] as const;

/** k nearest neighbours. `temperature` weighting is DINO's (w = exp(cosine / T)); `uniform` gives one vote each. */
export const KnnMethod = z
  .strictObject({
    kind: z.literal('knn'),
    k: z.int().min(1).max(10_000),
    metric: z.enum(['cosine', 'euclidean']),
    weighting: z.enum(['temperature', 'uniform']),
    /** Softmax temperature of the weights; null for uniform votes. */
    temperature: z.number().positive().nullable(),
  })
  // A parameter without effect would give two ids to one result.
  .refine(({ weighting, temperature }) => (weighting === 'uniform') === (temperature === null), {
    path: ['temperature'],
    error: 'Expected a temperature with `weighting: temperature`, and null with `weighting: uniform`',
  });
export type KnnMethod = z.infer<typeof KnnMethod>;

/** Multinomial logistic regression with L2 penalty |W|²/(2C); `validate` chooses C from `grid` on validation labels. */
export const LogisticRegressionMethod = z
  .strictObject({
    kind: z.literal('logistic-regression'),
    c: z.union([z.number().positive(), z.literal('validate')]),
    grid: z.array(z.number().positive()).min(1).nullable(),
    scaling: z.enum(FEATURE_SCALINGS),
    maxIterations: z.int().min(1).max(100_000),
    /** Once C is chosen, the fit that answers is trained on the validation labels as well. Absent: never. */
    refit: z.literal(true).exactOptional(),
  })
  .refine(({ c, refit }) => c === 'validate' || refit === undefined, {
    path: ['refit'],
    error: 'Expected no refit with a fixed C, which trains on all labels anyway',
  })
  .refine(({ c, grid }) => (c === 'validate') === (grid !== null), {
    path: ['grid'],
    error: 'Expected a grid of C values with `c: validate`, and null with a fixed C',
  });
export type LogisticRegressionMethod = z.infer<typeof LogisticRegressionMethod>;

/**
 * Zero-shot: the class whose prompts, averaged, lie nearest to the image. It belongs to one encoder, by its text tower, and
 * to one dataset, by its classes; templates with a gap `{}` times names give the prompts.
 */
export const ZeroShotMethod = z.strictObject({
  kind: z.literal('zero-shot'),
  /** Hash of the text tower, which lies under `towers/<hash>.json`. */
  tower: Sha256,
  /** What each class of the dataset is called, in their order. */
  classNames: z.array(z.string().min(1)).min(1),
  templates: z.array(z.string().min(1)).min(1).max(1000),
  /** Probabilities are those of scale times cosine plus bias: a softmax, or, with a bias, a sigmoid per class. */
  scale: z.number().positive().max(1e6),
  bias: z.number().nullable(),
});
export type ZeroShotMethod = z.infer<typeof ZeroShotMethod>;

/**
 * Tip-Adapter: zero-shot, and a cache of the labelled images that adds α Σ exp(-β (1 - cosine)) to the logit of each one's
 * class. `validate` chooses both from a grid on validation labels.
 */
export const TipAdapterMethod = z
  .strictObject({
    kind: z.literal('tip-adapter'),
    ...ZeroShotMethod.pick({ tower: true, classNames: true, templates: true, scale: true }).shape,
    alpha: z.union([z.number().positive(), z.literal('validate')]),
    beta: z.union([z.number().positive(), z.literal('validate')]),
    grid: z
      .strictObject({ alphas: z.array(z.number().positive()).min(1), betas: z.array(z.number().positive()).min(1) })
      .nullable(),
  })
  .refine(({ alpha, beta }) => (alpha === 'validate') === (beta === 'validate'), {
    path: ['beta'],
    error: 'Expected `validate` for both of alpha and beta, or for neither',
  })
  .refine(({ alpha, grid }) => (alpha === 'validate') === (grid !== null), {
    path: ['grid'],
    error: 'Expected a grid with `alpha: validate`, and null with a fixed alpha',
  });
export type TipAdapterMethod = z.infer<typeof TipAdapterMethod>;

/** The mean of each class's unit rows, and cosines with it: for one or two labels. */
export const NearestClassMeanMethod = z.strictObject({
  kind: z.literal('nearest-class-mean'),
  /** Of the softmax that makes probabilities of cosines. */
  temperature: z.number().positive(),
});
export type NearestClassMeanMethod = z.infer<typeof NearestClassMeanMethod>;

/** Least squares on ±1 with the penalty α|W|²; `validate` chooses α from `grid` on validation labels. */
export const RidgeMethod = z
  .strictObject({
    kind: z.literal('ridge'),
    alpha: z.union([z.number().positive(), z.literal('validate')]),
    grid: z.array(z.number().positive()).min(1).nullable(),
    scaling: z.enum(FEATURE_SCALINGS),
  })
  .refine(({ alpha, grid }) => (alpha === 'validate') === (grid !== null), {
    path: ['grid'],
    error: 'Expected a grid of alphas with `alpha: validate`, and null with a fixed alpha',
  });
export type RidgeMethod = z.infer<typeof RidgeMethod>;

/** A linear layer trained by AdamW on mini-batches: for sets that are too large for full passes. */
export const LinearProbeMethod = z.strictObject({
  kind: z.literal('linear-probe'),
  learningRate: z.number().positive().max(100),
  epochs: z.int().min(1).max(10_000),
  batch: z.int().min(1).max(1_000_000),
  weightDecay: z.number().min(0).max(1),
  scaling: z.enum(FEATURE_SCALINGS),
});
export type LinearProbeMethod = z.infer<typeof LinearProbeMethod>;

export const Method = z.discriminatedUnion('kind', [
  KnnMethod,
  LogisticRegressionMethod,
  ZeroShotMethod,
  NearestClassMeanMethod,
  RidgeMethod,
  LinearProbeMethod,
  TipAdapterMethod,
]);
export type Method = z.infer<typeof Method>;
export type MethodKind = Method['kind'];

/** Methods of the design that this version names but cannot run yet: a sweep that asks for one is refused at once. */
export const LATER_METHODS = ['fine-tune', 'cluster'] as const;

/** The eight values that `alpha: validate` tries when the sweep names none. */
export const DEFAULT_ALPHA_GRID: readonly number[] = [0.01, 0.1, 1, 10, 100, 1000, 10_000, 100_000];

/** As a sweep that names nothing else trains a linear probe. */
export const LINEAR_PROBE_DEFAULTS = {
  learningRate: 1e-3,
  epochs: 50,
  batch: 256,
  weightDecay: 0.01,
  scaling: 'standardize',
} as const satisfies Omit<LinearProbeMethod, 'kind'>;

/** α and β of Tip-Adapter when the sweep names none: those that its authors found good on ImageNet (2022, section 4.5). */
export const TIP_ADAPTER_DEFAULTS = { alpha: 1, beta: 5.5 } as const;

/** What `validate` tries: 20 values of α from .1 to 3 and 20 of β from .1 to 7, the ranges of the authors' search. */
export const TIP_ADAPTER_GRID: NonNullable<TipAdapterMethod['grid']> = {
  alphas: Array.from({ length: 20 }, (_, i) => stepsFrom(0.1, { to: 3, steps: 20, i })),
  betas: Array.from({ length: 20 }, (_, i) => stepsFrom(0.1, { to: 7, steps: 20, i })),
};

/** Rounded, so that a hash does not depend on how a machine divides. */
function stepsFrom(first: number, { to, steps, i }: { to: number; steps: number; i: number }): number {
  return Math.round(1e4 * (first + ((to - first) * i) / (steps - 1))) / 1e4;
}

/** Iterations after which a regression that has not converged is given up, when the sweep names no other number. */
export const DEFAULT_ITERATIONS_MAX = 1000;

/** True for methods that choose by validation: their budget is split into training and validation labels. */
export function choosesByValidation(method: Method): boolean {
  switch (method.kind) {
    case 'logistic-regression':
      return method.c === 'validate';
    case 'ridge':
    case 'tip-adapter':
      return method.alpha === 'validate';
    default:
      return false;
  }
}

/** False for methods that are never trained: budgets and draws are nothing to them, and their budget is 0. */
export function usesLabels(method: Method): boolean {
  return method.kind !== 'zero-shot';
}

/** True for methods whose result depends on a seed beside the split. */
export function isStochastic(method: Method): boolean {
  return method.kind === 'linear-probe';
}

/**
 * The short label that tells variants of one method apart in tables: `k=20`, `c=validate`. Different methods have
 * different labels; what is as by default is not named.
 */
export function methodVariant(method: Method): string {
  switch (method.kind) {
    case 'knn': {
      const parts = [`k=${method.k}`];
      if (method.metric !== 'cosine') parts.push(method.metric);
      if (method.weighting !== 'temperature') parts.push(method.weighting);
      else if (method.temperature !== 0.07) parts.push(`T=${method.temperature}`);
      return parts.join(' ');
    }
    case 'logistic-regression': {
      const parts = [`c=${method.c}`];
      if (method.scaling !== 'standardize') parts.push(method.scaling);
      const gridName = method.grid === null ? 'default' : cGridName(method.grid);
      if (gridName !== 'default') parts.push(`grid=${gridName ?? method.grid?.join()}`);
      if (method.refit) parts.push('refit');
      if (method.maxIterations !== DEFAULT_ITERATIONS_MAX) parts.push(`iterations=${method.maxIterations}`);
      return parts.join(' ');
    }
    case 'nearest-class-mean':
      return method.temperature === 0.07 ? '' : `T=${method.temperature}`;
    case 'ridge': {
      const parts = [`alpha=${method.alpha}`];
      if (method.scaling !== 'standardize') parts.push(method.scaling);
      if (method.grid !== null && method.grid.join() !== DEFAULT_ALPHA_GRID.join())
        parts.push(`grid=${method.grid.join()}`);
      return parts.join(' ');
    }
    case 'linear-probe': {
      const { learningRate, epochs, batch, weightDecay, scaling } = method;
      const parts = [`lr=${learningRate}`];
      if (epochs !== LINEAR_PROBE_DEFAULTS.epochs) parts.push(`epochs=${epochs}`);
      if (batch !== LINEAR_PROBE_DEFAULTS.batch) parts.push(`batch=${batch}`);
      if (weightDecay !== LINEAR_PROBE_DEFAULTS.weightDecay) parts.push(`decay=${weightDecay}`);
      if (scaling !== LINEAR_PROBE_DEFAULTS.scaling) parts.push(scaling);
      return parts.join(' ');
    }
    case 'tip-adapter': {
      const { alpha, beta } = method;
      const parts = [textVariant(method)];
      if (alpha !== TIP_ADAPTER_DEFAULTS.alpha) parts.push(`alpha=${alpha}`);
      if (beta !== TIP_ADAPTER_DEFAULTS.beta) parts.push(`beta=${beta}`);
      return parts.join(' ');
    }
    case 'zero-shot':
      return textVariant(method);
  }
}

/** Names, tower and scale as well: what a sweep calls it is shorter. */
function textVariant(method: ZeroShotMethod | TipAdapterMethod): string {
  const [first] = method.templates;
  const rest = contentHash(method).slice(0, 8);
  return method.templates.length === 1 ? `${first} ${rest}` : `templates=${method.templates.length} ${rest}`;
}
