/**
 * @file All that one set of answers scores, each number with its interval: one look at the answers, and one at each resample.
 *
 * Accuracy has Wilson's interval and macro accuracy Wilson's at its effective size, unless images come in groups; every
 * other interval, and all of them then, are percentiles over resamples that the caller draws once for a test set.
 */
import { InputError } from './errors.ts';
import { accuracy } from './accuracy.ts';
import { percentileInterval } from './bootstrap.ts';
import { calibrationError, logLoss } from './calibration.ts';
import { expectLabels, expectSameLength, expectSome } from './check.ts';
import { confusionMatrix, macroAccuracy, macroF1 } from './confusionMatrix.ts';
import { macroAccuracyInterval, wilsonInterval, type Interval } from './interval.ts';
import type { Probabilities } from './probabilities.ts';
import { BINS, ResampledScores } from './resampledScores.ts';

export const SCORES = [
  'accuracy',
  'macro-accuracy',
  'macro-f1',
  'worst-group-accuracy',
  'roc-auc',
  'log-loss',
  'calibration-error',
] as const;
export type ScoreName = (typeof SCORES)[number];

/** Of these, less is better. */
export const LOWER_IS_BETTER: readonly ScoreName[] = ['log-loss', 'calibration-error'];

export interface Score extends Interval {
  readonly name: ScoreName;
  readonly value: number;
  readonly method: 'wilson' | 'wilson-effective-n' | 'stratified-bootstrap' | 'clustered-bootstrap';
}

export interface ScoredAnswers {
  /** Class per row. */
  readonly truth: Int32Array;
  readonly prediction: Int32Array;
  readonly classes: number;
  /** Shape [rows, classes]; null where a method has none. */
  readonly probabilities: Probabilities | null;
  /** Number of a region, a camera, a domain per row, of which the worst is asked for; null where there are none. */
  readonly groups: Int32Array | null;
}

export interface Resamples {
  /** Row numbers of each resample, repeats included. */
  readonly rows: readonly Int32Array[];
  /** True when whole clusters were drawn, and not single rows among those of their class. */
  readonly areClustered: boolean;
}

/**
 * Every score that is defined: `roc-auc` with two classes and both in the truth, `worst-group-accuracy` with two groups,
 * `log-loss` and `calibration-error` with probabilities.
 * @throws {InputError} no rows, or lengths and labels that do not fit
 */
export function scoreCard(answers: ScoredAnswers, resamples: Resamples): Score[] {
  const { truth, prediction, classes, probabilities, groups } = answers;
  expectSameLength('truth and predictions', truth, prediction);
  expectSome('labels', truth);
  expectLabels('truth', truth, classes);
  expectLabels('predictions', prediction, classes);
  if (groups !== null) expectSameLength('truth and groups', truth, groups);
  if (resamples.rows.length < 2)
    throw new InputError('parameter-out-of-range', `Expected at least 2 resamples, got ${resamples.rows.length}.`);
  const matrix = confusionMatrix(truth, prediction, classes);
  const right = accuracy(truth, prediction);
  const whole = new ResampledScores(answers);
  const drawn = new Map<ScoreName, number[]>();
  for (const rows of resamples.rows) {
    for (const [name, value] of whole.scores(rows)) {
      const known = drawn.get(name);
      if (known) known.push(value);
      else drawn.set(name, [value]);
    }
  }
  const values = new Map<ScoreName, number>([
    ['accuracy', right],
    ['macro-accuracy', macroAccuracy(matrix)],
    ['macro-f1', macroF1(matrix)],
    ...[...whole.scores(Int32Array.from(truth.keys()))].filter(
      ([name]) => name === 'worst-group-accuracy' || name === 'roc-auc',
    ),
    ...(probabilities === null
      ? []
      : ([
          ['log-loss', logLoss(truth, probabilities)],
          ['calibration-error', calibrationError(truth, probabilities, BINS)],
        ] as const)),
  ]);
  return [...values].map(([name, value]) => {
    if (!resamples.areClustered && name === 'accuracy') {
      const count = Math.round(right * truth.length);
      return { name, value, ...wilsonInterval(count, truth.length)!, method: 'wilson' };
    }
    if (!resamples.areClustered && name === 'macro-accuracy') {
      const { low, high } = macroAccuracyInterval(matrix);
      return { name, value, low, high, method: 'wilson-effective-n' };
    }
    const { low, high } = percentileInterval(drawn.get(name)!);
    const method = resamples.areClustered ? 'clustered-bootstrap' : 'stratified-bootstrap';
    // The percentiles of a biased statistic (calibration error, worst group) may leave the value itself outside.
    return { name, value, low: Math.min(low, value), high: Math.max(high, value), method };
  });
}
