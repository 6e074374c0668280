import { expect, test } from 'vitest';
import { barChart } from './barChart.ts';

test('bars are as long as their counts, and none vanishes', () => {
  const bars = [
    { name: 'coat', count: 1600, remark: 'train 1,000' },
    { name: 'hat', count: 800, remark: '' },
    { name: 'scarf', count: 1, remark: '' },
    { name: 'none', count: 0, remark: '' },
  ];
  expect(barChart(bars, 47)).toEqual([
    '  coat   1,600  ████████████████████  train 1,000'.replace('████████████████████', '█'.repeat(18)),
    `  hat      800  ${'█'.repeat(9)}`,
    '  scarf      1  ▏',
    '  none       0',
  ]);
});

test('a long name is cut, and what a terminal would obey is taken out', () => {
  const [line] = barChart([{ name: `a\u001b[31m${'x'.repeat(60)}`, count: 3, remark: '' }], 80);
  expect(line).not.toContain('\u001b');
  expect(line!.indexOf('…')).toBeLessThan(32);
});
