/**
 * @file What an image is, whatever it is called and wherever it stands: its bytes. Draws and the hashes of splits go by
 * it, so that another order of files, or one class more, leaves the splits of the others as they were.
 */
import { keyLayout, numbersOf } from './hashOrder.ts';
import type { DatasetImage } from './manifest.ts';

export interface Identities {
  /** Positions in the manifest, by content; copies of one image by their paths. */
  readonly order: Uint32Array;
  /** Beside `order`, `IDENTITY_BYTES` each: the sha256 of the content and which of its copies this is. */
  readonly bytes: Buffer;
}

const SHA256_WORDS = 8;
const IDENTITY_WORDS = SHA256_WORDS + 1;
export const IDENTITY_BYTES = 4 * IDENTITY_WORDS;

export function identify(images: readonly DatasetImage[]): Identities {
  const content = Buffer.alloc(images.length * 4 * SHA256_WORDS);
  content.write(images.map(({ sha256 }) => sha256).join(''), 'hex');
  const order = byContent(images, content);
  // Words are only moved, so that the bytes are the same on every machine.
  const from = new Uint32Array(content.buffer, content.byteOffset, content.length / 4);
  const identities = new Uint32Array(images.length * IDENTITY_WORDS);
  const bytes = Buffer.from(identities.buffer);
  for (let place = 0; place < order.length; place++) {
    const image = order[place]!;
    const at = place * IDENTITY_WORDS;
    for (let word = 0; word < SHA256_WORDS; word++) identities[at + word] = from[image * SHA256_WORDS + word]!;
    const isCopy = place > 0 && images[order[place - 1]!]!.sha256 === images[image]!.sha256;
    if (isCopy) bytes.writeUInt32LE(copyOf(bytes, place - 1) + 1, 4 * (at + SHA256_WORDS));
  }
  return { order, bytes };
}

/** Which copy of its content the image at this place is: 0 for the first. */
export function copyOf(bytes: Buffer, place: number): number {
  return bytes.readUInt32LE(place * IDENTITY_BYTES + 4 * SHA256_WORDS);
}

/** Sorts by the first 32 bits as plain numbers, which is ten times as fast as by text, and then the few that share them. */
function byContent(images: readonly DatasetImage[], content: Buffer): Uint32Array {
  const { scale, drop } = keyLayout(images.length);
  const prefix = (image: number) => content.readUInt32BE(image * 4 * SHA256_WORDS) >>> drop;
  const keys = new Float64Array(images.length);
  for (let image = 0; image < keys.length; image++) keys[image] = prefix(image) * scale + image;
  const order = numbersOf(keys.sort(), scale);
  const isAlike = (place: number) => Math.floor(keys[place]! / scale) === Math.floor(keys[place - 1]! / scale);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && isAlike(to)) to++;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => compareImages(images[a]!, images[b]!));
    from = to;
  }
  return order;
}

function compareImages(a: DatasetImage, b: DatasetImage): number {
  return compareText(a.sha256, b.sha256) || compareText(a.path, b.path);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
