/** @file How unevenly images are spread over classes. */

export interface Imbalance {
  /** Images of the largest class over those of the smallest that has any. */
  readonly ratio: number;
  /** Shannon's, of the share of each class. @unit bits */
  readonly entropy: number;
  /** Entropy over its largest value, log2 of the number of classes: 1 when all classes are equally large. */
  readonly evenness: number;
  /** Classes of one size that would have this entropy, 2^entropy (Hill number of order 1). */
  readonly effectiveClasses: number;
  /** Accuracy of always answering the largest class. */
  readonly majorityShare: number;
}

/** @param counts images per class, not all 0 */
export function imbalanceOf(counts: readonly number[]): Imbalance {
  const present = counts.filter((count) => count > 0);
  const total = present.reduce((sum, count) => sum + count, 0);
  const [least, most] = [Math.min(...present), Math.max(...present)];
  const entropy = -present.reduce((sum, count) => sum + (count / total) * Math.log2(count / total), 0) + 0;
  return {
    ratio: most / least,
    entropy,
    evenness: counts.length === 1 ? 1 : entropy / Math.log2(counts.length),
    effectiveClasses: 2 ** entropy,
    majorityShare: most / total,
  };
}
