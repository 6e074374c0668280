/** @file The reference values under test/golden are the ones they were taken from, where those are at hand. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const GOLDEN = join(import.meta.dirname, '../golden/numerics');
const SOURCE = join(import.meta.dirname, '../../../shared/fixtures/numerics');

test('the golden copies of the numerical references are byte for byte the originals, and none is missing', (context) => {
  if (!existsSync(SOURCE)) return context.skip('the originals are not on this machine');
  for (const folder of ['features', 'knn', 'logistic', 'metrics']) {
    const files = readdirSync(join(SOURCE, folder));
    expect(readdirSync(join(GOLDEN, folder)), folder).toEqual(files);
    for (const file of files) {
      const isSame = readFileSync(join(GOLDEN, folder, file)).equals(readFileSync(join(SOURCE, folder, file)));
      expect(isSame, `${folder}/${file}`).toBe(true);
    }
  }
  expect(readFileSync(join(GOLDEN, 'bad-input.json'), 'utf8')).toBe(
    readFileSync(join(SOURCE, 'bad-input.json'), 'utf8'),
  );
});
