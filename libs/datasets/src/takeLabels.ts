/** @file From the order of a draw to the images that train and validate. */
import { DatasetError } from './errors.ts';
import type { ClassOrder } from './drawOrder.ts';
import type { DatasetManifest } from './manifest.ts';
import { few } from './notes.ts';
import type { Sides } from './budget.ts';

export interface Taken {
  /** Positions in the manifest, ascending. */
  readonly train: Int32Array;
  readonly val: Int32Array;
  /** Per class. */
  readonly got: readonly Sides[];
  readonly gotMin: number;
  readonly gotMax: number;
}

/** @param take how many of a class that has so many on each side */
export function takeLabels(orders: readonly ClassOrder[], take: (has: Sides) => Sides): Taken {
  const got = orders.map(({ train, val }) => take({ train: train.length, val: val.length }));
  const gather = (side: keyof Sides) =>
    Int32Array.from(orders.flatMap((order, label) => order[side].slice(0, got[label]![side]))).sort();
  const sums = got.map(({ train, val }) => train + val);
  return {
    train: gather('train'),
    val: gather('val'),
    got,
    // A dataset may have more classes than a call may have arguments.
    gotMin: sums.reduce((least, sum) => Math.min(least, sum), Infinity),
    gotMax: sums.reduce((most, sum) => Math.max(most, sum), 0),
  };
}

/** Labels without validation: what would validate trains too. */
export function mergeSides({ train, val, got, ...rest }: Taken): Taken {
  const merged = new Int32Array(train.length + val.length);
  merged.set(train);
  merged.set(val, train.length);
  return {
    ...rest,
    train: merged.sort(),
    val: new Int32Array(0),
    got: got.map((sides) => ({ train: sides.train + sides.val, val: 0 })),
  };
}

/** What of a budget was not to be had, with counts. */
export function shortfalls({ classes }: DatasetManifest, { got }: Taken, budget: number | 'all'): string[] {
  const asked = budget === 'all' ? 1 : budget;
  const short = classes
    .map((name, label) => ({ name, labels: got[label]!.train + got[label]!.val }))
    .filter(({ labels }) => labels < asked);
  if (short.length === 0) return [];
  if (budget === 'all')
    return [`No label is left to train on in these classes: ${few(short.map(({ name }) => name))}.`];
  const list = few(short.map(({ name, labels }) => `${name} ${labels}`));
  return [`${short.length} of ${classes.length} classes have fewer than the ${budget} labels asked for: ${list}.`];
}

/** Which classes have labels and none to validate on. */
export function unvalidated({ classes }: DatasetManifest, { got }: Taken): string[] {
  const names = classes.filter((_, label) => got[label]!.train > 0 && got[label]!.val === 0);
  return names.length === 0
    ? []
    : [`No label of these classes could be set aside to validate on, all train: ${few(names)}.`];
}

/** @throws {DatasetError} where fewer than two classes train: nothing could be told apart */
export function refuseOneClass({ name, classes }: DatasetManifest, orders: readonly ClassOrder[]): void {
  const trainable = classes.filter((_, label) => orders[label]!.train.length + orders[label]!.val.length > 0);
  if (trainable.length > 1) return;
  throw new DatasetError(
    `Expected at least two classes with images to train on, got ${trainable.length} of ${classes.length} in the ` +
      `dataset ${name}${trainable.length === 1 ? ` (${trainable[0]})` : ''}: there is nothing to tell apart. ` +
      'Add images of another class, or take test images away from it.',
  );
}
