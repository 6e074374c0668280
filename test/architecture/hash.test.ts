import { contentHash } from '@regatta/jobs';
import { canonicalHash, type Json } from '@regatta/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('the numerical libs and the contract name a value alike, though neither may import the other', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalHash(value as Json)).toBe(contentHash(value));
    }),
  );
});

test('neither names what JSON would quietly turn into null', () => {
  expect(() => canonicalHash({ x: NaN })).toThrow(RangeError);
  expect(() => contentHash({ x: NaN })).toThrow(/NaN/);
});
