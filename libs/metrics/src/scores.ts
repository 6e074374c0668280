/** @file The scores that a set of answers can have, by name. */
import type { Probabilities } from './probabilities.ts';

export const SCORES = [
  'accuracy',
  'macro-accuracy',
  'macro-f1',
  'worst-group-accuracy',
  'roc-auc',
  'log-loss',
  'calibration-error',
] as const;
export type ScoreName = (typeof SCORES)[number];

/** Of these, less is better. */
export const LOWER_IS_BETTER: readonly ScoreName[] = ['log-loss', 'calibration-error'];

export interface ScoredAnswers {
  /** Class per row. */
  readonly truth: Int32Array;
  readonly prediction: Int32Array;
  readonly classes: number;
  /** Shape [rows, classes]; null where a method has none. */
  readonly probabilities: Probabilities | null;
  /** Number of a region, a camera, a domain per row, of which the worst is asked for; null where there are none. */
  readonly groups: Int32Array | null;
}
