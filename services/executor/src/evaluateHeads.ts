/** @file The smaller heads on features: nearest class mean, ridge, and the linear probe trained by AdamW. */
import type { DatasetManifest } from '@regatta/datasets';
import type { CellDone, Doubt, LinearProbeMethod, NearestClassMeanMethod, RidgeMethod } from '@regatta/jobs';
import { InputError, countRight } from '@regatta/metrics';
import {
  Ridge,
  fitLinearProbe,
  nearestClassMean,
  predictLogistic,
  predictRidge,
  prepareRows,
  type Breathe,
  type ProbeEngine,
  type RidgeFit,
} from '@regatta/probes';
import { Random, takeRows } from '@regatta/tensor';
import { labelsOf, type EvaluatedCell, type EvaluatedSplit } from './evaluateSplit.ts';
import type { Features } from './features.ts';

export type HeadMethod = NearestClassMeanMethod | RidgeMethod | LinearProbeMethod;

export interface HeadAnswer {
  /** Class per test image. */
  readonly prediction: Int32Array;
  /** Shape [test images, classes]; null for ridge, whose scores are no probabilities. */
  readonly probabilities: Float64Array | null;
  readonly chosen: CellDone['chosen'];
  readonly notes: readonly string[];
  readonly doubts: readonly Doubt[];
}

interface Data {
  readonly manifest: DatasetManifest;
  readonly features: Features;
}

interface Machinery {
  readonly engine: ProbeEngine;
  readonly breathe: Breathe;
}

/** Fits a head and answers the test images. @throws {InputError} */
export async function predictHead(
  { method, seed }: { method: HeadMethod; seed: EvaluatedCell['seed'] },
  split: EvaluatedSplit,
  data: Data,
  machinery: Machinery,
): Promise<HeadAnswer> {
  const { manifest, features } = data;
  if (split.test.length === 0) throw new InputError('empty', 'The split has no test image that can be read.');
  const { engine, breathe } = machinery;
  const task = {
    train: takeRows(features.matrix, split.train),
    labels: labelsOf(manifest, split.train),
    classes: manifest.classes.length,
  };
  const queries = takeRows(features.matrix, split.test);
  const plain = { chosen: {}, notes: [], doubts: [] };
  switch (method.kind) {
    case 'nearest-class-mean': {
      const { temperature } = method;
      return { ...(await nearestClassMean({ ...task, queries, temperature }, engine, breathe)), ...plain };
    }
    case 'ridge': {
      const ridge = await Ridge.of({ ...task, scaling: method.scaling }, engine, breathe);
      const { fit, ...choice } = await chooseAlpha(ridge, method, { split, data, machinery });
      return { prediction: await predictRidge(fit, queries, engine), probabilities: null, ...choice };
    }
    case 'linear-probe': {
      const { scaling, kind: _, ...options } = method;
      const random = new Random(`linear-probe ${seed ?? 0}`);
      const fit = await fitLinearProbe({ ...task, scaling }, { ...options, random }, machinery);
      const answer = await predictLogistic(fit, prepareRows(fit.transform, queries), machinery);
      return { ...answer, ...plain, chosen: { steps: fit.steps, 'loss-last-epoch': fit.lossLastEpoch } };
    }
  }
}

/** A fixed alpha, or the largest of those that do best on the validation images: the strongest penalty among equals. */
async function chooseAlpha(
  ridge: Ridge,
  { alpha, grid }: RidgeMethod,
  {
    split: { val },
    data: { manifest, features },
    machinery,
  }: { split: EvaluatedSplit; data: Data; machinery: Machinery },
): Promise<{ fit: RidgeFit } & Pick<HeadAnswer, 'chosen' | 'notes' | 'doubts'>> {
  if (alpha !== 'validate') return { fit: await ridge.fit(alpha), chosen: {}, notes: [], doubts: [] };
  if (val.length === 0)
    throw new InputError('empty', 'Expected at least one validation row to choose alpha by, got none.');
  const X = takeRows(features.matrix, val);
  const labels = labelsOf(manifest, val);
  const alphas = [...new Set(grid)].sort((a, b) => b - a);
  let best: { fit: RidgeFit; right: number } | null = null;
  for (const candidate of alphas) {
    const fit = await ridge.fit(candidate);
    const right = countRight(labels, await predictRidge(fit, X, machinery.engine));
    await machinery.breathe();
    if (best === null || right > best.right) best = { fit, right };
  }
  const { fit, right } = best!;
  const edge = fit.alpha === alphas[0] ? 'largest' : fit.alpha === alphas.at(-1) ? 'smallest' : null;
  const isOpen = edge !== null && alphas.length > 1;
  const evidence = `alpha = ${fit.alpha} is the ${edge} of the grid: one beyond it might do better.`;
  return {
    fit,
    chosen: { alpha: fit.alpha, 'validation-accuracy': right / val.length },
    notes: isOpen ? [evidence] : [],
    doubts: isOpen ? [{ kind: 'edge-of-grid', evidence }] : [],
  };
}
