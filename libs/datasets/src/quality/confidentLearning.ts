/**
 * @file Labels that are probably wrong, by confident learning (Northcutt, Jiang & Chuang, 2021).
 *
 * From probabilities that a model gives to images it was not trained on: a class's threshold is the mean probability that
 * images of that label get for it (their self-confidence). An image is counted as of class j when its probability for j
 * reaches the threshold of j; of several such classes the likeliest. Images counted as of another class than their label
 * are suspects: the off-diagonal of the confident joint. They are ranked by normalised margin, p(label) - max p(other).
 */
import assert from 'node:assert/strict';

export interface ConfidentLearningTask {
  /** Shape [n, classes], rows sum to 1: out of sample. */
  readonly probabilities: Float64Array;
  /** Class per row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

export interface LabelSuspect {
  readonly row: number;
  readonly label: number;
  /** The class that it is counted as. */
  readonly suggested: number;
  /** Probability of the label less that of the likeliest other class, from -1 to 1: the lower, the likelier wrong. */
  readonly margin: number;
  readonly labelProbability: number;
  readonly suggestedProbability: number;
}

export interface ConfidentLearning {
  /** Ascending margin, of equals the lower row. */
  readonly suspects: readonly LabelSuspect[];
  /** Mean self-confidence per class; NaN for a class without rows. */
  readonly thresholds: Float64Array;
  /** Rows labelled i and counted as j; shape [classes, classes]. Rows that reach no threshold are in none. */
  readonly joint: Int32Array;
  /** Share of labels that are wrong, from the joint calibrated to the number of rows per label. */
  readonly noise: number;
}

/** Suspects of one labelled set. */
export function confidentLearning({ probabilities, labels, classes }: ConfidentLearningTask): ConfidentLearning {
  assert.equal(probabilities.length, labels.length * classes);
  const { thresholds, counts } = selfConfidence({ probabilities, labels, classes });
  const joint = new Int32Array(classes * classes);
  const suspects: LabelSuspect[] = [];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const counted = countedAs(own, thresholds);
    if (counted < 0) continue;
    joint[label * classes + counted]!++;
    if (counted === label) continue;
    const [labelProbability, suggestedProbability] = [own[label]!, own[counted]!];
    const margin = labelProbability - likeliestOther(own, label);
    suspects.push({ row, label, suggested: counted, margin, labelProbability, suggestedProbability });
  }
  suspects.sort((a, b) => a.margin - b.margin || a.row - b.row);
  return { suspects, thresholds, joint, noise: noiseOf(joint, counts) };
}

function selfConfidence({ probabilities, labels, classes }: ConfidentLearningTask): {
  thresholds: Float64Array;
  counts: Float64Array;
} {
  const [thresholds, counts] = [new Float64Array(classes), new Float64Array(classes)];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    thresholds[label]! += probabilities[row * classes + label]!;
    counts[label]!++;
  }
  // 0 / 0 is NaN, which no probability reaches.
  return { thresholds: thresholds.map((sum, label) => sum / counts[label]!), counts };
}

/** The likeliest class among those whose threshold is reached; -1 when none is. */
function countedAs(own: Float64Array, thresholds: Float64Array): number {
  let best = -1;
  for (let c = 0; c < own.length; c++) {
    if (own[c]! >= thresholds[c]! && (best < 0 || own[c]! > own[best]!)) best = c;
  }
  return best;
}

function likeliestOther(own: Float64Array, label: number): number {
  let most = 0;
  for (let c = 0; c < own.length; c++) if (c !== label && own[c]! > most) most = own[c]!;
  return most;
}

/** Each row of the joint is scaled to the number of images with that label (eq. 3 of the paper). */
function noiseOf(joint: Int32Array, counts: Float64Array): number {
  const classes = counts.length;
  let [wrong, total] = [0, 0];
  for (let label = 0; label < classes; label++) {
    const row = joint.subarray(label * classes, (label + 1) * classes);
    const counted = row.reduce((sum, count) => sum + count, 0);
    if (counted > 0) wrong += ((counted - row[label]!) / counted) * counts[label]!;
    total += counts[label]!;
  }
  return total === 0 ? 0 : wrong / total;
}
