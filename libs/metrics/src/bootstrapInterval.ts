/**
 * @file From the spread of a score over resamples to its interval. Percentiles of the resamples themselves would be the
 * usual way; with few clusters, rare classes or a biased score they hold the truth far less often than they promise
 * (`test/bench/coverage.ts`), and widening each for its own reason does better:
 *
 * - resamples of G clusters vary too little by (G - 1) / G, and G of them know their spread no better than t with G - 1
 *   degrees of freedom; so do those of n rows in K classes by (n - K) / n;
 * - scores from 0 to 1 are skewed near their ends: Wilson's interval at the size that has this spread (`shareInterval`);
 * - a class of n_c rows of which all are right never varies: one more row of the average class, as for macro accuracy;
 * - the calibration error is biased upwards and the worst of several groups downwards, the resamples once more: the
 *   interval reaches twice the difference between their mean and the value further towards where the truth lies.
 */
import { strataOf } from './bootstrap.ts';
import { LEVEL, positiveInterval, shareInterval, type Interval, type Spread } from './interval.ts';
import { studentQuantile } from './distributions.ts';
import type { ScoreName } from './scores.ts';

/** Makes the intervals of all scores of one set of rows. */
export class BootstrapIntervals {
  /** Rows of each class that has any. */
  readonly #sizes: readonly number[];
  readonly #isClustered: boolean;
  /** What is drawn, and how many kinds of it stand for each other. */
  readonly #units: number;
  readonly #strata: number;

  /** @param clusters how many were drawn whole; null where rows were drawn among those of their class */
  constructor(truth: Int32Array, clusters: number | null) {
    const sizes = new Map<number, number>();
    for (const c of truth) sizes.set(c, (sizes.get(c) ?? 0) + 1);
    this.#sizes = [...sizes.values()];
    this.#isClustered = clusters !== null;
    this.#units = clusters ?? truth.length;
    this.#strata = clusters === null ? strataOf(truth).length : 1;
  }

  /** @param drawn the score of each resample for which it is defined */
  of(name: ScoreName, value: number, drawn: readonly number[]): Interval {
    const mean = drawn.reduce((sum, own) => sum + own, 0) / drawn.length;
    const variance = drawn.reduce((sum, own) => sum + (own - mean) ** 2, 0) / Math.max(1, drawn.length - 1);
    const freedom = Math.max(1, this.#units - this.#strata);
    const spread = { variance: (variance * this.#units) / freedom, freedom };
    switch (name) {
      case 'log-loss':
        return positiveInterval(value, spread);
      case 'calibration-error': {
        const half = studentQuantile((1 + LEVEL) / 2, freedom) * Math.sqrt(spread.variance);
        return { low: Math.max(0, value - 2 * Math.max(0, mean - value) - half), high: Math.min(1, value + half) };
      }
      case 'worst-group-accuracy': {
        const known = { ...spread, sizeAtEdge: this.#units };
        const debiased = Math.min(1, value + 2 * Math.max(0, value - mean));
        const { low, high } = shareInterval(value, known);
        return { low, high: Math.max(high, debiased < 1 ? shareInterval(debiased, known).high : 1) };
      }
      case 'roc-auc':
        return shareInterval(value, this.#ofPairs(value, spread));
      case 'accuracy':
      case 'macro-accuracy':
      case 'macro-f1':
        return shareInterval(
          value,
          this.#isClustered ? { ...spread, sizeAtEdge: this.#units } : this.#ofClasses(value, variance),
        );
    }
  }

  /** A mean over classes: n' as in `macroAccuracyInterval`, whose term of one more row takes the place of n / (n - K). */
  #ofClasses(value: number, variance: number): Spread & { sizeAtEdge: number } {
    const scale = this.#sizes.length ** -2;
    const more = scale * this.#sizes.reduce((sum, n) => sum + n ** -2, 0);
    return {
      variance: variance === 0 ? 0 : variance + value * (1 - value) * more,
      freedom: Math.max(1, this.#units - this.#strata),
      sizeAtEdge: 1 / (more + scale * this.#sizes.reduce((sum, n) => sum + 1 / n, 0)),
    };
  }

  /** A share of pairs of both classes is known no better than the smaller one is. */
  #ofPairs(value: number, { variance, freedom }: Spread): Spread & { sizeAtEdge: number } {
    const more = this.#sizes.reduce((sum, n) => sum + n ** -2, 0);
    return {
      variance: variance === 0 ? 0 : variance + value * (1 - value) * more,
      freedom: Math.max(1, Math.min(freedom, ...this.#sizes.map((n) => n - 1))),
      sizeAtEdge: 1 / this.#sizes.reduce((sum, n) => sum + 1 / n, 0),
    };
  }
}
