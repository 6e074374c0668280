import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../test/folders.ts';
import { openCatalogFile } from './catalogFile.ts';
import { CatalogError } from './errors.ts';

const Entry = z.strictObject({ hash: z.string() });
const datasetsOf = (folder: string) => openCatalogFile(folder).section('datasets', Entry);

describe('the catalog file', () => {
  test('is empty before the first change, and made by it, with its folder', async () => {
    const folder = join(await temporaryFolder(), 'deep', '.regatta');
    const datasets = datasetsOf(folder);
    expect([...(await datasets.entries())]).toEqual([]);
    await datasets.set('b', { hash: '2' });
    await datasets.set('a', { hash: '1' });
    await datasets.set('b', { hash: '3' });
    expect([...(await datasetsOf(folder).entries())]).toEqual([
      ['a', { hash: '1' }],
      ['b', { hash: '3' }],
    ]);
    expect(await readdir(folder)).toEqual(['catalog.json']);
  });

  test('replaces an entry only where it may', async () => {
    const datasets = datasetsOf(await temporaryFolder());
    const unless = (hash: string) => (before: { hash: string }) => before.hash !== hash;
    expect(await datasets.set('a', { hash: '1' }, () => false)).toBe(true);
    expect(await datasets.set('a', { hash: '2' }, unless('1'))).toBe(false);
    expect((await datasets.entries()).get('a')).toEqual({ hash: '1' });
    expect(await datasets.set('a', { hash: '2' }, unless('3'))).toBe(true);
    expect((await datasets.entries()).get('a')).toEqual({ hash: '2' });
  });

  test('keeps the sections apart', async () => {
    const folder = await temporaryFolder();
    const file = openCatalogFile(folder);
    await file.section('datasets', Entry).set('x', { hash: 'd' });
    await file.section('encoders', Entry).set('x', { hash: 'e' });
    expect([...(await file.section('datasets', Entry).entries())]).toEqual([['x', { hash: 'd' }]]);
    expect([...(await file.section('encoders', Entry).entries())]).toEqual([['x', { hash: 'e' }]]);
  });

  test('loses no change of several processes, and is whole whenever it is read', async () => {
    const folder = await temporaryFolder();
    const script = `
      import { openCatalogFile } from ${JSON.stringify(new URL('./catalogFile.ts', import.meta.url).href)};
      import { z } from 'zod';
      const [folder, name] = process.argv.slice(-2);
      const section = openCatalogFile(folder).section('datasets', z.any());
      for (let i = 0; i < 15; i++) await section.set(name + i, { hash: String(i) });`;
    let isDone = false;
    const writers = Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, folder, name], {
          cwd: import.meta.dirname,
        }),
      ),
    ).finally(() => (isDone = true));
    const datasets = datasetsOf(folder);
    let size = 0;
    while (!isDone) {
      const entries = await datasets.entries();
      expect(entries.size).toBeGreaterThanOrEqual(size);
      size = entries.size;
    }
    await writers;
    expect((await datasets.entries()).size).toBe(60);
    expect(await readdir(folder)).toEqual(['catalog.json']);
  });

  test.each([
    ['{', /is not a catalog: .*JSON/],
    ['{"version":2}', /version/],
    ['{"version":1,"datasets":{"cats":{"hash":5}}}', /datasets\.cats: .*expected string/s],
  ])('that reads %s is refused with a cure', async (text, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'catalog.json'), text);
    const failure = datasetsOf(folder).entries();
    await expect(failure).rejects.toThrow(CatalogError);
    await expect(failure).rejects.toThrow(expected);
    await expect(failure).rejects.toThrow(/move it away and add your datasets and encoders again/);
  });

  test('that cannot be read or written says where', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'catalog.json'));
    await expect(datasetsOf(folder).entries()).rejects.toThrow(
      /Cannot read .*catalog\.json: EISDIR.* There is a folder under this name: move it away/,
    );
    await writeFile(join(folder, 'file'), '');
    await expect(datasetsOf(join(folder, 'file', 'below')).set('a', { hash: '' })).rejects.toThrow(
      /Cannot make the folder .*below: ENOTDIR/,
    );
  });

  test('is not written when nothing changes', async () => {
    const folder = await temporaryFolder();
    await datasetsOf(folder).set('a', { hash: '1' });
    const before = `${await readFile(join(folder, 'catalog.json'), 'utf8')}\n\n`;
    await writeFile(join(folder, 'catalog.json'), before);
    await datasetsOf(folder).set('a', { hash: '1' });
    expect(await readFile(join(folder, 'catalog.json'), 'utf8')).toBe(before);
  });
});
