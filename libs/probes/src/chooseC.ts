/**
 * @file C chosen by accuracy on validation rows, along a path of fits on the training rows. Validation rows are never
 * trained on. The smallest C among equals: the strongest penalty that does as well.
 */
import { InputError, countRight } from '@regatta/metrics';
import type { Matrix } from '@regatta/tensor';
import { expectLabelsOf } from './checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import { predictLogistic, prepareRows, type PreparedRows } from './logisticPrediction.ts';
import type { LogisticFit, LogisticOptions, LogisticRegression } from './logisticRegression.ts';

export interface Validation {
  /** Shape [m, d]. */
  readonly X: Matrix;
  /** Class per row. */
  readonly labels: ArrayLike<number>;
}

export interface TriedC {
  readonly c: number;
  /** Validation rows that the fit gets right. */
  readonly right: number;
  readonly iterations: number;
  readonly isConverged: boolean;
}

export interface ChosenC {
  readonly fit: LogisticFit;
  /** Of `rows` validation rows. */
  readonly right: number;
  readonly rows: number;
  /** Every C of the grid, ascending. */
  readonly tried: readonly TriedC[];
  /** The choice lies at this end of the grid: a C beyond it might do better. Null inside, and for a grid of one. */
  readonly edge: 'smallest' | 'largest' | null;
}

/** @throws {InputError} no validation row, labels out of range, no C, or one that is not positive */
export async function chooseC(
  regression: LogisticRegression,
  { X, labels }: Validation,
  grid: readonly number[],
  { engine, breathe = holdBreath, ...options }: LogisticOptions & { engine: ProbeEngine; breathe?: Breathe },
): Promise<ChosenC> {
  if (X.rows === 0) throw new InputError('empty', 'Expected at least one validation row to choose C by, got none.');
  let rows: PreparedRows | null = null;
  let best: { fit: LogisticFit; right: number } | null = null;
  const tried: TriedC[] = [];
  for await (const fit of regression.path(grid, options)) {
    expectLabelsOf('validation rows', labels, X, fit.classes);
    rows ??= prepareRows(fit.transform, X);
    const right = countRight(labels, (await predictLogistic(fit, rows, { engine, breathe })).prediction);
    tried.push({ c: fit.c, right, iterations: fit.iterations, isConverged: fit.isConverged });
    if (best === null || right > best.right) best = { fit, right };
  }
  const { fit, right } = best!;
  return { fit, right, rows: X.rows, tried, edge: edgeOf(tried, fit.c) };
}

/** Whether a choice lies at an end of what was tried, which is ascending. */
export function edgeOf(tried: readonly TriedC[], c: number): ChosenC['edge'] {
  if (tried.length === 1) return null;
  if (tried[0]!.c === c) return 'smallest';
  return tried.at(-1)!.c === c ? 'largest' : null;
}
