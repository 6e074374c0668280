/** @file What every store must do. Each implementation's test runs this suite over the real thing. */
import { randomBytes } from 'node:crypto';
import { RetryableError, TerminalError } from '@regatta/jobs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobInfo, Blobs } from './blobs.ts';
import { BlobKeyError, BlobNotFoundError, BlobRangeError } from './errors.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

export async function listed(blobs: Blobs, prefix: string): Promise<BlobInfo[]> {
  const infos: BlobInfo[] = [];
  for await (const info of blobs.list(prefix)) infos.push(info);
  return infos;
}

async function keys(blobs: Blobs, prefix: string): Promise<string[]> {
  return (await listed(blobs, prefix)).map(({ key }) => key);
}

export interface OpenStore {
  /** Empty. */
  readonly blobs: Blobs;
  /** Puts it away. */
  dispose(): Promise<void>;
  /** False where two writers at the same moment may both be told that they created. @default true */
  readonly isRaceSafe?: boolean;
}

export function blobsContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name} as an object store`, () => {
    let blobs: Blobs;
    let dispose: () => Promise<void>;
    let isRaceSafe: boolean;
    beforeAll(async () => {
      ({ blobs, dispose, isRaceSafe = true } = await open());
    }, 60_000);
    afterAll(async () => {
      await blobs?.close();
      await dispose?.();
    });

    test('gives back the bytes that were put, whole and by range', async () => {
      const body = randomBytes(300_000);
      expect(await blobs.put('round/trip.bin', body)).toBe('created');
      expect(Buffer.compare(await blobs.get('round/trip.bin'), body)).toBe(0);
      const middle = await blobs.get('round/trip.bin', { offset: 12_345, length: 6789 });
      expect(Buffer.compare(middle, body.subarray(12_345, 12_345 + 6789))).toBe(0);
      const last = await blobs.get('round/trip.bin', { offset: 299_999, length: 1 });
      expect([...last]).toEqual([body[299_999]]);
      expect(await blobs.head('round/trip.bin')).toEqual({ key: 'round/trip.bin', bytes: 300_000 });
    });

    test('gives bytes that own their memory from its first byte, so that they can be viewed as numbers', async () => {
      await blobs.put('own/memory', new Uint8Array(new Float32Array([1, 2, 3]).buffer));
      const body = await blobs.get('own/memory');
      expect(body.byteOffset).toBe(0);
      expect([...new Float32Array(body.buffer, body.byteOffset, 3)]).toEqual([1, 2, 3]);
    });

    test('keeps an empty object and an empty range', async () => {
      expect(await blobs.put('empty', new Uint8Array())).toBe('created');
      expect(await blobs.get('empty')).toHaveLength(0);
      expect(await blobs.head('empty')).toEqual({ key: 'empty', bytes: 0 });
      await blobs.put('empty-range', bytes('abc'));
      expect(await blobs.get('empty-range', { offset: 3, length: 0 })).toHaveLength(0);
    });

    test('never overwrites: the first writer wins and the second is told', async () => {
      expect(await blobs.put('once', bytes('first'))).toBe('created');
      expect(await blobs.put('once', bytes('second, longer'))).toBe('exists');
      expect(text(await blobs.get('once'))).toBe('first');
    });

    test('lets exactly one of many racing writers create, and all see its bytes', async (context) => {
      if (!isRaceSafe) return context.skip('this store asks before it writes, and cannot do both at once');
      const bodies = Array.from({ length: 12 }, (_, writer) => new Uint8Array(50_000).fill(writer));
      const outcomes = await Promise.all(bodies.map((body) => blobs.put('race/one', body)));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      const winner = outcomes.indexOf('created');
      expect(Buffer.compare(await blobs.get('race/one'), bodies[winner]!)).toBe(0);
    });

    test('shows readers all of a large object or nothing', async () => {
      const body = randomBytes(20 * 1024 * 1024);
      let isDone = false;
      const writing = blobs.put('large/object', body).finally(() => (isDone = true));
      do {
        const info = await blobs.head('large/object');
        if (info !== null) expect(info.bytes).toBe(body.length);
      } while (!isDone);
      expect(await writing).toBe('created');
      expect(Buffer.compare(await blobs.get('large/object'), body)).toBe(0);
      expect(await blobs.put('large/object', body.subarray(1))).toBe('exists');
    }, 30_000);

    test('says which object is missing', async () => {
      await expect(blobs.get('no/such')).rejects.toThrow(BlobNotFoundError);
      await expect(blobs.get('no/such')).rejects.toThrow(/no object `no\/such` in .*:\/\//);
      await expect(blobs.get('no/such', { offset: 0, length: 3 })).rejects.toThrow(BlobNotFoundError);
      await expect(blobs.get('no/such', { offset: 0, length: 0 })).rejects.toThrow(BlobNotFoundError);
      await expect(blobs.get('no/such')).rejects.toBeInstanceOf(TerminalError);
      await expect(blobs.get('no/such')).rejects.not.toBeInstanceOf(RetryableError);
      expect(await blobs.head('no/such')).toBeNull();
      await blobs.put('folder/below', bytes('x'));
      expect(await blobs.head('folder')).toBeNull();
      await expect(blobs.get('folder')).rejects.toThrow(BlobNotFoundError);
      expect(await blobs.head('folder/below/deeper')).toBeNull();
    });

    test('refuses ranges outside the object', async () => {
      await blobs.put('short', bytes('abc'));
      await expect(blobs.get('short', { offset: 2, length: 2 })).rejects.toThrow(BlobRangeError);
      await expect(blobs.get('short', { offset: 9, length: 1 })).rejects.toThrow(/3 bytes, got 1 bytes from 9/);
      await expect(blobs.get('short', { offset: -1, length: 1 })).rejects.toThrow(BlobRangeError);
      await expect(blobs.get('short', { offset: 0.5, length: 1 })).rejects.toThrow(BlobRangeError);
    });

    test('lists a prefix in the order of keys, also across folders and characters before the slash', async () => {
      const put = ['list/b', 'list/a/2', 'list/a/10', 'list/a-b', 'list/a.b', 'list/a0', 'list/ab/c', 'listen'];
      for (const key of put) await blobs.put(key, bytes(key));
      const sorted = [...put].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keys(blobs, 'list')).toEqual(sorted);
      expect(await keys(blobs, 'list/')).toEqual(sorted.filter((key) => key.startsWith('list/')));
      expect(await keys(blobs, 'list/a/')).toEqual(['list/a/10', 'list/a/2']);
      expect(await keys(blobs, 'list/ab/c')).toEqual(['list/ab/c']);
      expect(await keys(blobs, 'list/zzz')).toEqual([]);
      expect(await keys(blobs, 'nowhere/at/all/')).toEqual([]);
      expect((await listed(blobs, 'list/a0'))[0]).toMatchObject({ key: 'list/a0', bytes: 7 });
      expect(await keys(blobs, '')).toEqual(expect.arrayContaining(sorted));
    });

    test('deletes, and deleting what is not there is no error', async () => {
      await blobs.put('gone', bytes('x'));
      await blobs.delete('gone');
      expect(await blobs.head('gone')).toBeNull();
      await blobs.delete('gone');
      await blobs.delete('never/was');
      expect(await blobs.put('gone', bytes('again'))).toBe('created');
      expect(text(await blobs.get('gone'))).toBe('again');
    });

    test.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      'a b',
      'a\\b',
      'ä',
      '~tmp/x',
      'a\0b',
    ])('refuses the key %j in every method', async (key) => {
      await expect(blobs.put(key, bytes('x'))).rejects.toThrow(BlobKeyError);
      await expect(blobs.get(key)).rejects.toThrow(BlobKeyError);
      await expect(blobs.head(key)).rejects.toThrow(BlobKeyError);
      await expect(blobs.delete(key)).rejects.toThrow(BlobKeyError);
    });

    test('refuses prefixes that no key can have, and keys that are too long', async () => {
      for (const prefix of ['../', '/', 'a//', 'a/../b', '~'])
        await expect(keys(blobs, prefix)).rejects.toThrow(BlobKeyError);
      await expect(blobs.put('x'.repeat(256), bytes('x'))).rejects.toThrow(BlobKeyError);
      await expect(blobs.put(`${'x/'.repeat(512)}xy`, bytes('x'))).rejects.toThrow(BlobKeyError);
      expect(await blobs.put('y'.repeat(255), bytes('x'))).toBe('created');
    });

    test('keeps keys apart that differ by special characters', async () => {
      const put = ['chars/a=1+2@x_y-z.npy', 'chars/a=1+2@x_y-z.npy.part', 'chars/a=1_2'];
      for (const key of put) await blobs.put(key, bytes(key));
      for (const key of put) expect(text(await blobs.get(key))).toBe(key);
    });
  });
}
