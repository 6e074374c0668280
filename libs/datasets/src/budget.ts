/** @file How many labels of a class a budget takes, and how many of them validate. */

const VAL_EVERY = 5;

/** A fifth of a class's labels, at least one of two; at five labels more it is one more. */
export function validationShare(labels: number): number {
  return Math.floor((labels + 3) / VAL_EVERY);
}

/** Labels of a class, or how many of them are taken. */
export interface Sides {
  readonly train: number;
  readonly val: number;
}

/**
 * Takes a budget from a class that has so many on each side. Grows by one label with the budget, never back, so that
 * budgets are nested: a side that has run out lets the other give more.
 */
export function budgetOf(budget: number | 'all', has: Sides): Sides {
  const labels = budget === 'all' ? has.train + has.val : Math.min(budget, has.train + has.val);
  const val = Math.min(has.val, Math.max(validationShare(labels), labels - has.train));
  return { train: labels - val, val };
}
