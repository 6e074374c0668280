/**
 * @file C chosen by k-fold cross-validation, for budgets whose validation set is too small to choose by: every label is
 * looked at once, by a fit that has not seen it.
 */
import { InputError } from '@regatta/metrics';
import { takeRows, type Matrix, type Random } from '@regatta/tensor';
import { chooseC, edgeOf, type TriedC } from './chooseC.ts';
import type { Breathe, ProbeEngine } from './engine.ts';
import { LogisticRegression, type LogisticOptions } from './logisticRegression.ts';
import type { FeatureScaling } from './rowTransform.ts';

export interface CrossValidated {
  /** The smallest C among those with the most right answers. */
  readonly c: number;
  /** Of `rows` labels, each answered by the fit of the other folds. */
  readonly right: number;
  readonly rows: number;
  readonly folds: number;
  readonly tried: readonly TriedC[];
  readonly edge: 'smallest' | 'largest' | null;
}

/**
 * Fold per row, so that each fold has its share of every class.
 * @param units a number per row; rows of one unit (a burst of photos) stay together. A unit goes with the class of its
 *   first row.
 */
export function stratifiedFolds(
  labels: ArrayLike<number>,
  units: ArrayLike<number>,
  { folds, random }: { folds: number; random: Random },
): Int32Array {
  const unitsOfClass = new Map<number, number[]>();
  const seen = new Set<number>();
  for (let row = 0; row < labels.length; row++) {
    const unit = units[row]!;
    if (seen.has(unit)) continue;
    seen.add(unit);
    const own = unitsOfClass.get(labels[row]!);
    if (own) own.push(unit);
    else unitsOfClass.set(labels[row]!, [unit]);
  }
  const foldOf = new Map<number, number>();
  // Each class begins where the one before it ended, so that folds are of like size also with many small classes.
  let next = 0;
  for (const label of [...unitsOfClass.keys()].sort((a, b) => a - b)) {
    const own = unitsOfClass.get(label)!;
    for (const i of random.permutation(own.length)) foldOf.set(own[i]!, next++ % folds);
  }
  return Int32Array.from({ length: labels.length }, (_, row) => foldOf.get(units[row]!)!);
}

export interface CrossValidationTask {
  /** Shape [n, d]. */
  readonly X: Matrix;
  /** Class per row. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Fitted in each fold on its training rows alone. */
  readonly scaling: FeatureScaling;
  /** From 0, without a gap. */
  readonly foldOf: Int32Array;
}

/** @throws {InputError} fewer than two folds, a fold whose other rows are of one class, no C, features that are not finite */
export async function crossValidateC(
  { X, labels, classes, scaling, foldOf }: CrossValidationTask,
  grid: readonly number[],
  { engine, breathe, ...options }: LogisticOptions & { engine: ProbeEngine; breathe: Breathe },
): Promise<CrossValidated> {
  const folds = foldOf.reduce((most, fold) => Math.max(most, fold + 1), 0);
  if (folds < 2) throw new InputError('parameter-out-of-range', `Expected at least 2 folds, got ${folds}.`);
  const total = new Map<number, TriedC>();
  for (let fold = 0; fold < folds; fold++) {
    const rows = Int32Array.from(foldOf.keys());
    const [inside, outside] = [rows.filter((row) => foldOf[row] === fold), rows.filter((row) => foldOf[row] !== fold)];
    const own = (of: Int32Array) => ({ X: takeRows(X, of), labels: of.map((row) => labels[row]!) });
    const train = own(outside);
    const task = { train: train.X, labels: train.labels, classes, scaling };
    const regression = await LogisticRegression.of(task, engine, breathe);
    const { tried } = await chooseC(regression, own(inside), grid, { engine, breathe, ...options });
    for (const { c, right, iterations, isConverged } of tried) {
      const before = total.get(c) ?? { c, right: 0, iterations: 0, isConverged: true };
      total.set(c, {
        c,
        right: before.right + right,
        iterations: before.iterations + iterations,
        isConverged: before.isConverged && isConverged,
      });
    }
  }
  const tried = [...total.values()];
  const best = tried.reduce((top, one) => (one.right > top.right ? one : top));
  return { c: best.c, right: best.right, rows: X.rows, folds, tried, edge: edgeOf(tried, best.c) };
}
