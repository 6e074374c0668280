/** @file How far probabilities can be believed: log loss, Brier score, expected calibration error. */
import { expectParameter } from './check.ts';
import { expectProbabilities, topClass, type Probabilities } from './probabilities.ts';

/**
 * Mean of -log p(true class). @unit nats per row
 * Clipped below at 2^-52, as scikit-learn's `log_loss`, so that one certain mistake costs 36 and not infinity.
 * @throws {InputError}
 */
export function logLoss(truth: ArrayLike<number>, probabilities: Probabilities): number {
  expectProbabilities(truth, probabilities);
  const { data, classes } = probabilities;
  let sum = 0;
  for (let i = 0; i < truth.length; i++)
    sum -= Math.log(Math.min(1, Math.max(Number.EPSILON, data[i * classes + truth[i]!]!)));
  return sum / truth.length;
}

/** Mean over rows of Σ_c (p_c - [c is true])²: 0 to 2. @throws {InputError} */
export function brierScore(truth: ArrayLike<number>, probabilities: Probabilities): number {
  expectProbabilities(truth, probabilities);
  const { data, classes } = probabilities;
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    for (let c = 0; c < classes; c++) sum += (data[i * classes + c]! - Number(c === truth[i])) ** 2;
  }
  return sum / truth.length;
}

/**
 * Expected calibration error: Σ over bins of |right answers - sum of confidences| / n, with equal bins
 * ((i-1)/bins, i/bins] of the top probability.
 * Source: Guo et al., On calibration of modern neural networks (2017), eq. 3, which has 15 bins.
 * @throws {InputError}
 */
export function calibrationError(truth: ArrayLike<number>, probabilities: Probabilities, bins = 15): number {
  expectParameter(Number.isInteger(bins) && bins >= 1, 'bins', 'a whole number from 1', bins);
  expectProbabilities(truth, probabilities);
  const { data, classes } = probabilities;
  const surplus = new Float64Array(bins);
  for (let i = 0; i < truth.length; i++) {
    const top = topClass(probabilities, i);
    const confidence = data[i * classes + top]!;
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    surplus[bin]! += Number(top === truth[i]) - confidence;
  }
  return surplus.reduce((sum, difference) => sum + Math.abs(difference), 0) / truth.length;
}
