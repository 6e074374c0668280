import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TABLE_BEGIN, TABLE_END, tapsTable } from '../../test/tapsTable.ts';
import { readRegistry } from './registryFiles.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/encoders.md');

test('the docs show the taps that the registry has, and why', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(TABLE_BEGIN), page.indexOf(TABLE_END)];
  expect(from).toBeGreaterThan(0);
  expect(to).toBeGreaterThan(from);
  const table = `${TABLE_BEGIN}\n${tapsTable(await readRegistry())}\n`;
  // UPDATE_DOCS=1 writes the table anew.
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page.slice(0, from) + table + page.slice(to));
  expect(readFileSync(PAGE, 'utf8')).toContain(table);
});
