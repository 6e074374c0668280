import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, readCsv } from './csv.ts';

const rowsOf = (text: string) => {
  const { header, rows } = readCsv(text, 'a.csv');
  return [header, ...rows()];
};

describe('comma-separated values', () => {
  test('come back as they were written, whatever is in their fields', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', ',', ';', '\t', '"', '\n', '\r', ' ') });
    const table = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 5 });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), (rows, end) => {
        const text = ['"a","b"', ...rows.map((row) => row.map(quote).join(','))].join(end);
        expect(rowsOf(text)).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });

  test.each([
    ['with a byte order mark and lines from Windows', '\uFEFFa,b\r\n1,2\r\n'],
    ['with semicolons', 'a;b\n1;2'],
    ['with tabs and empty lines', 'a\tb\n\n1\t2\n\n'],
  ])('%s are read', (_, text) => {
    expect(rowsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test('say what is wrong with them', () => {
    expect(() => rowsOf('')).toThrow(/Expected a table with a header in a\.csv, got an empty file/);
    expect(() => rowsOf('a,b\n"1,2\n')).toThrow(/A quote in row 2 of a\.csv is never closed/);
    const csv = readCsv('path,class\n', 'a.csv');
    expect(() => columnsOf(csv, ['path', 'label'], 'a.csv')).toThrow(
      'Expected the columns path, label in a.csv, got path, class: label is missing.',
    );
  });
});
