import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TerminalError } from '@regatta/jobs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BlobInfo, BlobSource } from './blobs.ts';
import { BlobChangedError, BlobKeyError, BlobNotFoundError } from './errors.ts';
import { getExactly } from './getExactly.ts';
import { openSource } from './openBlobs.ts';
import { BUCKET, FakeS3 } from './s3/fakeS3.testkit.ts';

const OBJECTS = {
  'class one/Été (1) & 2 + 3 = 5%.jpg': 'a picture',
  'class one/~tmp/x': 'x',
  "O'Hare/日本.png": 'another one',
  plain: 'p',
};
const CHANGED_AT = new Date('2024-05-01T12:00:00Z');

async function folder(): Promise<BlobSource> {
  const path = await mkdtemp(join(tmpdir(), 'regatta my pictures '));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  for (const [key, text] of Object.entries(OBJECTS)) {
    await mkdir(dirname(join(path, key)), { recursive: true });
    await writeFile(join(path, key), text);
    await utimes(join(path, key), CHANGED_AT, CHANGED_AT);
  }
  await symlink(join(path, 'nowhere'), join(path, 'leads nowhere'));
  return openSource(pathToFileURL(path).href);
}

async function bucket(): Promise<{ source: BlobSource; server: FakeS3 }> {
  const server = new FakeS3({ pageKeys: 2 });
  for (const [key, text] of Object.entries(OBJECTS)) server.objects.set(`my pictures/${key}`, Buffer.from(text));
  // What consoles put there for a folder.
  server.objects.set('my pictures/class one/', Buffer.alloc(0));
  server.objects.set('my pictures 2/x', Buffer.from('x'));
  const source = await openSource(`s3://${BUCKET}/my pictures`, await server.start());
  onTestFinished(async () => {
    await source.close();
    await server.stop();
  });
  return { source, server };
}

async function listed(source: BlobSource, prefix: string): Promise<BlobInfo[]> {
  const infos: BlobInfo[] = [];
  for await (const info of source.list(prefix)) infos.push(info);
  return infos;
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe.each([
  ['a folder of somebody else', folder],
  ['a bucket of somebody else', async () => (await bucket()).source],
])('%s', (_, open) => {
  test('is listed under whatever names there are, with the time of the last change', async () => {
    const source = await open();
    const expected = Object.entries(OBJECTS)
      .map(([key, text]) => ({ key, bytes: Buffer.byteLength(text), changedAtMs: CHANGED_AT.getTime() }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    expect(await listed(source, '')).toEqual(expected);
    expect((await listed(source, 'class one/É')).map(({ key }) => key)).toEqual(['class one/Été (1) & 2 + 3 = 5%.jpg']);
  });

  test('is read whole, by range, and looked up', async () => {
    const source = await open();
    for (const [key, text] of Object.entries(OBJECTS)) {
      expect(Buffer.from(await source.get(key)).toString()).toBe(text);
      expect(await source.head(key)).toEqual({ key, bytes: Buffer.byteLength(text) });
    }
    const [key] = Object.keys(OBJECTS);
    expect(Buffer.from(await source.get(key!, { offset: 2, length: 3 })).toString()).toBe('pic');
    await expect(source.get('class one/no')).rejects.toThrow(BlobNotFoundError);
  });

  test.each(['', '/etc/passwd', '../other', 'class one/../../x', 'a/./b', 'folder/', 'a\0b'])(
    'has no object under the key %j',
    async (key) => {
      const source = await open();
      await expect(source.get(key)).rejects.toThrow(BlobKeyError);
      await expect(source.head(key)).rejects.toThrow(BlobKeyError);
    },
  );

  test('is believed by length and hash: other bytes are an error that names the key and the cure', async () => {
    const source = await open();
    const cure = 'Import it again.';
    const exact = { sha256: sha('another one'), bytes: 11, cure };
    expect(await getExactly(source, "O'Hare/日本.png", exact)).toHaveLength(11);
    const error = await getExactly(source, 'plain', exact).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BlobChangedError);
    expect(error).toBeInstanceOf(TerminalError);
    expect(String(error)).toMatch(
      /`plain` in .*my.*pictures.* is not what it was: expected 11 bytes .*, got 1 bytes with .*\. Import it again\.$/,
    );
  });
});

test('bytes that changed on their way are read once more', async () => {
  const { source, server } = await bucket();
  let reads = 0;
  const damaging = {
    url: source.url,
    get: async (key: string) => (reads++ === 0 ? new Uint8Array(1) : source.get(key)),
  };
  const exact = { sha256: sha('p'), bytes: 1, cure: '' };
  expect(await getExactly(damaging, 'plain', exact)).toEqual(new Uint8Array(Buffer.from('p')));
  server.fail('truncate');
  expect(await getExactly(source, 'plain', exact)).toHaveLength(1);
});
