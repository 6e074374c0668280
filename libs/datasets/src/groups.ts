/** @file Groups as small numbers: protocols ask for them once per image and draw, and text is slow to look up. */
import type { DatasetImage } from './manifest.ts';

export interface Groups {
  /** Per image; -1 where it is in no group. */
  readonly of: Int32Array;
  readonly count: number;
}

export function numberGroups(images: readonly DatasetImage[]): Groups {
  const numbers = new Map<string, number>();
  const of = new Int32Array(images.length).fill(-1);
  for (const [i, { group }] of images.entries()) {
    if (group === null) continue;
    let number = numbers.get(group);
    if (number === undefined) numbers.set(group, (number = numbers.size));
    of[i] = number;
  }
  return { of, count: numbers.size };
}
