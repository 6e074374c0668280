import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folders.ts';
import { CatalogError } from './errors.ts';
import { withFileLock } from './fileLock.ts';

describe('a lock', () => {
  test('lets one holder in at a time, and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    let inside = 0;
    let most = 0;
    const hold = () =>
      withFileLock(join(folder, 'lock'), async () => {
        most = Math.max(most, ++inside);
        await sleep(2);
        inside--;
      });
    await Promise.all(Array.from({ length: 10 }, hold));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is given up when its holder fails', async () => {
    const path = join(await temporaryFolder(), 'lock');
    await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withFileLock(path, async () => 'mine')).toBe('mine');
  });

  test('of a dead holder is taken over after a while', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), 'a process that was killed');
    const outcomes = await Promise.all(
      [1, 2, 3].map((i) => withFileLock(join(folder, 'lock'), async () => i, { holdMsMax: 50 })),
    );
    expect(outcomes).toEqual([1, 2, 3]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('tells a holder that slept too long that it lost it', async () => {
    const path = join(await temporaryFolder(), 'lock');
    let other: Promise<string> | undefined;
    const sleeper = withFileLock(path, async (lock) => {
      await lock.check();
      other = withFileLock(path, async () => sleep(30, 'other'), { holdMsMax: 30 });
      await sleep(100);
      await lock.check();
    });
    await expect(sleeper).rejects.toThrow(CatalogError);
    expect(await other).toBe('other');
  });

  test('cannot be made in a folder that is not there', async () => {
    const path = join(await temporaryFolder(), 'no', 'lock');
    await expect(withFileLock(path, async () => 0)).rejects.toThrow(/Cannot make the lock .*ENOENT/);
  });
});
