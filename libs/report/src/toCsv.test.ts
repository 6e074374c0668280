import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableToCsv, toCsv } from './toCsv.ts';

test('writes a header, CRLF, quotes where needed, every digit of a number, and nothing for null', () => {
  const records = [{ name: 'a "b", c', value: 0.1 + 0.2, at: new Date(0), none: null, list: [1] }];
  expect(toCsv(records)).toBe(
    'name,value,at,none,list\r\n"a ""b"", c",0.30000000000000004,1970-01-01T00:00:00.000Z,,[1]\r\n',
  );
});

test('takes the columns that are asked for, in their order', () => {
  expect(toCsv([{ a: 1, b: 2 }], ['b', 'a'])).toBe('b,a\r\n2,1\r\n');
});

test('is read back as it was by a reader of RFC 4180', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { minLength: 1 }), (rows) => {
      expect(parseCsv(tableToCsv({ columns: ['a', 'b'], rows })).slice(1)).toEqual(rows);
    }),
  );
});

/** A reader written from the grammar of RFC 4180, section 2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, at] = [[] as string[], 0];
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        field += text[at];
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') field += text[at++];
    row.push(field);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      rows.push(row);
      [row, at] = [[], at + 2];
    }
  }
  return rows;
}
