import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyManifest, request } from '../test/arbitraries.ts';
import { datasetSplitter } from './datasetSplitter.ts';
import { DatasetError } from './errors.ts';
import { SPLIT_PROTOCOLS, type SplitRequest } from './split.ts';

const none = (part: Partial<SplitRequest>) => request({ budget: 0, ...part });

/** null: the dataset cannot be split so. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
}

describe.each(SPLIT_PROTOCOLS)('a budget of 0 under %s', (protocol) => {
  test('is the test images that the largest budget leaves, and no label', () => {
    fc.assert(
      fc.property(anyManifest, fc.integer({ min: 0, max: 3 }), (manifest, seed) => {
        const splitter = datasetSplitter(manifest);
        const whole = attempt(() => splitter.split(request({ protocol, seed, budget: 'all' })));
        const bare = attempt(() => splitter.split(none({ protocol, seed })));
        expect(bare === null).toBe(whole === null);
        if (bare === null || whole === null) return;
        expect([bare.train.length, bare.val.length, bare.gotMin, bare.gotMax]).toEqual([0, 0, 0, 0]);
        expect(bare.test).toEqual(whole.test);
        expect(bare.subsets).toEqual(whole.subsets);
      }),
      { numRuns: 30 },
    );
  });

  test('is one split, whatever the draw and whether labels are held out', () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        const splitter = datasetSplitter(manifest);
        const hashes = [{}, { draw: 2 }, { holdOut: true }].map((change) =>
          attempt(() => splitter.splitHash(none({ protocol, ...change }))),
        );
        expect(new Set(hashes).size).toBe(1);
      }),
      { numRuns: 15 },
    );
  });
});
