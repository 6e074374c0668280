/**
 * @file What a logistic regression says of each row when it was not trained on it: folds take turns. C is the one whose
 * probabilities lose least on the first fold; the loss and not accuracy decides, since it is the probabilities that are
 * wanted: one that is too sure of wrong labels pays for it.
 */
import { InputError } from '@regatta/metrics';
import { takeRows, type Matrix } from '@regatta/tensor';
import { expectLabelsOf } from './checkTask.ts';
import { holdBreath, type Breathe, type ProbeEngine } from './engine.ts';
import { predictLogistic, prepareRows, type PreparedRows } from './logisticPrediction.ts';
import { LogisticRegression, type LogisticOptions } from './logisticRegression.ts';
import type { FeatureScaling } from './rowTransform.ts';

export interface CrossPredictTask {
  /** Shape [n, d]. */
  readonly X: Matrix;
  /** Class per row. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Fold per row, from 0. */
  readonly folds: ArrayLike<number>;
  readonly scaling: FeatureScaling;
  /** Values of C to choose from. */
  readonly grid: readonly number[];
}

export interface CrossPrediction {
  /** Shape [n, classes]; 0 for classes that the other folds lack. */
  readonly probabilities: Float64Array;
  /** Rows whose own class the other folds lack, ascending: nothing is known of them. */
  readonly unseen: readonly number[];
  readonly c: number;
  /** Mean over the rows that are not unseen. @unit nats */
  readonly logLoss: number;
  /** Rows whose likeliest class is their label. */
  readonly right: number;
}

/** Of a probability that float32 rounds to 0. */
const PROBABILITY_MIN = 1e-12;

/** @throws {InputError} fewer than two folds, one class only in the other folds of one, features that are not finite */
export async function crossPredict(
  task: CrossPredictTask,
  { engine, breathe = holdBreath, ...options }: LogisticOptions & { engine: ProbeEngine; breathe?: Breathe },
): Promise<CrossPrediction> {
  const { X, labels, classes, folds, grid } = task;
  expectLabelsOf('rows', labels, X, classes);
  const known = [...new Set(Array.from(folds))].sort((a, b) => a - b);
  if (folds.length !== X.rows || known.length < 2) {
    throw new InputError(
      'length-mismatch',
      `Expected a fold for each of ${X.rows} rows, of at least two folds, got ${folds.length} of ${known.length}.`,
    );
  }
  if (grid.length === 0) throw new InputError('empty', 'Expected at least one value of C, got none.');
  const all = new Float64Array(X.rows * classes);
  const unseen: number[] = [];
  let chosen: number | null = null;
  for (const fold of known) {
    const [held, others] = [rowsWhere(folds, (of) => of === fold), rowsWhere(folds, (of) => of !== fold)];
    const own = { labels: held.map((row) => labels[row]!), classes };
    const trained = others.map((row) => labels[row]!);
    const seen = new Set(trained);
    unseen.push(...held.filter((row) => !seen.has(labels[row]!)));
    const train = { train: takeRows(X, others), labels: trained, classes, scaling: task.scaling };
    const regression = await LogisticRegression.of(train, engine, breathe);
    const queries = takeRows(X, held);
    let rows: PreparedRows | null = null;
    let best: { c: number; probabilities: Float64Array; logLoss: number } | null = null;
    for await (const fit of regression.path(chosen === null ? grid : [chosen], options)) {
      rows ??= prepareRows(fit.transform, queries);
      const { probabilities } = await predictLogistic(fit, rows, { engine, breathe });
      const { logLoss } = scoreOf(probabilities, { ...own, isKnown: (label) => seen.has(label) });
      if (best === null || logLoss < best.logLoss) best = { c: fit.c, probabilities, logLoss };
    }
    chosen ??= best!.c;
    for (const [i, row] of held.entries())
      all.set(best!.probabilities.subarray(i * classes, (i + 1) * classes), row * classes);
  }
  const lost = new Set(unseen);
  const { logLoss, right } = scoreOf(all, { labels, classes, isKnown: (_, row) => !lost.has(row) });
  return { probabilities: all, unseen: unseen.sort((a, b) => a - b), c: chosen!, logLoss, right };
}

function rowsWhere(folds: ArrayLike<number>, isWanted: (fold: number) => boolean): Int32Array {
  return Int32Array.from(Array.from(folds, (_, row) => row).filter((row) => isWanted(folds[row]!)));
}

function scoreOf(
  probabilities: Float64Array,
  of: { labels: ArrayLike<number>; classes: number; isKnown: (label: number, row: number) => boolean },
): { logLoss: number; right: number } {
  const { labels, classes, isKnown } = of;
  let [loss, right, count] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!isKnown(label, row)) continue;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    loss -= Math.log(Math.max(own[label]!, PROBABILITY_MIN));
    if (own.every((value, c) => c === label || value < own[label]!)) right++;
    count++;
  }
  return { logLoss: count === 0 ? 0 : loss / count, right };
}
