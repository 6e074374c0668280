/**
 * @file Ridge regression as a classifier: least squares on +1 for the class of a row and -1 for the others, with the
 * penalty α|W|² and a free intercept; the highest score is the answer. Equals scikit-learn's `RidgeClassifier`.
 *
 * Closed form, W = (ZᵀZ + αI)⁻¹ ZᵀT over centred rows Z: ZᵀZ and ZᵀT are made once and serve every α. Scores are no
 * probabilities.
 */
import { InputError } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';
import { classesPresent, expectFeatures, expectLabelsOf, expectWidth } from '../checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from '../engine.ts';
import { matrix64, multiply64, transpose64, type Matrix64 } from '../float64.ts';
import { coordinatesOf, type RowSpace } from '../rowSpace.ts';
import { fitRowTransform, transformRows, type FeatureScaling, type RowTransform } from '../rowTransform.ts';
import { spdInverse } from '../spdInverse.ts';

export interface RidgeTask {
  /** Shape [n, d]. */
  readonly train: Matrix;
  /** Class per training row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Fitted on the training rows alone. */
  readonly scaling: FeatureScaling;
}

export interface RidgeFit {
  readonly alpha: number;
  /** The classes that have training rows, ascending: columns of `weights`. */
  readonly fitted: Int32Array;
  readonly transform: RowTransform;
  /** Over transformed rows, shape [d, fitted]. */
  readonly weights: Matrix64;
  readonly intercept: Float64Array;
}

interface RidgeParts {
  readonly engine: ProbeEngine;
  readonly breathe: Breathe;
  readonly transform: RowTransform;
  readonly space: RowSpace;
  readonly gram: Matrix64;
  /** ZᵀT, shape [r, fitted]. */
  readonly moments: Matrix64;
  readonly fitted: Int32Array;
  readonly intercept: Float64Array;
}

/** One training set, for any number of α. */
export class Ridge {
  readonly #parts: RidgeParts;

  private constructor(parts: RidgeParts) {
    this.#parts = parts;
  }

  /** @throws {InputError} features that are not finite, labels out of range, one class only, a row without direction */
  static async of(
    { train, labels, classes, scaling }: RidgeTask,
    engine: ProbeEngine,
    breathe: Breathe = holdBreath,
  ): Promise<Ridge> {
    expectFeatures('training rows', train);
    expectLabelsOf('training rows', labels, train, classes);
    const fitted = classesPresent(labels);
    // The shift of the transform is the training mean, so Z is centred.
    const transform = fitRowTransform(train, scaling);
    const space = await coordinatesOf(engine, transformRows(transform, train));
    await breathe();
    const [n, k] = [train.rows, fitted.length];
    const intercept = new Float64Array(k).fill(-1);
    fitted.forEach((label, c) => {
      for (let i = 0; i < n; i++) if (labels[i] === label) intercept[c]! += 2 / n;
    });
    const targets = new Float64Array(n * k);
    for (let i = 0; i < n; i++)
      for (let c = 0; c < k; c++) targets[i * k + c] = (labels[i] === fitted[c] ? 1 : -1) - intercept[c]!;
    const transposed = transpose64(space.rows);
    const gram = await multiply64(engine, transposed, space.rows);
    await breathe();
    const moments = await multiply64(engine, transposed, matrix64(targets, n, k));
    return new Ridge({ engine, breathe, transform, space, gram, moments, fitted, intercept });
  }

  /** @throws {InputError} α is not positive and finite, or too small for the rows to be solved */
  async fit(alpha: number): Promise<RidgeFit> {
    if (!(alpha > 0 && Number.isFinite(alpha)))
      throw new InputError('parameter-out-of-range', `Expected alpha to be positive and finite, got ${alpha}.`);
    const { engine, breathe, transform, space, gram, moments, fitted, intercept } = this.#parts;
    const penalised = matrix64(gram.data.slice(), gram.rows, gram.columns);
    for (let j = 0; j < gram.rows; j++) penalised.data[j * gram.rows + j]! += alpha;
    const inverse = await spdInverse(engine, penalised);
    await breathe();
    if (inverse === null)
      throw new InputError(
        'parameter-out-of-range',
        `Expected an alpha that leaves the features solvable, got ${alpha}: some are copies of others to the last digit.`,
      );
    const weights = await space.toColumns(await multiply64(engine, inverse, moments));
    return { alpha, fitted, transform, weights, intercept };
  }
}

/** Class per row; of equal scores the lower. @throws {InputError} rows that are not finite, or of another width */
export async function predictRidge(
  { fitted, transform, weights, intercept }: RidgeFit,
  X: Matrix,
  engine: ProbeEngine,
): Promise<Int32Array> {
  expectFeatures('rows', X);
  expectWidth('rows', X, transform.columns);
  const { data: scores } = await multiply64(engine, transformRows(transform, X), weights);
  const k = fitted.length;
  return Int32Array.from({ length: X.rows }, (_, i) => {
    let top = 0;
    for (let c = 1; c < k; c++)
      if (scores[i * k + c]! + intercept[c]! > scores[i * k + top]! + intercept[top]!) top = c;
    return fitted[top]!;
  });
}
