/**
 * @file Paired bootstrap: several models on the same test images, resampled together, so that what makes an image hard
 * for all of them cancels in the differences.
 *
 * Images that the models answer alike are one pattern: a resample is counted by patterns (a few hundred) and not by
 * images (ten thousand), which makes a dozen models cost as much as two.
 */
import { expectParameter, expectSameLength, expectSome } from './check.ts';
import { percentileInterval, type BootstrapOptions } from './bootstrap.ts';
import { LEVEL, type Interval } from './interval.ts';

export interface PairedAccuracies {
  readonly models: number;
  readonly resamples: number;
  /** Share of right rows per resample and model, shape [resamples, models]. */
  readonly accuracies: Float64Array;
}

/**
 * Accuracy of each model in each resample.
 * @param hits per model, per row: 1 where its prediction is right, 0 where it is wrong
 * @throws {InputError} no model, no rows, or lengths differ
 */
export function pairedAccuracies(
  hits: readonly ArrayLike<number>[],
  { resample, resamples = 1000 }: Omit<BootstrapOptions, 'level'>,
): PairedAccuracies {
  expectParameter(hits.length >= 1, 'the number of models', 'at least 1', hits.length);
  for (const own of hits) expectSameLength('the hits of all models', own, hits[0]!);
  expectSome('hits', hits[0]!);
  const { patternOfRow, patterns } = findPatterns(hits);
  const accuracies = new Float64Array(resamples * hits.length);
  const counts = new Int32Array(patterns.length);
  for (let b = 0; b < resamples; b++) {
    const rows = resample();
    counts.fill(0);
    countPatterns(rows, patternOfRow, counts);
    for (let p = 0; p < patterns.length; p++) {
      for (const model of patterns[p]!) accuracies[b * hits.length + model]! += counts[p]!;
    }
    for (let model = 0; model < hits.length; model++) accuracies[b * hits.length + model]! /= rows.length;
  }
  return { models: hits.length, resamples, accuracies };
}

export interface PairedDifference {
  readonly interval: Interval;
  /** min(1, 2 min(#(d <= 0) + 1, #(d >= 0) + 1) / (B + 1)): never 0, since B resamples cannot show it. */
  readonly pTwoSided: number;
}

/** What resampled differences of two models say. @throws {InputError} no differences */
export function pairedDifference(differences: ArrayLike<number>, level = LEVEL): PairedDifference {
  const interval = percentileInterval(differences, level);
  let [notAbove, notBelow] = [0, 0];
  for (let i = 0; i < differences.length; i++) {
    if (differences[i]! <= 0) notAbove++;
    if (differences[i]! >= 0) notBelow++;
  }
  const pTwoSided = Math.min(1, (2 * (Math.min(notAbove, notBelow) + 1)) / (differences.length + 1));
  return { interval, pTwoSided };
}

/** Accuracy of model a minus that of model b, per resample. */
export function accuracyDifferences({ models, resamples, accuracies }: PairedAccuracies, a: number, b: number) {
  return Float64Array.from({ length: resamples }, (_, i) => accuracies[i * models + a]! - accuracies[i * models + b]!);
}

/** Per row the number of its pattern; per pattern the models that are right. */
function findPatterns(hits: readonly ArrayLike<number>[]): { patternOfRow: Int32Array; patterns: number[][] } {
  const known = new Map<string, number>();
  const patterns: number[][] = [];
  const patternOfRow = Int32Array.from({ length: hits[0]!.length }, (_, i) => {
    const right = hits.flatMap((own, model) => (own[i] === 1 ? [model] : []));
    const key = right.join();
    let pattern = known.get(key);
    if (pattern === undefined) {
      pattern = patterns.push(right) - 1;
      known.set(key, pattern);
    }
    return pattern;
  });
  return { patternOfRow, patterns };
}

function countPatterns(rows: Int32Array, patternOfRow: Int32Array, counts: Int32Array): void {
  for (let i = 0; i < rows.length; i++) counts[patternOfRow[rows[i]!]!]!++;
}
