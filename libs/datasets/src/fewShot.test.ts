import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyManifest, anyRequest, balanced, manifestOf, request, splitOf } from '../test/arbitraries.ts';
import { DatasetError } from './errors.ts';
import { datasetSplitter, type DatasetSplitter } from './datasetSplitter.ts';
import type { DatasetManifest } from './manifest.ts';
import type { SplitRequest, Split } from './split.ts';

/** The split, or null where the manifest has nothing to train on or to test on. */
function splitIfAny(splitter: DatasetSplitter, asked: SplitRequest): Split | null {
  try {
    return splitter.split(asked);
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
}

function forAnySplit(
  check: (split: Split, manifest: DatasetManifest, splitter: DatasetSplitter, asked: SplitRequest) => void,
) {
  let checked = 0;
  fc.assert(
    fc.property(anyManifest, anyRequest, (manifest, asked) => {
      const splitter = datasetSplitter(manifest);
      const split = splitIfAny(splitter, asked);
      if (split === null) return;
      checked++;
      check(split, manifest, splitter, asked);
    }),
    { numRuns: 300 },
  );
  // The property must not hold because nothing could be split.
  expect(checked).toBeGreaterThan(150);
}

function overlap<T>(some: Iterable<T>, others: Iterable<T>): T[] {
  const known = new Set(others);
  return [...some].filter((item) => known.has(item));
}
const isInside = (part: Iterable<number>, whole: Iterable<number>) => overlap(part, whole).length === [...part].length;
const perLabel = (manifest: DatasetManifest, images: Iterable<number>) => {
  const counts = manifest.classes.map(() => 0);
  for (const i of images) counts[manifest.images[i]!.label]!++;
  return counts;
};

describe('a few-shot split', () => {
  test('puts an image on one side only, ascending, once', () => {
    forAnySplit(({ train, val, test: tested }) => {
      for (const side of [train, val, tested]) expect([...side]).toEqual([...new Set(side)].sort((a, b) => a - b));
      const all = [...train, ...val, ...tested];
      expect(new Set(all).size).toBe(all.length);
    });
  });

  test('lets no group straddle two sides', () => {
    forAnySplit(({ train, val, test: tested }, { images }) => {
      const groups = [train, val, tested].map(
        (side) => new Set([...side].map((i) => images[i]!.group).filter((group) => group !== null)),
      );
      expect(overlap(groups[0]!, groups[1]!)).toEqual([]);
      expect(overlap(groups[0]!, groups[2]!)).toEqual([]);
      expect(overlap(groups[1]!, groups[2]!)).toEqual([]);
    });
  });

  test('never trains or validates on official test images or on a domain out of distribution', () => {
    forAnySplit(({ train, val }, { images, domains, inDistribution }) => {
      const home = domains.indexOf(inDistribution ?? '');
      for (const i of [...train, ...val]) {
        expect(images[i]!.split).not.toBe('test');
        if (inDistribution !== null) expect(images[i]!.domain).toBe(home);
      }
    });
  });

  test('nests budgets: what trains at a small one trains at a large one, and what validates validates', () => {
    forAnySplit((split, _, splitter, asked) => {
      for (const budget of [1, 2, 3, 5, 8, 20, 'all'] as const) {
        if (asked.budget === 'all' || (budget !== 'all' && budget < asked.budget)) continue;
        const larger = splitter.split({ ...asked, budget });
        expect(isInside(split.train, larger.train)).toBe(true);
        expect(isInside(split.val, larger.val)).toBe(true);
      }
    });
  });

  test('keeps one test set over all draws, budgets and hold-outs of a seed', () => {
    forAnySplit((split, _, splitter, asked) => {
      const other = splitter.split({ ...asked, budget: 3, draw: asked.draw + 1, holdOut: !asked.holdOut });
      expect([...other.test]).toEqual([...split.test]);
      expect(other.subsets).toEqual(split.subsets);
    });
  });

  test('gives each class its budget, or all that it has', () => {
    forAnySplit(({ train, val, gotMin, gotMax }, manifest, splitter, asked) => {
      const all = splitter.split({ ...asked, budget: 'all' });
      const has = perLabel(manifest, [...all.train, ...all.val]);
      const got = perLabel(manifest, [...train, ...val]);
      expect(got).toEqual(has.map((count) => (asked.budget === 'all' ? count : Math.min(count, asked.budget))));
      expect([gotMin, gotMax]).toEqual([Math.min(...got), Math.max(...got)]);
    });
  });

  test('validates on nothing unless asked to, and draws the same labels either way', () => {
    forAnySplit(({ train, val }, _, splitter, asked) => {
      const whole = splitter.split({ ...asked, holdOut: false });
      expect(whole.val).toHaveLength(0);
      expect([...train, ...val].sort((a, b) => a - b)).toEqual([...whole.train]);
    });
  });

  test('sets a fifth of the labels aside to validate, at least one of two', () => {
    const manifest = manifestOf({ images: balanced(3, 200) });
    const splitter = datasetSplitter(manifest);
    const expected: [number | 'all', number][] = [
      [1, 0],
      [2, 1],
      [5, 1],
      [10, 2],
      [20, 4],
      [100, 20],
      ['all', 28],
    ];
    for (const [budget, val] of expected) {
      const split = splitter.split(request({ budget, holdOut: true }));
      expect(perLabel(manifest, split.val), String(budget)).toEqual([val, val, val]);
    }
  });

  test('says the same whoever asks, in whatever order', () => {
    fc.assert(
      fc.property(anyManifest, fc.array(anyRequest, { minLength: 1, maxLength: 6 }), (manifest, requests) => {
        const splitter = datasetSplitter(manifest);
        const ahead = requests.map((asked) => splitIfAny(splitter, asked));
        const again = requests.map((asked) => splitIfAny(datasetSplitter(structuredClone(manifest)), asked));
        expect(again.reverse()).toEqual(ahead.reverse());
      }),
      { numRuns: 60 },
    );
  });

  test('is the same on every machine and in every version', () => {
    const splitter = datasetSplitter(manifestOf({ images: balanced(4, 30) }));
    // A change here changes the id of every cell of every dataset: all results would be computed again.
    expect(splitter.hash).toBe('346eb9ce73e30d684593ee9a7ff4581f30dacef0ce7771541520eb254e51f0b2');
    expect(splitter.splitHash(request({ budget: 5, draw: 1, holdOut: true }))).toBe(
      'af9dbc1ff387a2708129fad8212e9acebe37f594b84c663c97a55dc165c8c096',
    );
    expect([...splitter.split(request({ budget: 2, draw: 1 })).train]).toEqual([1, 49, 52, 58, 60, 67, 78, 119]);
  });

  test('draws other labels in another draw, and another test set under another seed', () => {
    const splitter = datasetSplitter(manifestOf({ images: balanced(4, 50) }));
    const first = splitter.split(request());
    expect([...splitter.split(request({ draw: 1 })).train]).not.toEqual([...first.train]);
    expect([...splitter.split(request({ seed: 1 })).test]).not.toEqual([...first.test]);
  });

  test('keeps the answer of more requests than it remembers', () => {
    const splitter = datasetSplitter(manifestOf({ images: balanced(2, 100) }));
    const hashes = () => Array.from({ length: 80 }, (_, draw) => splitter.splitHash(request({ draw })));
    expect(hashes()).toEqual(hashes());
    expect(new Set(hashes()).size).toBe(80);
  });

  test('gives two budgets beyond what there is one hash', () => {
    const splitter = datasetSplitter(manifestOf({ images: balanced(2, 30) }));
    expect(splitter.splitHash(request({ budget: 100 }))).toBe(splitter.splitHash(request({ budget: 'all', draw: 2 })));
    expect(splitter.splitHash(request({ budget: 5 }))).not.toBe(splitter.splitHash(request({ budget: 5, draw: 1 })));
  });

  test('says which classes are short of labels', () => {
    const images = [...balanced(2, 30), { label: 2 }, { label: 2 }];
    const { gotMin, gotMax, notes } = splitOf(manifestOf({ images }), { budget: 10, holdOut: true });
    expect([gotMin, gotMax]).toEqual([1, 10]);
    expect(notes).toEqual([
      '1 of 3 classes have fewer than the 10 labels asked for: class 2 1.',
      'No label of these classes could be set aside to validate on, all train: class 2.',
    ]);
    const lonely = splitOf(
      manifestOf({ images: balanced(2, 3, { split: 'train' }).concat({ label: 2, split: 'test' }) }),
      { budget: 'all' },
    );
    expect(lonely.notes).toEqual([
      'No label is left to train on in these classes: class 2.',
      '2 of 3 classes have no image in the test set: class 0, class 1.',
    ]);
  });

  test('refuses requests that no protocol has', () => {
    const splitter = datasetSplitter(manifestOf({ images: balanced(2, 5) }));
    expect(() => splitter.split(request({ budget: -1 }))).toThrow('Expected a budget from 0, or "all", got -1');
    expect(() => splitter.split(request({ budget: 2.5 }))).toThrow(DatasetError);
    expect(() => splitter.split(request({ draw: -1 }))).toThrow(/draw and seed .* got -1 and 0/);
    expect(() => splitter.split({ ...request(), protocol: 'shots' as 'few-shot' })).toThrow(/got "shots"/);
  });
});
