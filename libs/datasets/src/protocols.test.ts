/** What every protocol promises, whatever the manifest. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyManifest, anyManifestOf, anyRequestOf, sha } from '../test/arbitraries.ts';
import { datasetSplitter } from './datasetSplitter.ts';
import { DatasetError } from './errors.ts';
import type { DatasetImage, DatasetManifest } from './manifest.ts';
import type { Split, SplitRequest } from './split.ts';

const PROTOCOLS = ['few-shot', 'published', 'study'] as const;
/** The rule of the study needs five images of each class. */
const MANIFESTS = {
  'few-shot': anyManifest,
  published: anyManifest,
  study: anyManifestOf({ minLength: 160, maxLength: 260 }),
};

function splitIfAny(manifest: DatasetManifest, asked: SplitRequest): Split | null {
  try {
    return datasetSplitter(manifest).split(asked);
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
}

/** Checks splits of random manifests, and that enough of them could be split at all. */
function forAnySplit(
  protocol: SplitRequest['protocol'],
  check: (split: Split, manifest: DatasetManifest, asked: SplitRequest) => void,
): void {
  const numRuns = protocol === 'study' ? 100 : 300;
  let checked = 0;
  fc.assert(
    fc.property(MANIFESTS[protocol], anyRequestOf(protocol), (manifest, asked) => {
      const split = splitIfAny(manifest, asked);
      if (split === null) return;
      checked++;
      check(split, manifest, asked);
    }),
    { numRuns },
  );
  expect(checked).toBeGreaterThan(numRuns / 15);
}

const sidesOf = ({ train, val, test: tested }: Split) => [train, val, tested];

/** The contents of each side that is not empty, sorted: only images that `isAsked`. */
function contents(split: Split, { images }: DatasetManifest, isAsked: (image: DatasetImage) => boolean = () => true) {
  const sides = [{ name: 'train', images: split.train }, { name: 'val', images: split.val }, ...split.subsets];
  const asked = sides.map(({ name, images: side }) => {
    const own = Array.from(side, (i) => images[i]!).filter(isAsked);
    return [name, own.map(({ sha256 }) => sha256).sort()] as const;
  });
  return new Map(asked.filter(([, side]) => side.length > 0));
}

describe.each(PROTOCOLS)('the protocol %s', (protocol) => {
  test('puts an image on one side only, ascending, once', () => {
    forAnySplit(protocol, (split) => {
      for (const side of sidesOf(split)) expect([...side]).toEqual([...new Set(side)].sort((a, b) => a - b));
      const all = sidesOf(split).flatMap((side) => [...side]);
      expect(new Set(all).size).toBe(all.length);
    });
  });

  test('lets no group straddle two sides', () => {
    forAnySplit(protocol, (split, { images }) => {
      const sideOf = new Map<string, number>();
      for (const [side, of] of sidesOf(split).entries())
        for (const i of of) {
          const { group } = images[i]!;
          if (group === null) continue;
          expect(sideOf.get(group) ?? side).toBe(side);
          sideOf.set(group, side);
        }
    });
  });

  test('never trains on official test images or out of distribution', () => {
    forAnySplit(protocol, ({ train }, { images, domains, inDistribution }) => {
      for (const i of train) {
        expect(images[i]!.split).not.toBe('test');
        if (inDistribution !== null) expect(domains[images[i]!.domain!]).toBe(inDistribution);
      }
    });
  });

  test('nests budgets: what trains at a small one trains at a large one, and what validates validates', () => {
    forAnySplit(protocol, ({ train, val }, manifest, asked) => {
      const larger = splitIfAny(manifest, { ...asked, budget: 'all' });
      if (larger === null) return;
      expect([...train].filter((i) => !larger.train.includes(i))).toEqual([]);
      expect([...val].filter((i) => !larger.val.includes(i))).toEqual([]);
    });
  });

  test('does not depend on the order of images and classes, and names the split the same', () => {
    forAnySplit(protocol, (split, manifest, asked) => {
      const last = manifest.classes.length - 1;
      const turned: DatasetManifest = {
        ...manifest,
        classes: manifest.classes.toReversed(),
        images: manifest.images.toReversed().map((image) => ({ ...image, label: last - image.label })),
      };
      expect(contents(splitIfAny(turned, asked)!, turned)).toEqual(contents(split, manifest));
      expect(datasetSplitter(turned).splitHash(asked)).toBe(datasetSplitter(manifest).splitHash(asked));
    });
  });

  test('leaves the images of all other classes where they were when a class is added', () => {
    forAnySplit(protocol, (split, manifest, asked) => {
      const larger = withClass(manifest);
      const isOld = ({ path }: DatasetImage) => !path.startsWith('a new class/');
      const after = splitIfAny(larger, asked)!;
      expect(contents(after, larger, isOld)).toEqual(contents(split, manifest));
      expect(after.train.length).toBeGreaterThan(split.train.length);
    });
  });
});

describe.each(['few-shot', 'published'] as const)('the protocol %s', (protocol) => {
  test('moves few images when a class gets one more', () => {
    forAnySplit(protocol, (split, manifest, asked) => {
      // Where there are groups, one image more or less may be a whole group.
      if (manifest.images.some(({ group }) => group !== null)) return;
      const [first] = manifest.images;
      const larger = { ...manifest, images: [...manifest.images, newImage(0, { ...first! })] };
      const after = splitIfAny(larger, asked)!;
      const now = contents(after, larger);
      for (const [name, side] of contents(split, manifest)) {
        const other = now.get(name) ?? [];
        const moved = [...side.filter((id) => !other.includes(id)), ...other.filter((id) => !side.includes(id))];
        expect(moved.length).toBeLessThanOrEqual(3);
      }
    });
  });
});

function newImage(number: number, like: DatasetImage): DatasetImage {
  return { ...like, path: `a new class/${number}.jpg`, sha256: sha(`new ${number}`), group: null };
}

/** A class more, first in the list and its images spread over the others; large enough not to be the smallest. */
function withClass(manifest: DatasetManifest): DatasetManifest {
  const home = manifest.inDistribution === null ? null : manifest.domains.indexOf(manifest.inDistribution);
  const isOfficial = manifest.images.some(
    ({ split, domain }) => split === 'train' && (home === null || domain === home),
  );
  const like = { ...manifest.images[0]!, domain: home ?? (manifest.domains.length > 0 ? 0 : null), label: 0 };
  const added = Array.from({ length: 130 }, (_, i) => newImage(i, { ...like, split: isOfficial ? 'train' : 'none' }));
  const images = manifest.images.map((image) => ({ ...image, label: image.label + 1 }));
  return {
    ...manifest,
    classes: ['a new class', ...manifest.classes],
    images: [...added.slice(0, 50), ...images, ...added.slice(50)],
  };
}
