/**
 * @file Whole units set aside from a pool, so many images of each class: for the test set, or to validate on. Which ones
 * follows from each unit's own hash, so that classes do not disturb each other.
 */
import type { Content } from './content.ts';
import { hashOrder } from './hashOrder.ts';
import { compareText } from './identity.ts';

export interface Wish {
  /** Marks of the images that may be chosen. */
  readonly pool: Uint8Array;
  /** Images wanted of a class of so many; every class keeps at least one. */
  readonly wanted: (images: number) => number;
  readonly seed: string;
}

/**
 * Marks what is set aside. Classes choose from the smallest to the largest, and a unit with several classes is chosen
 * by its smallest: of what is rare it matters most where it goes.
 */
export function setAside({ manifest, units }: Content, { pool, wanted, seed }: Wish): Uint8Array {
  const { images, classes } = manifest;
  const size = new Int32Array(classes.length);
  for (let i = 0; i < pool.length; i++) if (pool[i] === 1) size[images[i]!.label]!++;
  const bySize = [...classes.keys()].sort((a, b) => size[a]! - size[b]! || compareText(classes[a]!, classes[b]!));
  const unitsOf = unitsOfClasses();

  const aside = new Uint8Array(images.length);
  const taken = new Int32Array(classes.length);
  for (const label of bySize) {
    const target = wanted(size[label]!);
    for (const unit of unitsOf[label]!) {
      if (taken[label]! >= target) break;
      // A unit that overshoots by more than is missing would take a class away from training.
      if (imagesIn(unit, label) <= 2 * (target - taken[label]!)) take(unit);
    }
    if (taken[label] === 0 && target > 0) takeSmallest(label);
  }
  return aside;

  function unitsOfClasses(): number[][] {
    const rank = new Int32Array(classes.length);
    for (const [place, label] of bySize.entries()) rank[label] = place;
    const classOf = new Int32Array(units.count).fill(-1);
    for (const [i, mark] of pool.entries()) {
      const { label } = images[i]!;
      const unit = units.of[i]!;
      if (mark === 1 && (classOf[unit]! < 0 || rank[label]! < rank[classOf[unit]!]!)) classOf[unit] = label;
    }
    const lists = classes.map((): number[] => []);
    for (const unit of hashOrder(units.words, seed)) if (classOf[unit]! >= 0) lists[classOf[unit]!]!.push(unit);
    return lists;
  }

  function imagesIn(unit: number, label: number): number {
    let count = 0;
    for (let m = units.start[unit]!; m < units.start[unit + 1]!; m++) {
      const image = units.members[m]!;
      if (pool[image] === 1 && images[image]!.label === label) count++;
    }
    return count;
  }

  /** Takes a unit, unless a class would keep nothing. */
  function take(unit: number): boolean {
    const own = units.members.subarray(units.start[unit], units.start[unit + 1]).filter((image) => pool[image] === 1);
    for (const image of own) taken[images[image]!.label]!++;
    const isFair = own.every((image) => taken[images[image]!.label]! < size[images[image]!.label]!);
    for (const image of own) {
      if (isFair) aside[image] = 1;
      else taken[images[image]!.label]!--;
    }
    return isFair;
  }

  /** Where no unit is near the target: better one too large than none. */
  function takeSmallest(label: number): void {
    const bySizeInClass = unitsOf[label]!.map((unit) => ({ unit, count: imagesIn(unit, label) }));
    bySizeInClass.sort((a, b) => a.count - b.count);
    bySizeInClass.some(({ unit }) => take(unit));
  }
}
