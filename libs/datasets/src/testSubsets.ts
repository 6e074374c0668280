/** @file The test images of a split by what they are asked about: all, in and out of distribution, each domain. */
import { DatasetError } from './errors.ts';
import { markedImages, type Content } from './content.ts';
import { few } from './notes.ts';

export interface TestSet {
  readonly subsets: readonly { readonly name: string; readonly images: Int32Array }[];
  readonly test: Int32Array;
  /** Which classes are never tested. */
  readonly notes: readonly string[];
}

/** @throws {DatasetError} when nothing is left to test on */
export function testSubsets({ manifest }: Content, isTest: Uint8Array): TestSet {
  const { name, images, classes } = manifest;
  const test = markedImages(isTest);
  if (test.length === 0) {
    throw new DatasetError(
      `The dataset ${name} has no image to test on: no class has two images (or groups) to part. Add images.`,
    );
  }
  const isTested = new Uint8Array(classes.length);
  for (const i of test) isTested[images[i]!.label] = 1;
  const untested = classes.filter((_, label) => isTested[label] === 0);
  const notes =
    untested.length === 0
      ? []
      : [`${untested.length} of ${classes.length} classes have no image in the test set: ${few(untested)}.`];
  return { subsets: subsetsOf({ manifest, test }), test, notes };
}

function subsetsOf({ manifest, test }: Pick<Content, 'manifest'> & { test: Int32Array }): TestSet['subsets'] {
  const { images, domains, inDistribution } = manifest;
  const home = inDistribution === null ? null : domains.indexOf(inDistribution);
  const lists = domains.map((): number[] => []);
  for (const i of test) lists[images[i]!.domain ?? -1]?.push(i);
  const perDomain = domains.map((name, d) => ({ name, images: Int32Array.from(lists[d]!) }));
  const whole =
    home === null
      ? [{ name: 'test', images: test }]
      : [
          { name: 'id', images: perDomain[home]!.images },
          { name: 'ood', images: test.filter((i) => images[i]!.domain !== home) },
        ];
  // A domain may itself be called `id` or `ood` (the manifest allows it where that is what it is).
  const names = new Set(whole.map(({ name }) => name));
  return [...whole, ...perDomain.filter(({ name }) => !names.has(name))].filter(({ images: some }) => some.length > 0);
}
