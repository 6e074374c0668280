/** @file The confusion matrix and the averages over classes that follow from it. */
import { expectLabels, expectSameLength, expectSome } from './check.ts';

export interface ConfusionMatrix {
  readonly classes: number;
  /** Rows are the truth, columns the prediction; row-major, shape [classes, classes]. */
  readonly counts: Float64Array;
}

/** @throws {InputError} no rows, lengths differ, or a label not below `classes` */
export function confusionMatrix(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  expectSameLength('truth and predictions', truth, prediction);
  expectSome('labels', truth);
  expectLabels('truth', truth, classes);
  expectLabels('predictions', prediction, classes);
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < truth.length; i++) counts[truth[i]! * classes + prediction[i]!]!++;
  return { classes, counts };
}

export interface ClassCounts {
  /** Rows of this class in the truth. */
  readonly n: number;
  readonly right: number;
  readonly predicted: number;
  /** right / n; null (undefined) for a class that is not in the truth. */
  readonly recall: number | null;
  /** right / predicted; null (undefined) for a class that is never predicted. */
  readonly precision: number | null;
  /** 2 right / (n + predicted), which is 0 for a class that is never predicted; null when it is nowhere. */
  readonly f1: number | null;
}

/** What the matrix says of each class. */
export function perClass({ classes, counts }: ConfusionMatrix): ClassCounts[] {
  return Array.from({ length: classes }, (_, c) => {
    let n = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      n += counts[c * classes + other]!;
      predicted += counts[other * classes + c]!;
    }
    const right = counts[c * classes + c]!;
    return {
      n,
      right,
      predicted,
      recall: n === 0 ? null : right / n,
      precision: predicted === 0 ? null : right / predicted,
      f1: n + predicted === 0 ? null : (2 * right) / (n + predicted),
    };
  });
}

/**
 * Mean recall over the classes in the truth: balanced accuracy, mean accuracy per class.
 * Equals scikit-learn's `balanced_accuracy_score`.
 */
export function macroAccuracy(matrix: ConfusionMatrix): number {
  return mean(present(matrix).map(({ right, n }) => right / n));
}

/**
 * Mean F1 over the classes in the truth. This differs from scikit-learn's default, which also averages classes that are
 * only predicted: one stray prediction of an absent class must not cost a whole class.
 */
export function macroF1(matrix: ConfusionMatrix): number {
  return mean(present(matrix).map(({ f1 }) => f1!));
}

/** Mean F1 weighted by the rows of each class. Equals scikit-learn's `average='weighted'`. */
export function weightedF1(matrix: ConfusionMatrix): number {
  const classes = present(matrix);
  const rows = classes.reduce((sum, { n }) => sum + n, 0);
  return classes.reduce((sum, { n, f1 }) => sum + n * f1!, 0) / rows;
}

const present = (matrix: ConfusionMatrix) => perClass(matrix).filter(({ n }) => n > 0);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
