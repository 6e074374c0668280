/**
 * @file One draw: the training and the validation labels of each class in random order. A budget takes the first of
 * both, so budgets are nested, and the sides are nested too: what validates at 10 labels validates at 100.
 */
import type { Content } from './content.ts';
import { hashOrder } from './hashOrder.ts';

/** The labels of one class, as positions in the manifest. */
export interface ClassOrder {
  readonly train: readonly number[];
  readonly val: readonly number[];
}

export interface Draw {
  /** Marks of the images that may train, and of those that may validate. */
  readonly train: Uint8Array;
  readonly val: Uint8Array;
  readonly seed: string;
  /** True to draw unit after unit, so that few are begun; false to draw single images, so that labels differ most. */
  readonly byUnit: boolean;
}

export function drawOrder(content: Content, { train, val, seed, byUnit }: Draw): ClassOrder[] {
  const { images, classes } = content.manifest;
  const orders = classes.map(() => ({ train: [] as number[], val: [] as number[] }));
  for (const image of byUnit ? imagesByUnit(content, seed) : imagesAlone(content, seed)) {
    const order = orders[images[image]!.label]!;
    if (train[image] === 1) order.train.push(image);
    else if (val[image] === 1) order.val.push(image);
  }
  return orders;
}

function imagesAlone({ words, identities }: Content, seed: string): Uint32Array {
  return hashOrder(words, seed).map((place) => identities.order[place]!);
}

function imagesByUnit({ units }: Content, seed: string): Int32Array {
  const images = new Int32Array(units.members.length);
  let next = 0;
  for (const unit of hashOrder(units.words, seed))
    for (let m = units.start[unit]!; m < units.start[unit + 1]!; m++) images[next++] = units.members[m]!;
  return images;
}
