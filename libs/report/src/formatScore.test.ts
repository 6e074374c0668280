import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBudgets, decimalsOf, fixed, formatCount, formatScore, formatShort } from './formatScore.ts';

test.each([
  [{ value: 0.713, low: 0.69, high: 0.735 }, '71.3 [69.0, 73.5]'],
  [{ value: 0.713, low: 0.6, high: 0.81 }, '71 [60, 81]'],
  [{ value: 0.71345, low: 0.711, high: 0.7155 }, '71.34 [71.10, 71.55]'],
  [{ value: 1, low: 0.963, high: 1 }, '100.0 [96.3, 100.0]'],
  [{ value: 0.5, low: 0.4004, high: 0.5996 }, '50 [40, 60]'],
])('writes a share with as many digits as its interval allows', (score, text) => {
  expect(formatScore(score, 'accuracy')).toBe(text);
});

test('writes what is no share as it is', () => {
  expect(formatScore({ value: -0.123, low: -0.15, high: -0.1 }, 'silhouette')).toBe('-0.123 [-0.150, -0.100]');
});

test('shows the wider half of an interval that is not symmetric', () => {
  expect(formatShort({ value: 0.98, low: 0.94, high: 0.99 }, 'accuracy')).toBe('98.0 ±4.0');
});

test('never shows a digit below a hundredth of the interval, and always one that tells its ends apart', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-4, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (half, value) => {
        const interval = { value, low: value - half, high: value + half };
        const unit = 10 ** -decimalsOf(interval);
        expect(unit).toBeGreaterThan(half / 101);
        expect(fixed(interval.low, decimalsOf(interval))).not.toBe(fixed(interval.high, decimalsOf(interval)));
      },
    ),
  );
});

test('gives a difference that rounds to nothing no sign', () => {
  expect(fixed(-0.0004, 1)).toBe('0.0');
});

test('puts the budget of all labels last', () => {
  expect(['all', '100', '5', '20'].sort(compareBudgets)).toEqual(['5', '20', '100', 'all']);
});

test('writes counts alike in every locale', () => {
  expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
});
