/**
 * @file One draw: the pool of each class in random order. A budget of n takes the first n, so budgets are nested. Each
 * label's side (train or val) is decided once, in the order in which budgets grow, so that the sides are nested too:
 * what validates at 10 labels validates at 100.
 */
import { Random } from '@regatta/tensor';
import type { Sides } from './fixedTest.ts';
import type { Groups } from './groups.ts';

export interface DrawOrder {
  /** Per class. */
  readonly classes: readonly Int32Array[];
  /** Beside each label, 1 where it validates. */
  readonly isVal: readonly Uint8Array[];
}

const UNDECIDED = -1;
/** A fifth of the labels validates, at least one of two: labels 2, 7, 12, ... of a class without groups. */
const VAL_EVERY = 5;
const valLabels = (labels: number) => Math.floor((labels + 3) / VAL_EVERY);

export function drawOrder(
  groups: Groups,
  { pool }: Sides,
  source: { hash: string; seed: number; draw: number },
): DrawOrder {
  const random = new Random(`few-shot draw ${source.hash} ${source.seed} ${source.draw}`);
  const classes = pool.map((labels, label) => {
    const order = random.fork(`class ${label}`).permutation(labels.length);
    return Int32Array.from(order, (position) => labels[position]!);
  });
  const isVal = classes.map((labels) => new Uint8Array(labels.length));
  const sideOfGroup = new Int8Array(groups.count).fill(UNDECIDED);
  const counts = classes.map(() => ({ train: 0, val: 0 }));
  let unfinished = [...classes.keys()];
  // Round r gives every class its r-th label, as a growing budget does; later rounds cannot change earlier ones.
  for (let round = 0; unfinished.length > 0; round++) {
    unfinished = unfinished.filter((label) => round < classes[label]!.length);
    for (const label of unfinished) {
      const group = groups.of[classes[label]![round]!]!;
      const count = counts[label]!;
      const wanted = Number(count.train > 0 && count.val < valLabels(round + 1));
      const side = group < 0 || sideOfGroup[group] === UNDECIDED ? wanted : sideOfGroup[group]!;
      if (group >= 0) sideOfGroup[group] = side;
      isVal[label]![round] = side;
      if (side === 1) count.val++;
      else count.train++;
    }
  }
  return { classes, isVal };
}
