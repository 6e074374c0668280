/**
 * @file What the data sets of WILDS have in common: five sides (train; validation and test, each in and out of
 * distribution). In a manifest, what is in distribution is the domain `id`, each other domain has its own name, and
 * train, val and test are splits: the two together tell all five sides.
 *
 * Source: Koh et al., "WILDS: A Benchmark of in-the-Wild Distribution Shifts", ICML 2021.
 */
import type { OfficialSplit } from '@regatta/datasets';
import type { PlacedFile } from './layout.ts';

export const IN_DISTRIBUTION = 'id';

/** Side, in WILDS' words -> split, and whether its images are in distribution. */
export const SIDES: Readonly<Record<string, { split: OfficialSplit; isHome: boolean }>> = {
  train: { split: 'train', isHome: true },
  id_val: { split: 'val', isHome: true },
  id_test: { split: 'test', isHome: true },
  val: { split: 'val', isHome: false },
  test: { split: 'test', isHome: false },
};

/** The domains of these files: `id` first, the others by name, numbers in them by size. */
export function domainsOf(files: readonly PlacedFile[]): string[] {
  const names = new Set(files.map(({ domain }) => domain).filter((domain) => domain !== null));
  names.delete(IN_DISTRIBUTION);
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [IN_DISTRIBUTION, ...[...names].sort(compare)];
}

/** "train 8, id_val 2, ...": images per side, as the data set's own papers count them. */
export function sidesText(files: readonly PlacedFile[]): string {
  return Object.entries(SIDES)
    .map(([side, { split, isHome }]) => {
      const isIn = (file: PlacedFile) => file.split === split && (file.domain === IN_DISTRIBUTION) === isHome;
      return `${side} ${files.filter(isIn).length}`;
    })
    .join(', ');
}
