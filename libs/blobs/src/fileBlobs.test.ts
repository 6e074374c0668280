import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { blobsContract, listed } from './contract.testkit.ts';
import { BlobAccessError, BlobKeyError, BlobUrlError } from './errors.ts';
import { errorCode, fileError } from './fileErrors.ts';
import { openBlobs } from './openBlobs.ts';

const folders: string[] = [];
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regatta blobs '));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

blobsContract('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'regatta blobs '));
  const blobs = await openBlobs(pathToFileURL(join(folder, 'store')).href);
  return { blobs, dispose: () => rm(folder, { recursive: true, force: true }) };
});

describe('a folder of objects', () => {
  test('leaves no temporary file behind, whoever wins', async () => {
    const folder = await temporaryFolder();
    const blobs = await openBlobs(pathToFileURL(folder).href);
    await Promise.all(Array.from({ length: 8 }, () => blobs.put('a/b', new Uint8Array(1000))));
    expect(await readdir(join(folder, '~tmp'))).toEqual([]);
    expect(await listed(blobs, '')).toMatchObject([{ key: 'a/b', bytes: 1000 }]);
  });

  test('a writer that is killed midway leaves no object under the name', async () => {
    const folder = await temporaryFolder();
    const url = pathToFileURL(folder).href;
    const module = new URL('./mod.ts', import.meta.url).href;
    const script = `
      import { openBlobs } from ${JSON.stringify(module)};
      const blobs = await openBlobs(${JSON.stringify(url)});
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 30);
      for (let i = 0; ; i++) await blobs.put('killed/' + i, new Uint8Array(8_000_000));`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch(() => undefined);
    const blobs = await openBlobs(url);
    for await (const { bytes } of blobs.list('')) expect(bytes).toBe(8_000_000);
  }, 20_000);

  test('removes what a dead writer left a day ago, not what may be in work', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '~tmp'));
    await writeFile(join(folder, '~tmp', 'old'), 'x');
    await writeFile(join(folder, '~tmp', 'new'), 'x');
    const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(join(folder, '~tmp', 'old'), longAgo, longAgo);
    await openBlobs(pathToFileURL(folder).href);
    expect(await readdir(join(folder, '~tmp'))).toEqual(['new']);
  });

  test('says that an object cannot lie where others lie below it, and the other way round', async () => {
    const blobs = await openBlobs(pathToFileURL(await temporaryFolder()).href);
    await blobs.put('p/q', new Uint8Array(1));
    await expect(blobs.put('p', new Uint8Array(1))).rejects.toThrow(BlobKeyError);
    await expect(blobs.put('p/q/r', new Uint8Array(1))).rejects.toThrow(/p\/q\/r.*a part of its path is a file/);
  });

  test('says that a folder cannot be written', async (context) => {
    if (process.getuid?.() === 0) return context.skip('root may write everywhere');
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    const blobs = await openBlobs(pathToFileURL(folder).href);
    await expect(blobs.put('a', new Uint8Array(1))).rejects.toThrow(BlobAccessError);
    await chmod(folder, 0o700);
  });

  test('says what to do when the disk is full', async (context) => {
    // /dev/full takes no byte: a real ENOSPC from the real write.
    const full = await stat('/dev/full').catch(() => null);
    if (full === null) return context.skip('there is no /dev/full');
    const cause: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    expect(errorCode(cause)).toBe('ENOSPC');
    const error = fileError(cause, { verb: 'write', key: 'a/b', url: 'file:///store' });
    expect(error).toBeInstanceOf(BlobAccessError);
    expect(error.message).toMatch(/Cannot write `a\/b` in file:\/\/\/store: the disk is full\. Free space/);
  });

  test('explains an address it cannot read', async () => {
    await expect(openBlobs('file://host/share')).rejects.toThrow(BlobUrlError);
    await expect(openBlobs('/just/a/path')).rejects.toThrow(/file:\/\/\/absolute\/folder or s3:\/\/bucket/);
  });
});
