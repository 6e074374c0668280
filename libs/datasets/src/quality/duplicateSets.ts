/**
 * @file Duplicates as people must judge them: sets of images that show one picture, and what each set does to scores.
 * A picture that is trained and tested on makes them too good; one picture under two labels makes them too bad.
 */
import type { DatasetManifest, OfficialSplit } from '../manifest.ts';
import type { Split } from '../split.ts';
import { DisjointSets } from './disjointSets.ts';
import type { DuplicateLink } from './duplicateLink.ts';

/** Where the few-shot protocol puts an image, at the largest budget. */
export type DuplicateSide = 'train' | 'test' | 'neither';

export interface DuplicateMember {
  /** Position in the manifest. */
  readonly image: number;
  readonly side: DuplicateSide;
}

export interface DuplicateSet {
  /**
   * `trained`: the picture is on both sides of the few-shot protocol. `official`: it is in the official test split and in
   * another one, and Regatta trains on none of its copies. Null: it leaks nowhere.
   */
  readonly leak: 'trained' | 'official' | null;
  /** The picture has several labels, of which at most one is right. */
  readonly isContradiction: boolean;
  /** Official splits that it is in, as far as there are any. */
  readonly splits: readonly OfficialSplit[];
  /** Ascending; at least two. */
  readonly members: readonly DuplicateMember[];
  /** What joins them: one link fewer than there are members. */
  readonly links: readonly DuplicateLink[];
}

export interface DuplicateCounts {
  readonly sets: number;
  /** Images beyond the first of each set. */
  readonly copies: number;
  /** Test images whose picture is trained on. */
  readonly leakedTestImages: number;
  /** Images of the official test split whose picture is in another official split, trained on by Regatta or not. */
  readonly officialLeaks: number;
  readonly contradictions: number;
}

export interface DuplicateSets {
  /** Leaks first, then contradictions, then those across splits, then the rest; inside of these by their first image. */
  readonly sets: readonly DuplicateSet[];
  readonly counts: DuplicateCounts;
}

/** @param split the few-shot protocol's, with budget `all` */
export function duplicateSets(
  manifest: Pick<DatasetManifest, 'images'>,
  split: Pick<Split, 'train' | 'val' | 'test'>,
  links: readonly DuplicateLink[],
): DuplicateSets {
  const { images } = manifest;
  const sides = new Array<DuplicateSide>(images.length).fill('neither');
  for (const image of [...split.train, ...split.val]) sides[image] = 'train';
  for (const image of split.test) sides[image] = 'test';
  const together = new DisjointSets(images.length);
  const joining = links.filter(({ a, b }) => together.unite(a, b));
  const linksOf = Map.groupBy(joining, ({ a }) => together.find(a));
  const sets = together.sets().map((positions): DuplicateSet => {
    const splits = [...new Set(positions.map((image) => images[image]!.split))].sort();
    const members = positions.map((image) => ({ image, side: sides[image]! }));
    const isOn = (side: DuplicateSide) => members.some((member) => member.side === side);
    const isOfficialLeak = splits.includes('test') && splits.length > 1;
    return {
      leak: isOn('train') && isOn('test') ? 'trained' : isOfficialLeak ? 'official' : null,
      isContradiction: new Set(positions.map((image) => images[image]!.label)).size > 1,
      splits,
      members,
      links: linksOf.get(positions[0]!)!,
    };
  });
  return { sets: sets.sort((a, b) => gravity(a) - gravity(b)), counts: countSets(manifest, sets) };
}

function gravity({ leak, isContradiction, splits }: DuplicateSet): number {
  if (leak === 'trained') return 0;
  if (leak === 'official') return 1;
  if (isContradiction) return 2;
  return splits.length > 1 ? 3 : 4;
}

function countSets({ images }: Pick<DatasetManifest, 'images'>, sets: readonly DuplicateSet[]): DuplicateCounts {
  let [copies, leakedTestImages, officialLeaks, contradictions] = [0, 0, 0, 0];
  for (const { members, leak, isContradiction, splits } of sets) {
    copies += members.length - 1;
    contradictions += Number(isContradiction);
    if (leak === 'trained') leakedTestImages += members.filter(({ side }) => side === 'test').length;
    if (splits.length > 1) officialLeaks += members.filter(({ image }) => images[image]!.split === 'test').length;
  }
  return { sets: sets.length, copies, leakedTestImages, officialLeaks, contradictions };
}
