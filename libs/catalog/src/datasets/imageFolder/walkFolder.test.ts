import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, type TestContext } from 'vitest';
import { temporaryFolder, writeTree } from '../../../test/folders.ts';
import { CatalogError } from '../../errors.ts';
import { walkFolder } from './walkFolder.ts';

describe('a walk', () => {
  test('lists files by name, and what is hidden with its reason', async () => {
    const folder = await temporaryFolder();
    await writeTree(folder, {
      'b/2.jpg': 'x',
      'b/10.jpg': 'x',
      'a/.DS_Store': 'x',
      '.git/HEAD': 'x',
      'a/Thumbs.db': 'x',
    });
    const { files, rejected } = await walkFolder(folder);
    expect(files).toEqual(['b/10.jpg', 'b/2.jpg']);
    const reason = 'hidden, or left behind by a file manager';
    expect(rejected).toEqual(['.git/', 'a/.DS_Store', 'a/Thumbs.db'].map((path) => ({ path, reason })));
  });

  test('takes names of any script', async () => {
    const folder = await temporaryFolder();
    await writeTree(folder, { 'été/写真 1.jpg': 'x', 'кот/😀.png': 'x' });
    expect((await walkFolder(folder)).files).toEqual(['été/写真 1.jpg', 'кот/😀.png']);
  });

  test('names a file whose name is no UTF-8', async (context) => {
    const folder = await temporaryFolder();
    const name = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0x2e, 0x6a, 0x70, 0x67])]);
    await writeFile(name, 'x').catch(() => context.skip('the file system takes only UTF-8'));
    expect((await walkFolder(folder)).rejected[0]!.reason).toBe('its name is not valid UTF-8: rename it');
  });

  test('follows links out of the folder once, and ends however they lead in circles', async () => {
    const folder = await temporaryFolder();
    const outside = await temporaryFolder();
    await writeTree(outside, { 'deep/1.jpg': 'x', 'one.jpg': 'x' });
    await writeTree(folder, { 'cat/1.jpg': 'x' });
    await symlink(outside, join(folder, 'dog'));
    await symlink(outside, join(folder, 'dog again'));
    await symlink(join(outside, 'one.jpg'), join(folder, 'cat', 'linked.jpg'));
    await symlink(folder, join(folder, 'cat', 'up'));
    await symlink(join(folder, 'cat'), join(folder, 'copy of cat'));
    await symlink(folder, join(outside, 'back'));
    await symlink(join(folder, 'nowhere'), join(folder, 'cat', 'broken.jpg'));
    await symlink('self', join(folder, 'self'));
    const { files, rejected } = await walkFolder(folder);
    expect(files).toEqual(['cat/1.jpg', 'cat/linked.jpg', 'dog/deep/1.jpg', 'dog/one.jpg']);
    const reasons = Object.fromEntries(rejected.map(({ path, reason }) => [path, reason]));
    expect(Object.keys(reasons).sort()).toEqual(
      ['cat/broken.jpg', 'cat/up/', 'copy of cat/', 'dog again/', 'dog/back/', 'self'].sort(),
    );
    expect(reasons['cat/broken.jpg']).toMatch(/a symbolic link that leads nowhere \(ENOENT/);
    expect(reasons['copy of cat/']).toMatch(/a symbolic link to .*cat, which is read at its own place/);
    expect(reasons['self']).toBe('a symbolic link that leads to itself');
  });

  test('of what is no folder says so', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'photos.zip'), 'x');
    await expect(walkFolder(join(folder, 'no'))).rejects.toThrow(/Cannot read .*no: there is no such folder/);
    await expect(walkFolder(join(folder, 'photos.zip'))).rejects.toThrow(/got the file .* must be unpacked first/);
    await expect(walkFolder(folder, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });

  test('ends at a folder that cannot be read: nobody knows what is in it', async (context) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'cat', 'locked'), { recursive: true });
    await chmod(folder, 0o755);
    await chmod(join(folder, 'cat', 'locked'), 0o000);
    const message = await messageAsNobody(folder, context);
    expect(message).toMatch(/Cannot read the folder .*cat\/locked: EACCES.* Make it readable \(chmod u\+rx\)/);
  });
});

/** The message of a walk by a user whom permissions bind: root may read everything. */
async function messageAsNobody(folder: string, context: TestContext): Promise<string> {
  if (process.getuid?.() !== 0) {
    const error: unknown = await walkFolder(folder).catch((thrown: unknown) => thrown);
    return error instanceof CatalogError ? error.message : String(error);
  }
  const script = `
    import { walkFolder } from ${JSON.stringify(new URL('./walkFolder.ts', import.meta.url).href)};
    await walkFolder(process.argv.at(-1)).catch((error) => console.log(error.message));`;
  const options = { uid: 65_534, gid: 65_534, cwd: '/' };
  const ran = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, folder], options).catch(
    () => context.skip('another user cannot run Node here'),
  );
  return ran.stdout;
}
