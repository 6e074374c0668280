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
import { topClass, type Probabilities } from './probabilities.ts';

/** Bins of the calibration error: those of Guo et al. (2017). */
const BINS = 15;

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
  const whole = new Resample(answers);
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

/** What is looked up per row and counted per resample; its memory is used again by each. */
class Resample {
  readonly #answers: ScoredAnswers;
  readonly #n: Float64Array;
  readonly #predicted: Float64Array;
  readonly #hits: Float64Array;
  readonly #losses: Float64Array | null;
  readonly #bin: Uint8Array | null;
  readonly #surplus: Float64Array | null;
  readonly #groupCount: number;
  /** With two classes: rows by ascending score of the second, and the score of each. */
  readonly #byScore: { readonly order: Int32Array; readonly score: Float64Array } | null;
  readonly #times: Int32Array;

  constructor(answers: ScoredAnswers) {
    const { truth, prediction, classes, probabilities, groups } = answers;
    this.#answers = answers;
    this.#n = new Float64Array(classes);
    this.#predicted = new Float64Array(classes);
    this.#hits = new Float64Array(classes);
    this.#groupCount = groups === null ? 0 : groups.reduce((most, group) => Math.max(most, group + 1), 0);
    this.#times = new Int32Array(truth.length);
    if (probabilities === null) {
      [this.#losses, this.#bin, this.#surplus, this.#byScore] = [null, null, null, null];
      return;
    }
    const { data } = probabilities;
    const at = (row: number, c: number) => data[row * classes + c]!;
    this.#losses = Float64Array.from(truth, (c, row) => -Math.log(Math.min(1, Math.max(Number.EPSILON, at(row, c)))));
    const confidence = Float64Array.from(truth, (_, row) => at(row, topClass(probabilities, row)));
    this.#bin = Uint8Array.from(confidence, (p) => Math.min(BINS - 1, Math.max(0, Math.ceil(p * BINS) - 1)));
    this.#surplus = confidence.map((p, row) => Number(topClass(probabilities, row) === truth[row]) - p);
    if (classes !== 2) this.#byScore = null;
    else {
      const score = Float64Array.from(prediction, (_, row) => at(row, 1));
      this.#byScore = { order: Int32Array.from(truth.keys()).sort((a, b) => score[a]! - score[b]!), score };
    }
  }

  *scores(rows: Int32Array): Generator<[ScoreName, number]> {
    const { truth, prediction } = this.#answers;
    for (const counts of [this.#n, this.#predicted, this.#hits]) counts.fill(0);
    for (const row of rows) {
      const [c, guess] = [truth[row]!, prediction[row]!];
      this.#n[c]!++;
      this.#predicted[guess]!++;
      if (c === guess) this.#hits[c]!++;
    }
    let [present, recall, f1, right] = [0, 0, 0, 0];
    for (let c = 0; c < this.#n.length; c++) {
      const n = this.#n[c]!;
      if (n === 0) continue;
      present++;
      right += this.#hits[c]!;
      recall += this.#hits[c]! / n;
      f1 += (2 * this.#hits[c]!) / (n + this.#predicted[c]!);
    }
    yield ['accuracy', right / rows.length];
    yield ['macro-accuracy', recall / present];
    yield ['macro-f1', f1 / present];
    if (this.#groupCount > 1) {
      const worst = this.#worstGroup(rows);
      if (worst !== null) yield ['worst-group-accuracy', worst];
    }
    if (this.#losses === null) return;
    yield ['log-loss', this.#meanLoss(rows)];
    yield ['calibration-error', this.#calibrationError(rows)];
    const auc = this.#byScore === null ? null : this.#rocAuc(rows);
    if (auc !== null) yield ['roc-auc', auc];
  }

  /** Of the groups that were drawn at all. */
  #worstGroup(rows: Int32Array): number | null {
    const { truth, prediction, groups } = this.#answers;
    const n = new Float64Array(this.#groupCount);
    const right = new Float64Array(this.#groupCount);
    for (const row of rows) {
      const group = groups![row]!;
      if (group < 0) continue;
      n[group]!++;
      if (truth[row] === prediction[row]) right[group]!++;
    }
    let worst: number | null = null;
    for (let group = 0; group < n.length; group++) {
      if (n[group]! > 0) worst = Math.min(worst ?? 1, right[group]! / n[group]!);
    }
    return worst;
  }

  #meanLoss(rows: Int32Array): number {
    let sum = 0;
    for (const row of rows) sum += this.#losses![row]!;
    return sum / rows.length;
  }

  #calibrationError(rows: Int32Array): number {
    const bins = new Float64Array(BINS);
    for (const row of rows) bins[this.#bin![row]!]! += this.#surplus![row]!;
    return bins.reduce((sum, surplus) => sum + Math.abs(surplus), 0) / rows.length;
  }

  /** Share of pairs of both classes that the scores order rightly, ties for a half; null with one class alone. */
  #rocAuc(rows: Int32Array): number | null {
    const { truth } = this.#answers;
    const { order, score } = this.#byScore!;
    this.#times.fill(0);
    for (const row of rows) this.#times[row]!++;
    let [negatives, positives, ordered] = [0, 0, 0];
    for (let start = 0; start < order.length;) {
      const value = score[order[start]!]!;
      let [tiedNegatives, tiedPositives] = [0, 0];
      let end = start;
      for (; end < order.length && score[order[end]!] === value; end++) {
        const row = order[end]!;
        if (truth[row] === 1) tiedPositives += this.#times[row]!;
        else tiedNegatives += this.#times[row]!;
      }
      ordered += tiedPositives * (negatives + tiedNegatives / 2);
      negatives += tiedNegatives;
      positives += tiedPositives;
      start = end;
    }
    return negatives === 0 || positives === 0 ? null : ordered / (negatives * positives);
  }
}
