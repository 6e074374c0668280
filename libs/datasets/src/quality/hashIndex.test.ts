import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { HASH_DISTANCE_MAX, HashIndex } from './hashIndex.ts';

const bits = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, byte, i) => sum + (byte ^ b[i]!).toString(2).replaceAll('0', '').length, 0);

test('finds exactly what comparing all with all finds, up to its largest distance', () => {
  const random = new Random('hashes');
  const count = 300;
  const hashes = new Uint8Array(count * 8).map(() => random.integer(256));
  // Every other hash lies some bits from the one before it.
  for (let i = 1; i < count; i += 2) {
    hashes.copyWithin(i * 8, (i - 1) * 8, i * 8);
    for (let flip = random.integer(16); flip >= 0; flip--) hashes[i * 8 + random.integer(8)]! ^= 1 << random.integer(8);
  }
  const of = (i: number) => hashes.subarray(i * 8, i * 8 + 8);
  const index = new HashIndex(
    hashes,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  let [pairs, atMost] = [0, 0];
  for (let i = 0; i < count; i++) {
    const found = new Map<number, number>();
    index.forEachNear(of(i), i, (position, distance) => found.set(position, distance));
    const expected = new Map<number, number>();
    for (let j = 0; j < i; j++) if (bits(of(i), of(j)) <= HASH_DISTANCE_MAX) expected.set(j, bits(of(i), of(j)));
    expect([...found].sort()).toEqual([...expected].sort());
    pairs += found.size;
    atMost = Math.max(atMost, ...found.values());
  }
  expect(pairs).toBeGreaterThan(80);
  expect(atMost).toBe(HASH_DISTANCE_MAX);
});
