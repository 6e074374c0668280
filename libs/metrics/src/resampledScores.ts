/** @file The scores of any rows of one set of answers, repeats included, fast enough to be asked for a thousand resamples. */
import { topClass } from './probabilities.ts';
import type { ScoredAnswers, ScoreName } from './scores.ts';

/** Bins of the calibration error: those of Guo et al. (2017). */
export const BINS = 15;

/** What is looked up per row and counted per resample; its memory is used again by each. */
export class ResampledScores {
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
    if (this.#groupCount > 0) {
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
