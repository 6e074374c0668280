/** @file Manifests for tests: written out by hand from a few words, or random small worlds in which everything can collide. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  datasetSplitter,
  type DatasetManifest,
  type OfficialSplit,
  type Split,
  type SplitRequest,
} from '../src/mod.ts';

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');

export interface ImageSketch {
  /** What the image is; by default its place. */
  readonly id?: string;
  readonly label: number;
  readonly domain?: number | null;
  readonly split?: OfficialSplit;
  readonly group?: string | null;
}

export interface ManifestSketch {
  readonly images: readonly ImageSketch[];
  readonly classes?: number;
  readonly domains?: readonly string[];
  readonly inDistribution?: string | null;
}

/** A valid manifest with ten images a shard. */
export function manifestOf({ images, classes, domains = [], inDistribution = null }: ManifestSketch): DatasetManifest {
  const count = classes ?? Math.max(...images.map(({ label }) => label)) + 1;
  const perShard = 10;
  const shards = Array.from({ length: Math.ceil(images.length / perShard) }, (_, index) => ({
    index,
    sha256: sha(`shard ${index}`),
    key: `shards/${index}.tar`,
    images: Math.min(perShard, images.length - index * perShard),
    bytes: perShard * 1024 + 1024,
  }));
  return {
    version: 1,
    name: 'sketch',
    kind: 'test',
    classes: Array.from({ length: count }, (_, label) => `class ${label}`),
    domains: [...domains],
    inDistribution,
    license: 'none',
    images: images.map(({ id, label, domain = null, split = 'none', group = null }, i) => ({
      path: `class ${label}/${id ?? i}.jpg`,
      sha256: sha(`image ${id ?? i}`),
      bytes: 100,
      shard: Math.floor(i / perShard),
      offset: (i % perShard) * 1024 + 512,
      label,
      domain,
      split,
      group,
    })),
    shards,
  };
}

/** `count` images of each of `classes` classes. */
export function balanced(classes: number, count: number, image: Omit<ImageSketch, 'label'> = {}): ImageSketch[] {
  return Array.from({ length: classes * count }, (_, i) => ({ label: i % classes, ...image }));
}

export function request(part: Partial<SplitRequest> = {}): SplitRequest {
  return { protocol: 'few-shot', budget: 5, draw: 0, seed: 0, holdOut: false, ...part };
}

/** One split of a manifest. */
export function splitOf(manifest: DatasetManifest, asked: Partial<SplitRequest> = {}): Split {
  return datasetSplitter(manifest).split(request(asked));
}

const anyImage = (domains: number) =>
  fc.record({
    label: fc.integer({ min: 0, max: 3 }),
    domain: domains === 0 ? fc.constant(null) : fc.integer({ min: 0, max: domains - 1 }),
    split: fc.constantFrom<OfficialSplit>('none', 'none', 'train', 'val', 'test'),
    // Few groups over many images: most have several classes, domains and splits.
    group: fc.option(fc.integer({ min: 0, max: 12 }).map((g) => `group ${g}`)),
  });

/** With and without domains, official splits and groups. Some cannot be split at all. */
export const anyManifest = anyManifestOf({ minLength: 2, maxLength: 120 });

export function anyManifestOf(size: { minLength: number; maxLength: number }): fc.Arbitrary<DatasetManifest> {
  return fc
    .record({
      domains: fc.constantFrom(0, 0, 3),
      hasHome: fc.boolean(),
      hasSplits: fc.boolean(),
      hasGroups: fc.boolean(),
    })
    .chain(({ domains, hasHome, hasSplits, hasGroups }) =>
      fc.array(anyImage(domains), size).map((images) =>
        manifestOf({
          classes: 4,
          images: images.map((image) => ({
            ...image,
            split: hasSplits ? image.split : 'none',
            group: hasGroups ? image.group : null,
          })),
          domains: ['photo', 'sketch', 'painting'].slice(0, domains),
          inDistribution: domains > 0 && hasHome ? 'photo' : null,
        }),
      ),
    );
}

export const anyRequest = anyRequestOf('few-shot');

export function anyRequestOf(...protocols: SplitRequest['protocol'][]): fc.Arbitrary<SplitRequest> {
  return fc.record({
    protocol: fc.constantFrom(...protocols),
    budget: fc.constantFrom<number | 'all'>(1, 2, 3, 5, 8, 20, 'all'),
    draw: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer({ min: 0, max: 2 }),
    holdOut: fc.boolean(),
  });
}
