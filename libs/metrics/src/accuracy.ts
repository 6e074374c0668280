/** @file Shares of test images that are right: of all, among the k best guesses, of the worst group. */
import { expectFinite, expectLabels, expectParameter, expectSameLength, expectSome } from './check.ts';
import type { Probabilities } from './probabilities.ts';

/**
 * Share of rows where the prediction is the truth.
 * @throws {InputError} no rows, or lengths differ
 */
export function accuracy(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return countRight(truth, prediction) / truth.length;
}

/** Rows where the prediction is the truth, as a count. @throws {InputError} no rows, or lengths differ */
export function countRight(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  expectSameLength('truth and predictions', truth, prediction);
  expectSome('labels', truth);
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === prediction[i]) right++;
  return right;
}

/**
 * Share of rows whose true class is among the k classes with the highest scores; of equal scores the lower class goes
 * first.
 * @throws {InputError}
 */
export function topKAccuracy(truth: ArrayLike<number>, { data, classes }: Probabilities, k: number): number {
  expectParameter(Number.isInteger(k) && k >= 1, 'k', 'a whole number from 1', k);
  expectSome('labels', truth);
  expectSameLength('truth and scores', truth, { length: data.length / classes });
  expectLabels('truth', truth, classes);
  expectFinite('scores', data);
  let right = 0;
  for (let i = 0; i < truth.length; i++) {
    const own = data[i * classes + truth[i]!]!;
    let before = 0;
    for (let c = 0; c < classes; c++) {
      const score = data[i * classes + c]!;
      if (score > own || (score === own && c < truth[i]!)) before++;
    }
    if (before < k) right++;
  }
  return right / truth.length;
}

export interface GroupAccuracy {
  /** Per group: rows and share that is right, which is null (undefined) for a group without rows. */
  readonly groups: readonly { readonly n: number; readonly accuracy: number | null }[];
  /** The group with the lowest accuracy and at least one row, without the ignored; null when there is none. */
  readonly worst: { readonly group: number; readonly accuracy: number } | null;
}

/**
 * Accuracy per group (a region, a camera) and of the worst group, the lower of equals.
 * @param group group number per row
 * @param ignored groups that may not be the worst, for example "other"
 * @throws {InputError}
 */
export function groupAccuracy(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  group: ArrayLike<number>,
  { count, ignored = [] }: { count: number; ignored?: readonly number[] },
): GroupAccuracy {
  expectSameLength('truth and predictions', truth, prediction);
  expectSameLength('truth and groups', truth, group);
  expectLabels('groups', group, count);
  const rows = new Array<number>(count).fill(0);
  const right = new Array<number>(count).fill(0);
  for (let i = 0; i < truth.length; i++) {
    rows[group[i]!]!++;
    if (truth[i] === prediction[i]) right[group[i]!]!++;
  }
  const groups = rows.map((n, i) => ({ n, accuracy: n === 0 ? null : right[i]! / n }));
  let worst: GroupAccuracy['worst'] = null;
  for (const [i, { accuracy: share }] of groups.entries()) {
    if (share === null || ignored.includes(i)) continue;
    if (worst === null || share < worst.accuracy) worst = { group: i, accuracy: share };
  }
  return { groups, worst };
}
