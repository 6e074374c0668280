/**
 * @file Folds for cross-validation: groups stay whole, and each fold has about the same share of every class (as
 * scikit-learn's StratifiedGroupKFold, greedily, largest groups first).
 */
import type { Random } from '@regatta/tensor';
import type { DatasetImage } from '../manifest.ts';
import { DatasetError } from '../errors.ts';

/**
 * @param groups per image; null for one that stands alone
 * @returns the fold of each image, from 0 to `folds` - 1
 * @throws {DatasetError} fewer groups than folds
 */
export function groupFolds(
  images: readonly Pick<DatasetImage, 'label'>[],
  groups: readonly (string | number | null)[],
  { folds, random }: { folds: number; random: Random },
): Int32Array {
  const units = [...unitsOf(groups)];
  if (units.length < folds) {
    throw new DatasetError(
      `Expected at least ${folds} images that are in no common group, one for each fold, got ${units.length}.`,
    );
  }
  const classes = images.reduce((most, { label }) => Math.max(most, label + 1), 0);
  const countOf = Array.from({ length: folds }, () => new Int32Array(classes));
  const sizeOf = new Int32Array(folds);
  const foldOf = new Int32Array(images.length);
  const shuffled = random.shuffle(units).sort((a, b) => b.length - a.length);
  for (const unit of shuffled) {
    const labels = unit.map((image) => images[image]!.label);
    let best = 0;
    let least = Infinity;
    for (let fold = 0; fold < folds; fold++) {
      // How many of its classes the fold has already; of equals the smallest fold.
      const crowd = labels.reduce((sum, label) => sum + countOf[fold]![label]!, 0) / labels.length;
      const score = crowd + sizeOf[fold]! / (images.length + 1);
      if (score < least) [best, least] = [fold, score];
    }
    for (const image of unit) {
      foldOf[image] = best;
      countOf[best]![images[image]!.label]!++;
    }
    sizeOf[best]! += unit.length;
  }
  return foldOf;
}

function* unitsOf(groups: readonly (string | number | null)[]): Generator<number[]> {
  const whole = new Map<string | number, number[]>();
  for (const [image, group] of groups.entries()) {
    if (group === null) {
      yield [image];
      continue;
    }
    const unit = whole.get(group);
    if (unit) unit.push(image);
    else whole.set(group, [image]);
  }
  yield* whole.values();
}
