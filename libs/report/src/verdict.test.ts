import { expect, test } from 'vitest';
import { sampleRow, sampleRows } from '../test/sampleRows.ts';
import { difference, isWithinNoise } from './difference.ts';
import { verdict } from './verdict.ts';

test('names the best, its ties, the gain over the best control and the best out of distribution', () => {
  const rows = sampleRows().filter(({ budget }) => budget === '20');
  const best = rows.reduce((top, row) => (row.subset === 'id' && row.value > top.value ? row : top), rows[0]!);
  // As paired tests may have found them.
  const ranked = rows.map((row) => ({ ...row, rank: isWithinNoise(best, row) ? 1 : 3 }));
  expect(verdict(ranked)).toMatchInlineSnapshot(
    `"emoji-drift, 20 labels per class: dino-vit-s with logistic-regression c=validate is best in distribution, accuracy 85.0 % [81.5, 88.5]. Within noise of it: mobilenet with logistic-regression c=validate (84.0), dino-vit-s with knn k=20 (80.0). The best pretrained encoder (dino-vit-s) beats the best control (hog, 64.0 % [59.3, 68.7]) by 21.0 points [15.1, 26.9]. Out of distribution it is best too, 63.0 % [60.6, 65.4], 22.0 points [17.8, 26.2] below its score in distribution."`,
  );
});

test('gives a paragraph per budget, small budgets first', () => {
  const starts = verdict(sampleRows())
    .split('\n\n')
    .map((text) => text.split(':')[0]);
  expect(starts).toEqual([
    'emoji-drift, 5 labels per class',
    'emoji-drift, 20 labels per class',
    'emoji-drift, all labels',
  ]);
});

test('names the protocol where a sweep has several', () => {
  const rows = [sampleRow({}), sampleRow({ protocol: 'study' })];
  const starts = verdict(rows)
    .split('\n\n')
    .map((text) => text.split(':')[0]);
  expect(starts.map((start) => start!.split(', ').at(-1))).toEqual(['few-shot', 'study']);
});

test('says when a control wins, and when none or nothing else took part', () => {
  const pretrained = sampleRow({ value: 0.5, low: 0.48, high: 0.52, rank: 2 });
  const control = sampleRow({ encoder: 'hog', role: 'control', value: 0.6, low: 0.58, high: 0.62 });
  expect(verdict([pretrained, control])).toContain(
    'loses to the best control (hog, 60.0 % [58.0, 62.0]) by 10.0 points [7.2, 12.8]',
  );
  expect(verdict([pretrained])).toContain('No control took part');
  expect(verdict([control])).toContain('Only controls took part');
  expect(verdict([])).toBe('There is no result to judge yet.');
});

test('calls what the intervals cannot tell apart within noise', () => {
  const rows = [
    sampleRow({ value: 0.5, low: 0.45, high: 0.55 }),
    sampleRow({ encoder: 'hog', role: 'control', value: 0.47, low: 0.42, high: 0.52, rank: 2 }),
  ];
  expect(verdict(rows)).toContain('are within noise of each other: 3.0 points [-4.1, 10.1] between them');
});

test("agrees with Newcombe's published example of 56/70 and 48/80", () => {
  // Newcombe 1998, table II: row a, method 10: 0.2 [0.0524, 0.3339], from the Wilson intervals of both shares.
  const wilson = (successes: number, n: number) => {
    const [z, p] = [1.959964, successes / n];
    const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
    const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
    return { value: p, low: middle - half, high: middle + half };
  };
  const { value, low, high } = difference(wilson(56, 70), wilson(48, 80));
  expect([value, low, high].map((x) => x.toFixed(4))).toEqual(['0.2000', '0.0524', '0.3339']);
});
