import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { concurrently } from './concurrently.ts';

const bytesOf = () => 0;

describe('concurrent work', () => {
  test('gives results in the order of the items, and never does more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const results = await concurrently([5, 1, 4, 2, 3, 0], { limit: 3, bytesOf }, async (ms, index) => {
      most = Math.max(most, ++running);
      await sleep(ms);
      running--;
      return ms * 10 + index;
    });
    expect(results).toEqual([50, 11, 42, 23, 34, 5]);
    expect(most).toBe(3);
  });

  test('holds no more bytes at once than allowed, and takes a larger piece alone', async () => {
    let held = 0;
    let most = 0;
    const work = async (bytes: number) => {
      held += bytes;
      most = Math.max(most, held === bytes ? 0 : held);
      await sleep(1);
      held -= bytes;
    };
    await concurrently([4, 4, 4, 50, 4, 6], { limit: 6, bytesOf: (bytes) => bytes, bytesMax: 10 }, work);
    expect(most).toBeLessThanOrEqual(10);
    expect(most).toBeGreaterThan(0);
  });

  test('begins nothing after an error, and ends when what was under way has ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await sleep(item === 1 ? 1 : 20);
      if (item === 1) throw new Error('no');
      ended.push(item);
    };
    await expect(concurrently([0, 1, 2, 3, 4], { limit: 2, bytesOf }, work)).rejects.toThrow('no');
    expect([begun, ended]).toEqual([[0, 1], [0]]);
  });

  test('stops at a signal', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await sleep(1);
      if (item === 1) stop.abort();
    };
    const all = concurrently([0, 1, 2, 3], { limit: 1, bytesOf, signal: stop.signal }, work);
    await expect(all).rejects.toThrow(/abort/);
    expect(begun).toEqual([0, 1]);
  });
});
