import { Random } from '@regatta/tensor';
import { describe, expect, test } from 'vitest';
import type { DuplicateLink } from './duplicateLink.ts';
import { nearDuplicates } from './nearDuplicates.ts';
import { ORIENTATIONS, orientHash, orientedPositions } from './orientation.ts';
import { FINGERPRINT_BYTES, FINGERPRINT_SIDE, fingerprintPicture, hashOf, isPlain } from './pictureFingerprint.ts';

const SIDE = FINGERPRINT_SIDE;

/** Soft blobs of any colour on another. */
function picture(seed: number | string, { blobs = 14, isGrey = false } = {}): Uint8Array {
  const random = new Random(seed);
  const colour = () => {
    const grey = random.integer(256);
    return isGrey ? [grey, grey, grey] : [grey, random.integer(256), random.integer(256)];
  };
  const ground = colour();
  const spots = Array.from({ length: blobs }, () => ({
    x: random.next() * SIDE,
    y: random.next() * SIDE,
    radius: 1.5 + random.next() * 6,
    colour: colour(),
  }));
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      for (let c = 0; c < 3; c++) {
        let value = ground[c]!;
        for (const spot of spots) {
          const weight = Math.exp(-((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.radius ** 2);
          value += weight * (spot.colour[c]! - value);
        }
        pixels[(y * SIDE + x) * 3 + c] = value;
      }
    }
  }
  return pixels;
}

function map(pixels: Uint8Array, change: (value: number, i: number) => number): Uint8Array {
  return Uint8Array.from(pixels, (value, i) => Math.min(255, Math.max(0, Math.round(change(value, i)))));
}

function turn(pixels: Uint8Array, orientation: number): Uint8Array {
  const from = orientedPositions(SIDE)[orientation]!;
  return Uint8Array.from(pixels, (_, i) => pixels[from[Math.floor(i / 3)]! * 3 + (i % 3)]!);
}

function search(pictures: readonly Uint8Array[], searched = Int32Array.from(pictures.keys())): DuplicateLink[] {
  const data = new Uint8Array(pictures.length * FINGERPRINT_BYTES);
  pictures.forEach((pixels, i) => data.set(fingerprintPicture(pixels), i * FINGERPRINT_BYTES));
  const steps = nearDuplicates({ count: pictures.length, data }, searched);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

test('a hash turned is the hash of the picture turned', () => {
  const pixels = picture('turned');
  const hash = hashOf(fingerprintPicture(pixels));
  const turned = new Uint8Array(8);
  for (const orientation of ORIENTATIONS.keys()) {
    orientHash(hash, orientation, turned);
    expect([...turned]).toEqual([...hashOf(fingerprintPicture(turn(pixels, orientation))).subarray(0, 8)]);
  }
});

describe('copies are found', () => {
  const random = new Random('noise');
  const noise = Float64Array.from({ length: SIDE * SIDE * 3 }, () => random.normal());
  test.each<[string, (pixels: Uint8Array) => Uint8Array]>([
    ['with noise', (pixels) => map(pixels, (value, i) => value + 2 * noise[i]!)],
    ['darker and with less contrast', (pixels) => map(pixels, (value) => 20 + 0.6 * value)],
    [
      'without colour',
      (pixels) =>
        map(pixels, (_, i) => {
          const at = i - (i % 3);
          return 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!;
        }),
    ],
  ])('%s', (_, change) => {
    const pictures = Array.from({ length: 40 }, (__, i) => picture(i));
    const links = search([...pictures, ...pictures.map(change)]);
    expect(links.map(({ a, b }) => [a, b])).toEqual(pictures.map((__, i) => [i, i + 40]));
    for (const { orientation, similarity } of links) {
      expect(orientation).toBe(0);
      expect(similarity).toBeGreaterThan(0.9);
    }
  });

  test.each([...ORIENTATIONS.entries()])('in orientation %i, %s', (orientation) => {
    const pictures = Array.from({ length: 20 }, (_, i) => picture(i));
    const links = search([...pictures.map((pixels) => turn(pixels, orientation)), ...pictures]);
    expect(links.map(({ a, b }) => [a, b])).toEqual(pictures.map((_, i) => [i, i + 20]));
    // Turned so, the later one lies on the earlier one.
    for (const link of links) expect(link.orientation).toBe(orientation);
  });
});

test('pictures that are not copies are told apart', () => {
  expect(search(Array.from({ length: 400 }, (_, i) => picture(`other ${i}`)))).toEqual([]);
});

test('one drawing in other colours is another picture', () => {
  const pixels = picture('drawing', { isGrey: true });
  const tinted = (red: number, blue: number) => map(pixels, (v, i) => v * [red, 0.5, blue][i % 3]!);
  expect(search([tinted(1, 0.2), tinted(0.2, 1)])).toEqual([]);
  expect(search([tinted(1, 0.2), map(tinted(1, 0.2), (value) => value * 0.9)])).toHaveLength(1);
});

test('a symmetric picture, half of whose frequencies are noise, is found again', () => {
  const half = picture('symmetric');
  const pixels = map(half, (value, i) => {
    const [at, channel] = [Math.floor(i / 3), i % 3];
    const mirrored = at - (at % SIDE) + (SIDE - 1 - (at % SIDE));
    return (value + half[mirrored * 3 + channel]!) / 2;
  });
  const random = new Random('symmetric noise');
  expect(search([pixels, map(pixels, (value) => value + random.normal())])).toHaveLength(1);
});

test('pictures with nothing on them are copies of nothing', () => {
  const random = new Random('white');
  const pages = Array.from({ length: 5 }, () =>
    new Uint8Array(SIDE * SIDE * 3).map(() => 250 + Math.round(random.normal())),
  );
  for (const page of pages) expect(isPlain(fingerprintPicture(page))).toBe(true);
  expect(isPlain(fingerprintPicture(picture(0)))).toBe(false);
  expect(search(pages)).toEqual([]);
});

test('many copies of one picture cost one link each, and what is not searched is not found', () => {
  const copies = Array.from({ length: 50 }, (_, i) => map(picture('same'), (value) => value - (i % 5)));
  expect(search(copies)).toHaveLength(49);
  const links = search(copies, Int32Array.of(3, 7, 20));
  expect(links.map(({ a, b }) => [a, b]).sort()).toEqual([
    [3, 20],
    [3, 7],
  ]);
});
