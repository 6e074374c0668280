import { canonicalHash } from '@regatta/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyManifest, balanced, manifestOf, sha } from '../test/arbitraries.ts';
import { DatasetManifest, assertManifest, datasetHash } from './manifest.ts';

const GOOD = manifestOf({
  images: balanced(2, 10, { domain: 0 }),
  domains: ['photo', 'sketch'],
  inDistribution: 'photo',
});

/** A deep copy with some of it changed, as a fault would. */
function changed(change: (manifest: DatasetManifest) => void): unknown {
  const copy = structuredClone(GOOD);
  change(copy);
  return copy;
}

function faults(value: unknown): string[] {
  const result = DatasetManifest.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a manifest', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        expect(DatasetManifest.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
      }),
      { numRuns: 50 },
    );
  });

  test.each<[string, (manifest: DatasetManifest) => void, RegExp]>([
    ['a class twice', (m) => (m.classes[1] = 'class 0'), /classes: The class "class 0" is listed twice/],
    ['a domain twice', (m) => (m.domains[1] = 'photo'), /domains: The domain "photo" is listed twice/],
    ['an unknown home', (m) => (m.inDistribution = 'oil'), /Expected one of the domains photo, sketch, got "oil"/],
    ['a domain called test', (m) => (m.domains[1] = 'test'), /domains.1: The domain "test" has the name of a subset/],
    ['a domain called id', (m) => (m.domains[1] = 'id'), /"id" has the name of a subset/],
    ['a label too high', (m) => (m.images[3]!.label = 2), /images.3.label: Expected a label below 2, got 2/],
    ['a domain too high', (m) => (m.images[3]!.domain = 2), /images.3.domain: Expected a number below 2, got 2/],
    ['no domain', (m) => (m.images[3]!.domain = null), /images.3.domain: Expected a number below 2, got null/],
    [
      'a path twice',
      (m) => (m.images[3]!.path = m.images[0]!.path),
      /images.3.path: The path "class 0\/0.jpg" is listed/,
    ],
    ['a shard too high', (m) => (m.images[19]!.shard = 2), /images.19.shard: Expected a shard below 2, got 2/],
    ['an end behind the shard', (m) => (m.images[9]!.bytes = 9e6), /images.9.offset: The image ends behind its shard/],
    ['the wrong order', (m) => m.images.reverse(), /images.1: Expected images in the order of their shards/],
    ['an overlap', (m) => (m.images[3]!.bytes = 1025), /images.4: Expected images in the order .* none inside another/],
    ['a wrong count', (m) => (m.shards[1]!.images = 9), /shards.1.images: Expected 10, as the images say, got 9/],
    ['a wrong index', (m) => (m.shards[1]!.index = 0), /shards.1.index: Expected 1, got 0/],
    [
      'too few names',
      (m) => (m.about = { classNames: ['cat'] }),
      /about.classNames: Expected one name for each of the 2/,
    ],
    ['a template without a gap', (m) => (m.about = { templates: ['a photo'] }), /about.templates.0: Expected one \{\}/],
    [
      'a shard nowhere',
      (m) => (m.shards[1]!.key = null),
      /shards.1.key: Expected a key, or the source that its images/,
    ],
    ['a short hash', (m) => (m.images[0]!.sha256 = 'ab'), /images.0.sha256: Expected 64 lower-case hex digits/],
    ['no images', (m) => (m.images = []), /images: /],
    ['another version', (m) => (m.version = 2 as 1), /version: /],
    ['an unknown field', (m) => Object.assign(m, { colour: 'red' }), /colour/],
  ])('with %s is refused', (_, change, expected) => {
    expect(faults(changed(change)).join('\n')).toMatch(expected);
  });

  test('may call its one other domain ood, and its home id', () => {
    const named = (home: string, other: string) =>
      manifestOf({ images: balanced(2, 5, { domain: 0 }), domains: [home, other], inDistribution: home });
    expect(faults(named('id', 'ood'))).toEqual([]);
    expect(faults(named('photo', 'id'))).not.toEqual([]);
    const three = manifestOf({
      images: balanced(2, 5, { domain: 0 }),
      domains: ['a', 'ood', 'b'],
      inDistribution: 'a',
    });
    expect(faults(three)).not.toEqual([]);
  });

  test('names one fault of a kind, however many images have it', () => {
    const broken = changed((m) => m.images.forEach((image) => (image.label = 9)));
    expect(faults(broken)).toHaveLength(1);
  });
});

test('one that was just put together is held to all that its types cannot say', () => {
  expect(() => assertManifest(GOOD)).not.toThrow();
  const broken = changed((m) => (m.images[3]!.label = 2)) as DatasetManifest;
  expect(() => assertManifest(broken)).toThrow(/is broken at images.3.label: Expected a label below 2, got 2\./);
});

describe('the hash of a dataset', () => {
  test('is that of its canonical JSON, however many images there are', () => {
    const check = (manifest: DatasetManifest) => {
      const { version, classes, domains, inDistribution, images, shards } = manifest;
      const expected = canonicalHash({
        ...{ version, classes, domains, inDistribution },
        images: images.map((i) => [i.path, i.sha256, i.bytes, i.shard, i.offset, i.label, i.domain, i.split, i.group]),
        shards: shards.map((shard) => [shard.sha256, shard.images, shard.bytes]),
      });
      expect(datasetHash(manifest)).toBe(expected);
    };
    fc.assert(fc.property(anyManifest, check), { numRuns: 50 });
    check(manifestOf({ images: balanced(3, 4000) }));
  });

  test('does not depend on its name, its kind, its licence or where its shards lie', () => {
    const elsewhere = changed((m) => {
      m.name = 'other';
      m.kind = 'elsewhere';
      m.license = 'CC0';
      m.homepage = 'somewhere';
      m.setAside = 7;
      m.about = { metric: 'macro-f1', classNames: ['cat', 'dog'], templates: ['a {}'], pretraining: { CLIP: 'like' } };
      for (const shard of m.shards) shard.key = `mine/${shard.index}`;
    }) as DatasetManifest;
    expect(datasetHash(elsewhere)).toBe(datasetHash(GOOD));
  });

  test.each<[string, (manifest: DatasetManifest) => void]>([
    ['the bytes of an image', (m) => (m.images[0]!.sha256 = sha('other'))],
    ['a path', (m) => (m.images[0]!.path = 'other')],
    ['a label', (m) => (m.images[0]!.label = 1)],
    ['a domain', (m) => (m.images[0]!.domain = 1)],
    ['a split', (m) => (m.images[0]!.split = 'test')],
    ['a group', (m) => (m.images[0]!.group = 'g')],
    ['the name of a class', (m) => (m.classes[0] = 'other')],
    ['the home domain', (m) => (m.inDistribution = null)],
    ['the place of images that were not copied', (m) => (m.source = 's3://bucket/photos')],
    ['a shard', (m) => (m.shards[0]!.sha256 = sha('other'))],
  ])('changes with %s', (_, change) => {
    expect(datasetHash(changed(change) as DatasetManifest)).not.toBe(datasetHash(GOOD));
  });
});
