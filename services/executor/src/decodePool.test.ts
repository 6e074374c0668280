import { afterEach, expect, test } from 'vitest';
import { TerminalError } from '@regatta/jobs';
import type { Preprocessing } from '@regatta/vision';
import { DecodePool } from './decodePool.ts';

const MOODY = new URL('../test/moodyThread.ts', import.meta.url);
const DEAD = new URL('../test/deadThread.ts', import.meta.url);
/** The moody thread looks at no recipe. */
const ANY = {} as Preprocessing;

const pools: DecodePool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function openPool(options: { threads: number; thread: URL }): DecodePool {
  const pool = new DecodePool(options);
  pools.push(pool);
  return pool;
}

const decode = (pool: DecodePool, ...bytes: number[]) => pool.decode(Uint8Array.from(bytes), ANY);

test('answers each request with its own pixels or reason, over all threads', async () => {
  const pool = openPool({ threads: 3, thread: MOODY });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => decode(pool, i % 7 === 0 ? 1 : 0, i)));
  for (const [i, answer] of answers.entries()) {
    if (i % 7 === 0) expect(answer).toMatchObject({ reason: 'not an image' });
    else expect(answer).toMatchObject({ pixels: Uint8Array.of(i) });
  }
});

test('leaves the bytes of the caller as they are', async () => {
  const pool = openPool({ threads: 1, thread: MOODY });
  const shard = Uint8Array.of(9, 9, 0, 42, 9);
  expect(await pool.decode(shard.subarray(2, 4), ANY)).toMatchObject({ pixels: Uint8Array.of(42) });
  expect([...shard]).toEqual([9, 9, 0, 42, 9]);
  const buffer = Buffer.from([0, 43]);
  expect(await pool.decode(buffer, ANY)).toMatchObject({ pixels: Uint8Array.of(43) });
  expect([...buffer]).toEqual([0, 43]);
});

test('rejects what has a fault of its own, and goes on with the same thread', async () => {
  const pool = openPool({ threads: 1, thread: MOODY });
  const fault = decode(pool, 2);
  await expect(fault).rejects.toBeInstanceOf(TerminalError);
  await expect(fault).rejects.toThrow('Decoding has a fault of its own: a bug');
  expect(await decode(pool, 0, 5)).toMatchObject({ pixels: Uint8Array.of(5) });
});

test.each([
  [3, 'throws', /died: Error: nobody caught this/],
  [4, 'exits', /died: ended by itself/],
  [5, 'runs out of memory', /died: .*memory/],
])(
  'when a thread dies of image %i (%s), only that image fails; the others of its queue are decoded',
  async (mood, _, message) => {
    const pool = openPool({ threads: 1, thread: MOODY });
    const before = decode(pool, 0, 1);
    const deadly = decode(pool, mood);
    const after = [decode(pool, 0, 2), decode(pool, 1), decode(pool, 0, 3)];
    await expect(deadly).rejects.toThrow(message);
    expect(await before).toMatchObject({ pixels: Uint8Array.of(1) });
    expect(await Promise.all(after)).toMatchObject([
      { pixels: Uint8Array.of(2) },
      { reason: 'not an image' },
      { pixels: Uint8Array.of(3) },
    ]);
  },
  30_000,
);

test('does not start threads for ever that die before their first answer', async () => {
  const pool = openPool({ threads: 2, thread: DEAD });
  await expect(decode(pool, 0)).rejects.toThrow(/died: Error: no such library/);
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => decode(pool, 0)));
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  await expect(decode(pool, 0)).rejects.toThrow('No decode thread can be started.');
});

test('rejects what is under way when it is closed', async () => {
  const pool = openPool({ threads: 1, thread: MOODY });
  const waiting = expect(decode(pool, 0)).rejects.toThrow('closed');
  await pool.close();
  await waiting;
  await expect(decode(pool, 0)).rejects.toThrow('closed');
});
