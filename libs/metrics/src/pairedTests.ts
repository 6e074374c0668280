/**
 * @file Many models on the same test images, each against each: differences with intervals, p-values, Holm's correction,
 * and the ranks that follow. How the resamples were drawn (by image, class or cluster) is the caller's business.
 */
import { expectFinite, expectParameter } from './check.ts';
import { normalCdf } from './distributions.ts';
import { LEVEL, type Interval } from './interval.ts';
import { percentileInterval } from './bootstrap.ts';
import { holm, mcNemar } from './tests.ts';

/** Differences of resampled scores below it are rounding of float32 sums, and count as none. */
const TIE = 1e-6;
const ALPHA = 0.05;

export interface ScoredModels {
  /** Score of each model on the test images; higher is better. */
  readonly values: ArrayLike<number>;
  /** Scores in each resample, the same images for all models: row-major, shape [resamples, models]. */
  readonly resampled: ArrayLike<number>;
  /**
   * Images that only the first, and only the second of two models gets right, where that is all there is to know: single
   * images that stand for themselves, each answered once. Then McNemar's exact test decides and not the bootstrap.
   */
  readonly disagreements?: (a: number, b: number) => { readonly onlyA: number; readonly onlyB: number };
}

export interface PairedTest {
  /** Positions in `values`, a < b. */
  readonly a: number;
  readonly b: number;
  /** values[a] - values[b] */
  readonly difference: number;
  /** Percentile interval of the resampled differences. */
  readonly interval: Interval;
  readonly test: 'mcnemar' | 'bootstrap';
  readonly p: number;
  /** After Holm's correction over all pairs. */
  readonly pAdjusted: number;
}

/**
 * Every pair of models, tested.
 *
 * The p-value of the bootstrap is 2 (1 - Φ(|difference| / sd of the resampled differences)): shares of resamples end at
 * 1 / resamples, and no correction over thousands of pairs could leave anything of them.
 * @throws {InputError} scores that are not finite, or not as many per resample as models
 */
export function pairedTests({ values, resampled, disagreements }: ScoredModels, level = LEVEL): PairedTest[] {
  expectFinite('scores', values);
  expectFinite('resampled scores', resampled);
  const models = values.length;
  const resamples = resampled.length / models;
  expectParameter(Number.isInteger(resamples) && resamples >= 2, 'resamples', 'a whole number from 2', resamples);
  const tests: Omit<PairedTest, 'pAdjusted'>[] = [];
  const differences = new Float64Array(resamples);
  for (let a = 0; a < models; a++) {
    for (let b = a + 1; b < models; b++) {
      for (let i = 0; i < resamples; i++) {
        const difference = resampled[i * models + a]! - resampled[i * models + b]!;
        differences[i] = Math.abs(difference) < TIE ? 0 : difference;
      }
      const difference = values[a]! - values[b]!;
      const interval = percentileInterval(differences, level);
      if (disagreements === undefined) {
        tests.push({ a, b, difference, interval, test: 'bootstrap', p: normalP(difference, differences) });
      } else {
        const { onlyA, onlyB } = disagreements(a, b);
        tests.push({ a, b, difference, interval, test: 'mcnemar', p: mcNemar(onlyA, onlyB).exactP });
      }
    }
  }
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map((test, i) => ({ ...test, pAdjusted: adjusted[i]! }));
}

/** Rank of each model: 1 + the number of models that are better by a test that the correction leaves significant. */
export function ranksOf(models: number, tests: readonly PairedTest[]): Int32Array {
  const ranks = new Int32Array(models).fill(1);
  for (const { a, b, difference, pAdjusted } of tests) {
    if (pAdjusted >= ALPHA || difference === 0) continue;
    ranks[difference > 0 ? b : a]!++;
  }
  return ranks;
}

function normalP(difference: number, resampled: Float64Array): number {
  if (Math.abs(difference) < TIE) return 1;
  const mean = resampled.reduce((sum, value) => sum + value, 0) / resampled.length;
  const squares = resampled.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (resampled.length - 1));
  // Without spread (every image tells the same) the resamples cannot show less than their own number.
  if (deviation === 0) return Math.min(1, 2 / (resampled.length + 1));
  return Math.min(1, 2 * normalCdf(-Math.abs(difference) / deviation));
}
