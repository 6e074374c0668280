/** @file What people and the store want to know of a dataset, without its images. */
import { datasetHash, OFFICIAL_SPLITS, type DatasetManifest, type OfficialSplit } from './manifest.ts';

export interface DatasetSummary {
  readonly name: string;
  readonly hash: string;
  readonly kind: string;
  readonly images: number;
  readonly bytes: number;
  readonly shards: number;
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  readonly domains: readonly { readonly name: string; readonly images: number; readonly isInDistribution: boolean }[];
  /** Images per official split. */
  readonly splits: Readonly<Record<OfficialSplit, number>>;
  readonly groups: number;
  /** Images whose bytes equal those of an earlier one. */
  readonly duplicates: number;
  readonly setAside: number;
  readonly license: string;
  readonly homepage: string | null;
}

/** @param hash that of the manifest, where it is known already: a large one takes a while to hash */
export function summarizeDataset(manifest: DatasetManifest, hash = datasetHash(manifest)): DatasetSummary {
  const { images, shards, classes, domains } = manifest;
  const perClass = new Array<number>(classes.length).fill(0);
  const perDomain = new Array<number>(domains.length).fill(0);
  const splits = Object.fromEntries(OFFICIAL_SPLITS.map((split) => [split, 0])) as Record<OfficialSplit, number>;
  let bytes = 0;
  for (const image of images) {
    perClass[image.label]!++;
    if (image.domain !== null) perDomain[image.domain]!++;
    splits[image.split]++;
    bytes += image.bytes;
  }
  return {
    name: manifest.name,
    hash,
    kind: manifest.kind,
    images: images.length,
    bytes,
    shards: shards.length,
    classes: classes.map((name, i) => ({ name, images: perClass[i]! })),
    domains: domains.map((name, i) => ({
      name,
      images: perDomain[i]!,
      isInDistribution: manifest.inDistribution === null || name === manifest.inDistribution,
    })),
    splits,
    groups: new Set(images.map(({ group }) => group).filter((group) => group !== null)).size,
    duplicates: images.length - new Set(images.map(({ sha256 }) => sha256)).size,
    setAside: manifest.setAside ?? 0,
    license: manifest.license,
    homepage: manifest.homepage ?? null,
  };
}
