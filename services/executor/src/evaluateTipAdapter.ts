/** @file Tip-Adapter for one cell: the words of zero-shot, and the training images as a cache. */
import type { TipAdapterMethod } from '@regatta/jobs';
import { InputError } from '@regatta/metrics';
import { chooseTipAdapter, tipAdapter, type TipAdapterTask, type TipAdapterWeights } from '@regatta/probes';
import { takeRows } from '@regatta/tensor';
import type { HeadAnswer } from './evaluateHeads.ts';
import { labelsOf, type EvaluatedSplit } from './evaluateSplit.ts';
import { directionsOf, type TextData, type TextQuestion, type ZeroShotMachinery } from './evaluateZeroShot.ts';

export interface TipAdapterQuestion extends TextQuestion {
  readonly method: TipAdapterMethod;
}

/**
 * Classes of the test images.
 * @throws {InputError} as `directionsOf`, and where there is nothing to choose alpha and beta by
 * @throws {EncoderError} the text tower is not as its spec says
 */
export async function predictTipAdapter(
  question: TipAdapterQuestion,
  data: TextData,
  machinery: ZeroShotMachinery,
): Promise<HeadAnswer> {
  const { method, split } = question;
  const { manifest, features } = data;
  const task = {
    train: takeRows(features.matrix, split.train),
    labels: labelsOf(manifest, split.train),
    directions: await directionsOf(question, data, machinery),
    scale: method.scale,
  };
  const { weights, ...choice } = await weightsOf(task, { method, split, data, machinery });
  const queries = takeRows(features.matrix, split.test);
  return { ...(await tipAdapter({ ...task, ...weights, queries }, machinery)), ...choice };
}

/** Fixed ones, or those that do best on the validation images. */
async function weightsOf(
  task: TipAdapterTask,
  {
    method: { alpha, beta, grid },
    split: { val },
    data: { manifest, features },
    machinery,
  }: { method: TipAdapterMethod; split: EvaluatedSplit; data: TextData; machinery: ZeroShotMachinery },
): Promise<{ weights: TipAdapterWeights } & Pick<HeadAnswer, 'chosen' | 'notes' | 'doubts'>> {
  if (alpha !== 'validate' && beta !== 'validate')
    return { weights: { alpha, beta }, chosen: {}, notes: [], doubts: [] };
  if (val.length === 0)
    throw new InputError('empty', 'Expected at least one validation row to choose alpha and beta by, got none.');
  const { alphas, betas } = grid!;
  const validation = { X: takeRows(features.matrix, val), y: labelsOf(manifest, val), alphas, betas };
  const best = await chooseTipAdapter(task, validation, machinery);
  // The smallest are no edge that hides something better: without its cache it is zero-shot, which is told apart.
  const open = (['alpha', 'beta'] as const).filter((name) => best[name] === grid![`${name}s`].at(-1));
  const notes = open.map(
    (name) => `${name} = ${best[name]} is the largest of the grid: one beyond it might do better.`,
  );
  return {
    weights: best,
    chosen: { alpha: best.alpha, beta: best.beta, 'validation-accuracy': best.right / val.length },
    notes,
    doubts: notes.map((evidence) => ({ kind: 'edge-of-grid', evidence })),
  };
}
