import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha } from '../test/arbitraries.ts';
import { shardImages, type Shardable } from './shards.ts';

const LIMITS = { imagesMax: 8, bytesMax: 1000 };
const anyImages = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 400 })), { maxLength: 120 })
  .map((images) => images.map(([content, bytes]): Shardable => ({ sha256: sha(`content ${content}`), bytes })));
const contents = (images: readonly Shardable[], shards: number[][]) =>
  shards.map((shard) => shard.map((i) => images[i]!.sha256).join(' '));

describe('shards', () => {
  test('hold every image once', () => {
    fc.assert(
      fc.property(anyImages, (images) => {
        const positions = shardImages(images, LIMITS).flat();
        expect(positions.sort((a, b) => a - b)).toEqual([...images.keys()]);
      }),
    );
  });

  test('are no larger than asked, but for one large image or equal ones', () => {
    fc.assert(
      fc.property(anyImages, (images) => {
        for (const shard of shardImages(images, LIMITS)) {
          const bytes = shard.reduce((sum, i) => sum + images[i]!.bytes, 0);
          const isSmall = shard.length <= LIMITS.imagesMax && bytes <= LIMITS.bytesMax;
          expect(isSmall || new Set(shard.map((i) => images[i]!.sha256)).size === 1).toBe(true);
        }
      }),
    );
  });

  test('do not depend on the order in which images are listed', () => {
    const distinct = anyImages.map((images) => [...new Map(images.map((image) => [image.sha256, image])).values()]);
    fc.assert(
      fc.property(distinct, (images) => {
        const reversed = images.toReversed();
        expect(contents(reversed, shardImages(reversed, LIMITS))).toEqual(
          contents(images, shardImages(images, LIMITS)),
        );
      }),
    );
  });

  test('stay as they are when one image is added, all but the one that takes it', () => {
    fc.assert(
      fc.property(anyImages, fc.integer({ min: 0, max: 10_000 }), (images, content) => {
        const more = [...images, { sha256: sha(`content ${content}`), bytes: 100 }];
        const before = contents(images, shardImages(images, LIMITS));
        const after = new Set(contents(more, shardImages(more, LIMITS)));
        expect(before.filter((shard) => !after.has(shard)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are of a few hundred images by default', () => {
    const images = Array.from({ length: 10_000 }, (_, i) => ({ sha256: sha(String(i)), bytes: 5000 }));
    const sizes = shardImages(images).map((shard) => shard.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
    expect(sizes.length).toBeLessThan(100);
  });

  test('of no images are none', () => {
    expect(shardImages([])).toEqual([]);
  });
});
