/** @file Scores per class and row, and what makes them probabilities. */
import { InputError } from './errors.ts';
import { expectFinite, expectLabels, expectSameLength, expectSome } from './check.ts';

export interface Probabilities {
  /** Row-major, shape [rows, classes]. */
  readonly data: ArrayLike<number>;
  readonly classes: number;
}

/** So far a row's sum may be from 1: float32 rounding over a thousand classes stays below it. */
const SUM_TOLERANCE = 1e-3;

/** Truth and one distribution per row. @throws {InputError} naming the row */
export function expectProbabilities(truth: ArrayLike<number>, { data, classes }: Probabilities): void {
  expectSome('labels', truth);
  expectSameLength('truth and probabilities', truth, { length: data.length / classes });
  expectLabels('truth', truth, classes);
  expectFinite('probabilities', data);
  for (let i = 0; i < truth.length; i++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = data[i * classes + c]!;
      if (p < 0) throw new InputError('parameter-out-of-range', `Expected probabilities from 0, got ${p} in row ${i}.`);
      sum += p;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE)
      throw new InputError('parameter-out-of-range', `Expected probabilities that sum to 1, got ${sum} in row ${i}.`);
  }
}

/** The class with the highest score of row i; of equals the lower. */
export function topClass({ data, classes }: Probabilities, i: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (data[i * classes + c]! > data[i * classes + best]!) best = c;
  return best;
}
