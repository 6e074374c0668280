import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha } from '../test/arbitraries.ts';
import { DatasetError } from './errors.ts';
import { tarLayout, writeTar, type TarEntry } from './tar.ts';

const run = promisify(execFile);
const anyEntries = fc.array(
  fc.record({
    path: fc.integer({ min: 0, max: 999 }).map((i) => `${sha(String(i))}.jpg`),
    bytes: fc.uint8Array({ maxLength: 2000 }),
  }),
  { maxLength: 12 },
);

describe('an archive', () => {
  test('holds each file at its offset, as the layout foretold', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { bytes, offsets } = writeTar(entries);
        expect(tarLayout(entries.map((entry) => entry.bytes.length))).toEqual({ offsets, size: bytes.length });
        entries.forEach((entry, i) => {
          expect(bytes.subarray(offsets[i], offsets[i]! + entry.bytes.length)).toEqual(entry.bytes);
        });
        expect(bytes.length % 512).toBe(0);
        expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  test('is the same bytes for the same files, whenever it is written', () => {
    const entries: TarEntry[] = [{ path: 'a.jpg', bytes: new Uint8Array([1, 2, 3]) }];
    // Pinned: another byte would be another shard, and every feature of every dataset would be computed again.
    const hash = createHash('sha256').update(writeTar(entries).bytes).digest('hex');
    expect(hash).toBe('2dd9d3d75aa3133e4ff5d3cf5bd15431d3686fabac07284ae07335d29c57d7fd');
  });

  test('is read by the tar of the system', async (context) => {
    const hasTar = await run('tar', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasTar) return context.skip('there is no tar');
    const folder = await mkdtemp(join(tmpdir(), 'regatta tar '));
    try {
      const entries = [0, 1, 511, 512, 513, 70_000].map((size): TarEntry => ({
        path: `${sha(`file ${size}`)}.png`,
        bytes: Uint8Array.from({ length: size }, (_, i) => (i * 31) % 256),
      }));
      await writeFile(join(folder, 'shard.tar'), writeTar(entries).bytes);
      await run('tar', ['-xf', 'shard.tar'], { cwd: folder });
      for (const { path, bytes } of entries) {
        expect(Buffer.compare(await readFile(join(folder, path)), bytes), path).toBe(0);
        const { mode, mtimeMs } = await stat(join(folder, path));
        expect([mode & 0o777, mtimeMs]).toEqual([0o644, 0]);
      }
      expect(await readdir(folder)).toHaveLength(entries.length + 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('refuses names that its header cannot hold', () => {
    const named = (path: string) => () => writeTar([{ path, bytes: new Uint8Array() }]);
    expect(named('x'.repeat(100))).not.toThrow();
    expect(named('x'.repeat(101))).toThrow(DatasetError);
    expect(named('ä'.repeat(51))).toThrow(/Expected a path of 1 to 100 bytes/);
    expect(named('')).toThrow(DatasetError);
    expect(() => tarLayout([8 ** 11])).toThrow(/at most 8589934591 bytes, got one of 8589934592/);
  });
});
