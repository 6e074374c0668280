/**
 * @file What a split must not part: the images of a group, or one image without a group. Units stand in the order of
 * their first image by content, so that their numbers do not depend on the order of files.
 */
import { createHash } from 'node:crypto';
import { WORDS } from './hashOrder.ts';
import { IDENTITY_BYTES, copyOf, type Identities } from './identity.ts';
import type { DatasetImage } from './manifest.ts';

export interface Units {
  readonly count: number;
  /** The unit of each image. */
  readonly of: Int32Array;
  /** Images of unit u: `members` from `start[u]` to `start[u + 1]`, by content. */
  readonly members: Int32Array;
  readonly start: Int32Array;
  /** Two words of each unit's hash: of the group's name, or of the image. */
  readonly words: Uint32Array;
}

export function makeUnits(images: readonly DatasetImage[], { order, bytes }: Identities): Units {
  const of = new Int32Array(images.length);
  const numbers = new Map<string, number>();
  const words = new Uint32Array(images.length * WORDS);
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    const image = order[place]!;
    const { group } = images[image]!;
    let unit = group === null ? undefined : numbers.get(group);
    if (unit === undefined) {
      unit = count++;
      if (group !== null) numbers.set(group, unit);
      if (group === null) writeImageWords(words, unit, { bytes, place });
      else writeNameWords(words, unit, group);
    }
    of[image] = unit;
  }
  return { count, of, ...members(of, { order, count }), words: words.slice(0, WORDS * count) };
}

/** Two words of each image's hash, in the order of identities. */
export function imageWords({ order, bytes }: Identities): Uint32Array {
  const words = new Uint32Array(order.length * WORDS);
  for (let place = 0; place < order.length; place++) writeImageWords(words, place, { bytes, place });
  return words;
}

/** Copies share their content; adding which copy it is sets them apart. */
function writeImageWords(words: Uint32Array, i: number, { bytes, place }: { bytes: Buffer; place: number }): void {
  words[WORDS * i] = bytes.readUInt32LE(place * IDENTITY_BYTES);
  words[WORDS * i + 1] = bytes.readUInt32LE(place * IDENTITY_BYTES + 4) + copyOf(bytes, place);
}

function writeNameWords(words: Uint32Array, i: number, group: string): void {
  const digest = createHash('sha256').update(group).digest();
  words[WORDS * i] = digest.readUInt32LE(0);
  words[WORDS * i + 1] = digest.readUInt32LE(4);
}

function members(of: Int32Array, { order, count }: { order: Uint32Array; count: number }) {
  const start = new Int32Array(count + 1);
  for (const unit of of) start[unit + 1]!++;
  for (let unit = 0; unit < count; unit++) start[unit + 1]! += start[unit]!;
  const next = start.slice();
  const images = new Int32Array(of.length);
  for (const image of order) images[next[of[image]!]!++] = image;
  return { start, members: images };
}
