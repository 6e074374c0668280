/** @file Learning rates over a training. */

export interface CosineSchedule {
  /** The highest rate. */
  readonly peak: number;
  /** Steps in which it rises to the peak, evenly. */
  readonly warmup: number;
  /** Steps of the whole training; after the last one the rate would be 0. */
  readonly steps: number;
}

/**
 * The rate of step t = 0, 1, ...: peak·(t+1)/warmup, then peak/2·(1 + cos π(t - warmup)/(steps - warmup)).
 * Source: Loshchilov and Hutter (2017), "SGDR", one period.
 */
export function cosineLearningRate({ peak, warmup, steps }: CosineSchedule, t: number): number {
  if (t < warmup) return (peak * (t + 1)) / warmup;
  return (peak / 2) * (1 + Math.cos((Math.PI * (t - warmup)) / (steps - warmup)));
}
