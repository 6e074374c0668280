/**
 * @file All that one set of answers scores, each number with its interval: one look at the answers, and one at each resample.
 *
 * Accuracy has Wilson's interval and macro accuracy Wilson's at its effective size, unless images come in groups; every
 * other interval, and all of them then, come from the spread over resamples that the caller draws once for a test set
 * (`bootstrapInterval.ts`).
 */
import { InputError } from './errors.ts';
import { accuracy } from './accuracy.ts';
import { BootstrapIntervals } from './bootstrapInterval.ts';
import { calibrationError, logLoss } from './calibration.ts';
import { expectLabels, expectSameLength, expectSome } from './check.ts';
import { confusionMatrix, macroAccuracy, macroF1 } from './confusionMatrix.ts';
import { macroAccuracyInterval, wilsonInterval, type Interval } from './interval.ts';
import { BINS, ResampledScores } from './resampledScores.ts';
import type { ScoreName, ScoredAnswers } from './scores.ts';

export interface Score extends Interval {
  readonly name: ScoreName;
  readonly value: number;
  readonly method: 'wilson' | 'wilson-effective-n' | 'stratified-bootstrap' | 'clustered-bootstrap';
}

export interface Resamples {
  /** Row numbers of each resample, repeats included. */
  readonly rows: readonly Int32Array[];
  /** How many clusters there are, where whole ones were drawn; null for single rows among those of their class. */
  readonly clusters: number | null;
}

/**
 * Every score that is defined: `roc-auc` with two classes and both in the truth, `worst-group-accuracy` with groups,
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
  const intervals = new BootstrapIntervals(truth, resamples.clusters);
  const method = resamples.clusters === null ? 'stratified-bootstrap' : 'clustered-bootstrap';
  return [...values].map(([name, value]) => {
    if (resamples.clusters === null && name === 'accuracy') {
      const count = Math.round(right * truth.length);
      return { name, value, ...wilsonInterval(count, truth.length)!, method: 'wilson' };
    }
    if (resamples.clusters === null && name === 'macro-accuracy') {
      const { low, high } = macroAccuracyInterval(matrix);
      return { name, value, low, high, method: 'wilson-effective-n' };
    }
    return { name, value, ...intervals.of(name, value, drawn.get(name)!), method };
  });
}
