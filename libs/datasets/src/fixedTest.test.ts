import { describe, expect, test } from 'vitest';
import { balanced, manifestOf, splitOf, type ImageSketch } from '../test/arbitraries.ts';

const DOMAINS = ['photo', 'sketch', 'painting'];
const subsets = (manifest: ReturnType<typeof manifestOf>) =>
  Object.fromEntries(splitOf(manifest, { budget: 'all' }).subsets.map(({ name, images }) => [name, [...images]]));

describe('the fixed test set', () => {
  test('is the official one where there is one', () => {
    const images = [
      ...balanced(2, 6, { split: 'train' }),
      ...balanced(2, 2, { split: 'test' }),
      ...balanced(2, 1, { split: 'val' }),
    ];
    const split = splitOf(manifestOf({ images }), { budget: 'all' });
    expect([...split.test]).toEqual([12, 13, 14, 15]);
    expect([...split.train]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17]);
    expect(split.subsets.map(({ name }) => name)).toEqual(['test']);
  });

  test('is three tenths of each class where there is none', () => {
    const { test: tested } = subsets(manifestOf({ images: [...balanced(2, 50), ...balanced(2, 0)] }));
    expect(tested).toHaveLength(30);
    expect(tested!.filter((i) => i % 2 === 0)).toHaveLength(15);
  });

  test('leaves every class of two images one to train on', () => {
    const split = splitOf(manifestOf({ images: balanced(5, 2) }), { budget: 'all' });
    expect(split.test).toHaveLength(5);
    expect([split.gotMin, split.gotMax]).toEqual([1, 1]);
  });

  test('draws groups whole, and none so large that a class has nothing left', () => {
    const burst: ImageSketch[] = Array.from({ length: 40 }, () => ({ label: 0, group: 'burst' }));
    const images = [...burst, ...balanced(1, 10), ...balanced(2, 10).filter(({ label }) => label === 1)];
    const split = splitOf(manifestOf({ images }), { budget: 'all' });
    const inBurst = [...split.test].filter((i) => i < 40);
    expect([0, 40]).toContain(inBurst.length);
    expect(split.gotMin).toBeGreaterThan(0);
  });

  test('of other domains is all of them, less what shares a group with the training pool', () => {
    // Ten things, each as photo, sketch and painting; two more only as sketches.
    const things = DOMAINS.flatMap((_, domain) =>
      Array.from({ length: 10 }, (_, thing) => ({ label: thing % 2, domain, group: `thing ${thing}` })),
    );
    const extra = [10, 11].map((thing) => ({ label: thing % 2, domain: 1, group: `thing ${thing}` }));
    const manifest = manifestOf({ images: [...things, ...extra], domains: DOMAINS, inDistribution: 'photo' });
    const found = subsets(manifest);
    expect(Object.keys(found)).toEqual(['id', 'ood', 'photo', 'sketch', 'painting']);
    const thingsOf = (name: string) => found[name]!.map((i) => manifest.images[i]!.group);
    expect(thingsOf('painting')).toEqual(thingsOf('photo'));
    expect(thingsOf('sketch')).toEqual([...thingsOf('photo'), 'thing 10', 'thing 11']);
    expect(found['ood']).toEqual([...found['sketch']!, ...found['painting']!].sort((a, b) => a - b));
    expect(found['id']).toEqual(found['photo']);
  });

  test('of a domain with an official test split is that one', () => {
    const images = [
      ...balanced(2, 10, { domain: 0 }),
      ...balanced(2, 2, { domain: 1, split: 'test' }),
      ...balanced(2, 5, { domain: 1, split: 'train' }),
      ...balanced(2, 3, { domain: 2 }),
    ];
    const found = subsets(manifestOf({ images, domains: DOMAINS, inDistribution: 'photo' }));
    expect(found['sketch']).toEqual([20, 21, 22, 23]);
    expect(found['painting']).toHaveLength(6);
  });

  test('leaves out domains that validate, where other domains test', () => {
    const images = [
      ...balanced(2, 10, { domain: 0 }),
      ...balanced(2, 2, { domain: 1, split: 'test' }),
      ...balanced(2, 5, { domain: 2, split: 'val' }),
    ];
    const found = subsets(manifestOf({ images, domains: DOMAINS, inDistribution: 'photo' }));
    expect(found['ood']).toEqual([20, 21, 22, 23]);
    expect(found).not.toHaveProperty('painting');
  });

  test('leaves out what is official validation in one domain where another has an official test', () => {
    const images = [
      ...balanced(2, 10, { domain: 0 }),
      ...balanced(2, 4, { domain: 1, split: 'val' }),
      ...balanced(2, 3, { domain: 2, split: 'test' }),
    ];
    const manifest = (all: ImageSketch[]) => manifestOf({ images: all, domains: DOMAINS, inDistribution: 'photo' });
    expect(subsets(manifest(images))['ood']).toHaveLength(6);
    expect(subsets(manifest(images.filter(({ split }) => split !== 'test')))['ood']).toHaveLength(8);
  });

  test('takes official test groups of any domain out of the training pool', () => {
    const images = [
      ...balanced(2, 10, { domain: 0 }),
      { label: 0, domain: 0, group: 'twin' },
      { label: 0, domain: 1, split: 'test' as const, group: 'twin' },
    ];
    const split = splitOf(manifestOf({ images, domains: DOMAINS, inDistribution: 'photo' }), { budget: 'all' });
    expect([...split.train]).not.toContain(20);
    expect([...split.test]).toContain(21);
  });

  test('has each domain beside the whole where all may be trained on', () => {
    const images = [...balanced(2, 20, { domain: 0 }), ...balanced(2, 20, { domain: 1 })];
    const found = subsets(manifestOf({ images, domains: DOMAINS.slice(0, 2) }));
    expect(Object.keys(found)).toEqual(['test', 'photo', 'sketch']);
    expect([...found['photo']!, ...found['sketch']!]).toEqual(found['test']);
  });

  test('cannot be had from nothing, and says what is missing', () => {
    const onlyTest = manifestOf({ images: balanced(2, 4, { split: 'test' }) });
    expect(() => splitOf(onlyTest)).toThrow(
      'The dataset sketch has no image to train on: all 8 are test images or share a group with one.',
    );
    expect(() => splitOf(manifestOf({ images: balanced(3, 1) }))).toThrow(
      /no image to test on: no class has two images \(or groups\) to part/,
    );
  });
});
