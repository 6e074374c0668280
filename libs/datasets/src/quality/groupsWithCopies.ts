/** @file Groups of a manifest joined with copies that were found: images that must not be on two sides of anything. */
import type { DatasetImage } from '../manifest.ts';
import { DisjointSets } from './disjointSets.ts';
import type { DuplicateLink } from './duplicateLink.ts';

/** Per image, the position of the first image that it belongs together with; null where it stands alone. */
export function groupsWithCopies(
  images: readonly Pick<DatasetImage, 'group'>[],
  links: readonly Pick<DuplicateLink, 'a' | 'b'>[],
): (number | null)[] {
  const together = new DisjointSets(images.length);
  const firsts = new Map<string, number>();
  for (const [image, { group }] of images.entries()) {
    if (group === null) continue;
    const first = firsts.get(group);
    if (first === undefined) firsts.set(group, image);
    else together.unite(first, image);
  }
  for (const { a, b } of links) together.unite(a, b);
  const groups = new Array<number | null>(images.length).fill(null);
  for (const set of together.sets()) for (const image of set) groups[image] = set[0]!;
  return groups;
}
