/**
 * @file The few-shot protocol: a budget of labels per class, drawn by a seed, against one fixed test set. Draws differ in
 * the labels they take; budgets of one draw are nested; the test set is the same for all draws and budgets of a seed.
 */
import { budgetOf } from './budget.ts';
import type { Content } from './content.ts';
import { drawOrder, type ClassOrder } from './drawOrder.ts';
import { fixedTest, type FixedTest } from './fixedTest.ts';
import { memoize } from './memoize.ts';
import { partition } from './partition.ts';
import type { Protocol } from './split.ts';
import { mergeSides, refuseOneClass, shortfalls, takeLabels, unvalidated } from './takeLabels.ts';

export const fewShot: Protocol = (content) => {
  const { manifest } = content;
  const tests = memoize((seed: number) => fixedTest(content, seed));
  const orders = memoize((key: string) => {
    const [seed, draw] = key.split(' ').map(Number) as [number, number];
    return poolOrder(content, tests(seed), `few-shot draw ${seed} ${draw}`);
  });
  return ({ budget, draw, seed, holdOut }) => {
    const { subsets, test, notes } = tests(seed);
    const sides = takeLabels(orders(`${seed} ${draw}`), (has) => budgetOf(budget, has));
    const { train, val, gotMin, gotMax } = holdOut ? sides : mergeSides(sides);
    const shares = [...shortfalls(manifest, sides, budget), ...(holdOut ? unvalidated(manifest, sides) : [])];
    return { train, val, subsets, test, gotMin, gotMax, notes: [...shares, ...notes] };
  };
};

function poolOrder(content: Content, { pool }: FixedTest, seed: string): ClassOrder[] {
  const order = drawOrder(content, { ...partition(content, pool, seed), seed, byUnit: false });
  refuseOneClass(content.manifest, order);
  return order;
}
