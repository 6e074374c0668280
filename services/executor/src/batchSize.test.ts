import { expect, test } from 'vitest';
import { BATCH_MIN, BatchSize } from './batchSize.ts';

const GIB = 2 ** 30;

/** Batches that follow each other when an image takes so many seconds and bytes. */
function batches(runs: number, { seconds = 0.001, bytes = 0, free = 100 * GIB }) {
  const batch = new BatchSize();
  let largest = 0;
  return Array.from({ length: runs }, () => {
    const images = batch.images;
    const grownBytes = Math.max(0, images - largest) * bytes;
    largest = Math.max(largest, images);
    batch.observe({ images, seconds: images * seconds, grownBytes, freeBytes: free - largest * bytes });
    return images;
  });
}

test('grows from two to what takes less than half a second, and stays there', () => {
  expect(batches(6, { seconds: 0.001 })).toEqual([2, 8, 32, 128, 256, 256]);
  expect(batches(6, { seconds: 0.01 })).toEqual([2, 8, 32, 32, 32, 32]);
});

test('runs a slow encoder two images at a time, so that it hears a stop', () => {
  expect(batches(3, { seconds: 0.9 })).toEqual([BATCH_MIN, BATCH_MIN, BATCH_MIN]);
});

test('takes no more than a part of the free memory', () => {
  expect(batches(5, { bytes: 50e6, free: 8 * GIB })).toEqual([2, 8, 32, 64, 64]);
  expect(batches(3, { bytes: 4 * GIB, free: 8 * GIB })).toEqual([2, 2, 2]);
});

test('gives way to a machine that has become slower, and comes back', () => {
  const batch = new BatchSize();
  const observe = (seconds: number) => {
    batch.observe({ images: batch.images, seconds: batch.images * seconds, grownBytes: 0, freeBytes: GIB });
    return batch.images;
  };
  expect([0.01, 0.01, 0.01, 0.1, 0.01, 0.01].map(observe)).toEqual([8, 32, 32, 4, 16, 32]);
});

test('stays below a size that the memory did not hold', () => {
  const batch = new BatchSize();
  for (let run = 0; run < 4; run++)
    batch.observe({ images: batch.images, seconds: 0.001, grownBytes: 0, freeBytes: GIB });
  expect(batch.images).toBe(256);
  expect(batch.shrink()).toBe(true);
  batch.observe({ images: 128, seconds: 0.001, grownBytes: 0, freeBytes: GIB });
  expect(batch.images).toBe(128);
  while (batch.images > BATCH_MIN) expect(batch.shrink()).toBe(true);
  expect(batch.shrink()).toBe(false);
});
