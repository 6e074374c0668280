/**
 * @file The published protocol: the split that the dataset came with. `all` trains on its whole training split; a number
 * takes so many labels of each class from it, drawn by the seed and nested. Methods that choose by validation take the
 * official validation split, or a fifth of the training labels where there is none. With an in-distribution domain,
 * training and validation are of that domain, and the official tests of all domains are subsets of the result.
 */
import { budgetOf } from './budget.ts';
import { markImages } from './content.ts';
import { memoize, once } from './memoize.ts';
import { officialOrder, officialSides } from './officialSplit.ts';
import type { Protocol } from './split.ts';
import { mergeSides, shortfalls, takeLabels, unvalidated } from './takeLabels.ts';

export const published: Protocol = (content) => {
  const { manifest } = content;
  const official = once(() => {
    const isHomeVal = (image: (typeof manifest.images)[number]) => content.isHome(image) && image.split === 'val';
    return officialSides(content, { protocol: 'published', val: markImages(manifest.images, isHomeVal) });
  });
  const orders = memoize((key: string) => officialOrder(content, official(), `published draw ${key}`));
  return ({ budget, draw, seed, holdOut }) => {
    const { val: ownVal, subsets, test, notes } = official();
    const order = orders(`${seed} ${draw}`);
    const isOwn = ownVal !== null;
    // Who does not validate has no use for validation images of the dataset's own: the training split is what trains.
    const taken = takeLabels(order, (has) =>
      isOwn && !holdOut ? budgetOf(budget, { ...has, val: 0 }) : budgetOf(budget, has),
    );
    const { train, val, gotMin, gotMax } = holdOut ? taken : mergeSides(taken);
    const shares = [...shortfalls(manifest, taken, budget), ...(holdOut ? unvalidated(manifest, taken) : [])];
    return { train, val, subsets, test, gotMin, gotMax, notes: [...shares, ...notes] };
  };
};
