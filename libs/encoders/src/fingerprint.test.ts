import { Random } from '@regatta/tensor';
import { expect, test } from 'vitest';
import { PICTURES, fingerprintOf } from './fingerprint.ts';
import { relativeDifference } from './relativeDifference.ts';

const D = 48;
const random = new Random('features');
const data = Float32Array.from({ length: PICTURES * D }, () => random.normal());
const fingerprint = fingerprintOf({ data, d: D });
const differenceTo = (change: (value: number, i: number) => number) =>
  relativeDifference(fingerprint, fingerprintOf({ data: data.map(change), d: D }));

test('a fingerprint is of the size of the features, and the same each time', () => {
  const rms = Math.sqrt(fingerprint.reduce((sum, value) => sum + value ** 2, 0) / fingerprint.length);
  expect(rms).toBeGreaterThan(0.7);
  expect(rms).toBeLessThan(1.4);
  expect(relativeDifference(fingerprint, fingerprintOf({ data, d: D }))).toBe(0);
});

test('it shows what rounding does not do, and bears what it does', () => {
  expect(differenceTo((value) => value * (1 + 1e-6))).toBeLessThan(1e-5);
  // One feature of one picture.
  expect(differenceTo((value, i) => (i === 100 ? value + 0.5 : value))).toBeGreaterThan(1e-2);
  expect(differenceTo((value) => value + 0.05)).toBeGreaterThan(1e-2);
  expect(differenceTo((_, i) => data[(i + D) % data.length]!)).toBeGreaterThan(0.1);
});

test('it refuses features of another number of pictures', () => {
  expect(() => fingerprintOf({ data, d: 3 })).toThrow('Expected 16 features of 3, got 768.');
});
