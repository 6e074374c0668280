import { expect, onTestFinished, test, vi } from 'vitest';
import { InterruptedError } from '@regatta/jobs';
import { BatchSize } from './batchSize.ts';
import type { Decoded } from './decodePool.ts';
import { OutOfMemoryError, embedImages, type EmbedImagesOptions } from './embedImages.ts';
import type { Lap } from './stopwatch.ts';

/** Images of one pixel; a first byte of 255 cannot be read. */
const image = (value: number) => Uint8Array.of(value, 0, 0);
const images = (count: number) => Array.from({ length: count }, (_, i) => image(i % 255));

const decode = async (bytes: Uint8Array): Promise<Decoded> =>
  bytes[0] === 255 ? { reason: 'cut off' } : { pixels: bytes };

/** Features [red, batch size]. */
const forward = async (pixels: Uint8Array, count: number) =>
  Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? pixels[(i / 2) * 3]! : count));

function options(overrides: Partial<EmbedImagesOptions> = {}): EmbedImagesOptions {
  return {
    decode,
    forward,
    side: 1,
    batch: new BatchSize(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...overrides,
  };
}

test('gives each image its own row, whatever the order in which decoding ends', async () => {
  const delayed: EmbedImagesOptions['decode'] = async (bytes) => {
    await new Promise((resolve) => setTimeout(resolve, (bytes[0]! * 7) % 5));
    return decode(bytes);
  };
  const { features, dimension, unreadable } = await embedImages(images(100), options({ decode: delayed }));
  expect(dimension).toBe(2);
  expect(unreadable).toEqual([]);
  expect(Array.from({ length: 100 }, (_, row) => features[2 * row])).toEqual(images(100).map(([red]) => red));
});

test('leaves the rows of unreadable images NaN, names them, and fills their places in the batch', async () => {
  const sizes: number[] = [];
  const counting: EmbedImagesOptions['forward'] = (pixels, count) => {
    sizes.push(count);
    return forward(pixels, count);
  };
  const some = [image(255), image(1), image(255), image(2), image(3), image(255)];
  const { features, unreadable } = await embedImages(some, options({ forward: counting }));
  expect(unreadable).toEqual([0, 2, 5].map((row) => ({ row, reason: 'cut off' })));
  expect([0, 1, 2, 3, 4, 5].map((row) => features[2 * row])).toEqual([NaN, 1, NaN, 2, 3, NaN]);
  expect(sizes).toEqual([2, 2]);
});

test('answers for images of which none can be read', async () => {
  const { features, unreadable } = await embedImages([image(255), image(255)], options());
  expect(unreadable).toHaveLength(2);
  expect(features.every(Number.isNaN)).toBe(true);
});

test('never runs a batch of one: a lonely image gets company that is thrown away', async () => {
  const { features } = await embedImages([image(9)], options());
  expect([...features]).toEqual([9, 2]);
});

test('decodes ahead of the run, and no more than three batches', async () => {
  let [decoded, run, most] = [0, 0, 0];
  let isAhead = false;
  const counting: EmbedImagesOptions['decode'] = (bytes) => {
    most = Math.max(most, ++decoded - run);
    return decode(bytes);
  };
  const slow: EmbedImagesOptions['forward'] = async (pixels, count) => {
    isAhead ||= decoded > run + count;
    run += count;
    return forward(pixels, count);
  };
  const batch = new BatchSize();
  await embedImages(images(2000), options({ decode: counting, forward: slow, batch }));
  expect(isAhead).toBe(true);
  expect(most).toBeLessThanOrEqual(3 * 256);
});

test('takes a smaller batch when the memory does not hold it, and loses no image', async () => {
  let refusals = 0;
  const small: EmbedImagesOptions['forward'] = async (pixels, count) => {
    if (count > 8) {
      refusals++;
      throw new OutOfMemoryError('no room');
    }
    return forward(pixels, count);
  };
  const { features } = await embedImages(images(100), options({ forward: small }));
  expect(Array.from({ length: 100 }, (_, row) => features[2 * row])).toEqual(images(100).map(([red]) => red));
  expect(refusals).toBeGreaterThan(0);
  const never: EmbedImagesOptions['forward'] = async () => {
    throw new OutOfMemoryError('no room at all');
  };
  await expect(embedImages(images(3), options({ forward: never }))).rejects.toThrow('no room at all');
});

test('stays at a small batch where the machine has little memory, before it is refused any', async () => {
  const imageBytes = 2 ** 20;
  let resident = 100 * imageBytes;
  let largest = 0;
  const growing: EmbedImagesOptions['forward'] = async (pixels, count) => {
    resident += Math.max(0, count - largest) * imageBytes;
    largest = Math.max(largest, count);
    return forward(pixels, count);
  };
  const rss = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => resident);
  // A quarter of this holds ten more images than have been run.
  const available = vi.spyOn(process, 'availableMemory').mockReturnValue(40 * imageBytes);
  onTestFinished(() => [rss, available].forEach((spy) => spy.mockRestore()));
  const batch = new BatchSize();
  const { features } = await embedImages(images(300), options({ forward: growing, batch }));
  expect(largest).toBeGreaterThan(2);
  expect(largest).toBeLessThanOrEqual(32);
  expect(Array.from({ length: 300 }, (_, row) => features[2 * row])).toEqual(images(300).map(([red]) => red));
  available.mockReturnValue(0);
  for (let run = 0; run < 3; run++) await embedImages(images(10), options({ forward: growing, batch }));
  const before = largest;
  await embedImages(images(300), options({ forward: growing, batch }));
  expect(largest).toBe(before);
});

test('stops between two runs', async () => {
  const stop = new AbortController();
  let runs = 0;
  const stopping: EmbedImagesOptions['forward'] = async (pixels, count) => {
    if (++runs === 2) stop.abort(new InterruptedError('the worker stops'));
    return forward(pixels, count);
  };
  const embedding = embedImages(images(1000), options({ forward: stopping, signal: stop.signal }));
  await expect(embedding).rejects.toBeInstanceOf(InterruptedError);
  expect(runs).toBe(2);
});

test('ends with the error of a decode that broke down', async () => {
  const broken: EmbedImagesOptions['decode'] = async (bytes) => {
    if (bytes[0] === 5) throw new Error('a thread died');
    return decode(bytes);
  };
  await expect(embedImages(images(50), options({ decode: broken }))).rejects.toThrow('a thread died');
});

test('tells how far it is, with all images at the end', async () => {
  const laps: Lap[] = [];
  const { shares } = await embedImages(images(40), options({ onProgress: (lap) => laps.push(lap) }));
  expect(laps.at(-1)).toMatchObject({ done: 40 });
  for (const { busy, starved } of [...laps, shares]) {
    expect(busy + starved).toBeLessThanOrEqual(1 + 1e-9);
    expect(busy).toBeGreaterThan(0);
  }
});
