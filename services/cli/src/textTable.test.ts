import { expect, test } from 'vitest';
import { textTable } from './textTable.ts';

test('a table aligns words to the left, numbers to the right, and keeps nothing that a terminal would obey', () => {
  const rows = [
    ['hog', 3, null, new Date(0)],
    ['random\u001b[31m-vit', 12.5, 1n, { a: 1 }],
  ];
  expect(textTable(['encoder', 'cells', 'n', 'x'], rows, { width: Infinity })).toBe(
    [
      'encoder          cells  n  x',
      '---------------  -----  -  ------------------------',
      'hog                  3     1970-01-01T00:00:00.000Z',
      'random [31m-vit   12.5  1  {"a":1}',
    ].join('\n'),
  );
});

test('a table cuts its lines to the width of a terminal', () => {
  expect(textTable(['a'], [['xxxxxxxxxx']], { width: 5 })).toBe('a\n----…\nxxxx…');
});
