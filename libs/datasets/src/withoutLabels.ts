/** @file What is left of a split for a method that uses no labels. */
import type { Split } from './split.ts';

/**
 * The test images of a split, and nobody to train or validate on: what a budget of 0 gives. Where budgets share one test set
 * it is that one; where what is not drawn is tested (`study`), it is what the largest budget leaves.
 */
export function withoutLabels({ subsets, test }: Split): Split {
  const none = new Int32Array(0);
  // Notes of a split tell what training lacks.
  return { train: none, val: none, subsets, test, gotMin: 0, gotMax: 0, notes: [] };
}
