/** @file How test images are drawn for a comparison: one by one, among those of a class, or in whole groups. */
import { Random } from '@regatta/tensor';
import type { Answers } from './compareAnswers.ts';

export interface ResamplingUnits {
  /** True when images are drawn in groups. */
  readonly areGroups: boolean;
  /** Units that stand for each other; each as positions of images. */
  readonly strata: readonly (readonly Int32Array[])[];
  readonly images: number;
}

/**
 * Groups where the dataset names any: what they share (a camera, a patient) is in all of their images. Images without a
 * group are one of their own. Else single images, among those of their class where classes are averaged, since the size
 * of a class in the test set is not left to chance.
 */
export function resamplingUnits(
  { groups, labels }: Pick<Answers, 'groups' | 'labels'>,
  metric: 'accuracy' | 'macro-accuracy',
): ResamplingUnits {
  const areGroups = new Set(groups).size < groups.length;
  const stratumOf = (i: number) => (!areGroups && metric === 'macro-accuracy' ? labels[i]! : 0);
  const strata = new Map<number, Map<number, number[]>>();
  for (let i = 0; i < labels.length; i++) {
    let units = strata.get(stratumOf(i));
    if (units === undefined) strata.set(stratumOf(i), (units = new Map<number, number[]>()));
    const unit = units.get(groups[i]!);
    if (unit) unit.push(i);
    else units.set(groups[i]!, [i]);
  }
  return {
    areGroups,
    strata: [...strata.values()].map((units) => [...units.values()].map((unit) => Int32Array.from(unit))),
    images: labels.length,
  };
}

/** Makes the next resamples, as counts of images: row-major, shape [rows, images]. Equal seeds give equal counts. */
export function resampleCounts({ strata, images }: ResamplingUnits, seed: string): (rows: number) => Float32Array {
  const random = new Random(`compare ${seed}`);
  return (rows) => {
    const counts = new Float32Array(rows * images);
    for (let row = 0; row < rows; row++) {
      for (const units of strata) {
        for (let i = 0; i < units.length; i++) {
          for (const image of units[random.integer(units.length)]!) counts[row * images + image]!++;
        }
      }
    }
    return counts;
  };
}
