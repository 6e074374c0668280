import { createHash } from 'node:crypto';
import { chmod, readFile, readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { png, temporaryFolder, writeTree } from '../../../test/folders.ts';
import type { ImportProgress } from '../imported.ts';
import { FILE_BYTES_MAX } from './fileTasks.ts';
import { ImportMemory } from './importMemory.ts';
import { readFiles, type ReadFile } from './readFiles.ts';

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function setUp(files: Readonly<Record<string, number | string | Uint8Array>>) {
  const folder = await temporaryFolder();
  const project = await temporaryFolder();
  await writeTree(folder, files);
  const open = () => ImportMemory.open(project, folder);
  const read = async (memory: ImportMemory, onProgress?: (progress: ImportProgress) => void): Promise<ReadFile[]> =>
    readFiles(folder, Object.keys(files), { memory, onProgress });
  return { folder, project, open, read };
}

describe('files', () => {
  test('are told by their bytes: a hash for an image, a reason for what is none', async () => {
    const picture = await png(1);
    const { folder, open, read } = await setUp({
      'a.png': picture,
      'b.jpg': '<html>',
      'c.gif': '',
      'd.bmp': 'x',
      e: 2,
    });
    await truncate(join(folder, 'd.bmp'), FILE_BYTES_MAX + 1);
    const [a, b, c, d, e] = await read(await open());
    expect(a).toEqual({ bytes: picture.length, content: { extension: 'png', sha256: sha(picture) } });
    expect(b).toMatchObject({ bytes: 6, content: { reason: expect.stringMatching(/got markup/) } });
    expect(c).toEqual({ bytes: 0, content: { reason: 'The file is empty.' } });
    expect(d!.content).toEqual({ reason: expect.stringMatching(/at most 134217728 bytes, got 134217729/) });
    expect(e!.content).toEqual({ extension: 'png', sha256: sha(await png(2)) });
  });

  test('that cannot be opened have the system’s reason, which is not remembered', async (context) => {
    if (process.getuid?.() === 0) return context.skip('root may read everything');
    const { folder, open, read } = await setUp({ 'a.png': 1 });
    await chmod(join(folder, 'a.png'), 0);
    const memory = await open();
    expect((await read(memory))[0]!.content).toEqual({ reason: expect.stringMatching(/^cannot be read: EACCES/) });
    await memory.save([]);
    expect((await open()).recall('a.png')).toBeNull();
  });

  test('that are gone are a reason too', async () => {
    const { folder, open } = await setUp({});
    const [missing] = await readFiles(folder, ['no.png'], { memory: await open() });
    expect(missing!.content).toEqual({ reason: expect.stringMatching(/^cannot be read: ENOENT/) });
  });

  test('are told in the order of their paths, however many threads read them', async () => {
    const pictures = Array.from({ length: 700 }, (_, i) => `\x89not a picture ${i}`);
    const { open, read } = await setUp(Object.fromEntries(pictures.map((text, i) => [`f${i}`, text])));
    const told: number[] = [];
    const results = await read(await open(), ({ done }) => told.push(done));
    expect(results.map(({ bytes }) => bytes)).toEqual(pictures.map((text) => Buffer.byteLength(text)));
    expect(told.at(-1)).toBe(700);
  });
});

describe('the memory of an import', () => {
  test('spares reading what has not changed, and notices what has', async () => {
    const { folder, open, read } = await setUp({ 'a.png': 1, 'b.png': 2 });
    const first = await open();
    const before = await read(first);
    await first.save([]);
    // Same size and time of change: only the inode tells.
    const other = Buffer.from(await readFile(join(folder, 'b.png')));
    other[other.length - 1]! ^= 1;
    await writeFile(join(folder, 'b.png'), other);
    await utimes(join(folder, 'b.png'), new Date('2024-05-01T12:00:00Z'), new Date('2024-05-01T12:00:00Z'));
    const second = await open();
    expect(second.recall('a.png')).not.toBeNull();
    const after = await read(second);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]!.content).toMatchObject({ sha256: sha(other) });
  });

  test('does not trust a file that was changed moments before it was read', async () => {
    const { folder, open, read } = await setUp({ 'a.png': 1, 'b.png': 2 });
    await utimes(join(folder, 'a.png'), new Date(), new Date());
    const memory = await open();
    await read(memory);
    await memory.save([]);
    const later = await open();
    expect([later.recall('a.png'), later.recall('b.png')]).toEqual([null, expect.anything()]);
  });

  test('outlives an import that is killed, also in the middle of a line', async () => {
    const { folder, project, open, read } = await setUp(
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, `file ${i}`])),
    );
    const killed = await open();
    await read(killed);
    await killed.rememberShard('a'.repeat(64), { sha256: 'b'.repeat(64), bytes: 7 });
    // Nothing was saved: what is there was written on the way.
    const next = await open();
    expect(next.recall('f4999')).not.toBeNull();
    expect(next.shard('a'.repeat(64))).toEqual({ sha256: 'b'.repeat(64), bytes: 7 });

    const path = join(project, 'imports', (await readdir(join(project, 'imports')))[0]!);
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n').filter((line) => line.startsWith('{"files":[['));
    const [kept, lost] = [lines[0]!, lines.at(-1)!].map((line) => /"(f\d+)"/.exec(line)![1]!) as [string, string];
    await writeFile(path, text.slice(0, text.indexOf(lines.at(-1)!) + 100));
    const cut = await open();
    expect(cut.recall(kept)).not.toBeNull();
    expect(cut.recall(lost)).toBeNull();
    const results = await readFiles(folder, [kept, lost], { memory: cut });
    expect(results.map(({ bytes }) => bytes)).toEqual([kept, lost].map((name) => `file ${name.slice(1)}`.length));
    await cut.save([{ path: 'x', reason: 'y' }]);
    expect((await open()).recall(lost)).not.toBeNull();
  });

  test('of another folder or another version is none', async () => {
    const { project, open, read } = await setUp({ 'a.png': 1 });
    const memory = await open();
    await read(memory);
    await memory.save([]);
    const path = join(project, 'imports', (await readdir(join(project, 'imports')))[0]!);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"version":2', '"version":3'));
    expect((await open()).recall('a.png')).toBeNull();
    await writeFile(path, text.replace(/"folder":"[^"]*"/, '"folder":"/other"'));
    expect((await open()).recall('a.png')).toBeNull();
  });
});
