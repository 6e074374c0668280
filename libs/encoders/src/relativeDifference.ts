/** @file How far features are from those that they should be, whatever their size. */

/** The largest difference of two rows, of the largest number in the first; NaN where one of them has one. */
export function relativeDifference(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(expected[i]! - found[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return worst === 0 ? 0 : worst / scale;
}
