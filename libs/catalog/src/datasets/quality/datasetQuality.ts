/** @file The quality third of the catalog: what its datasets look like, and what in them would spoil a score. */
import type { Blobs } from '@regatta/blobs';
import type { DatasetCatalog } from '../datasetCatalog.ts';
import { knownDuplicates, readDuplicates, writeDuplicates, type DuplicateEvidence } from './duplicateEvidence.ts';
import { findDuplicates, type FindDuplicatesOptions } from './findDuplicates.ts';
import { imageSizes, type ImageSizes } from './imageSizes.ts';
import { embeddedBy, readFeatures, type FeatureSource, type StoredFeatures } from './storedFeatures.ts';
import { thumbnails } from './thumbnails.ts';

export interface DatasetQuality {
  /** Sizes and formats: of all images once their duplicates have been looked for, before that of a sample. */
  imageSizes(name: string, options?: { signal?: AbortSignal }): Promise<ImageSizes>;
  /** Small JPEGs as data URIs, in the order of the positions; null for an image that cannot be decoded. */
  thumbnails(
    name: string,
    positions: readonly number[],
    options?: { signal?: AbortSignal },
  ): Promise<(string | null)[]>;
  /** Duplicates by bytes and pictures; decodes every image the first time. @throws {BlobChangedError} */
  findDuplicates(name: string, options: FindDuplicatesOptions): Promise<DuplicateEvidence>;
  /** What was found before by comparing the features of this encoder, too; null when nobody has looked so. */
  duplicatesBy(name: string, encoder: DuplicateEvidence['encoder']): Promise<DuplicateEvidence | null>;
  /** The best of what was found before: with features, by the strictest cosine; null when nobody has looked. */
  knownDuplicates(name: string): Promise<DuplicateEvidence | null>;
  /** Keeps what was found by comparing features. */
  keepDuplicates(name: string, evidence: DuplicateEvidence): Promise<void>;
  /** The encoders whose features of all of its images are in the store: pretrained ones first, then by name. */
  embeddedBy(name: string): Promise<FeatureSource[]>;
  /** @throws {CatalogError} shards have features of other shapes */
  features(name: string, source: FeatureSource): Promise<StoredFeatures>;
}

export function datasetQuality(blobs: Blobs, { dataset }: Pick<DatasetCatalog, 'dataset'>): DatasetQuality {
  const manifestOf = async (name: string) => (await dataset(name)).manifest;
  const hashOf = async (name: string) => (await dataset(name)).ref.hash;
  return {
    imageSizes: async (name, options) => imageSizes(blobs, await manifestOf(name), options),
    thumbnails: async (name, positions, options) => thumbnails(blobs, await manifestOf(name), positions, options),
    findDuplicates: async (name, options) => findDuplicates(blobs, await dataset(name), options),
    duplicatesBy: async (name, encoder) => readDuplicates(blobs, await hashOf(name), encoder),
    knownDuplicates: async (name) => knownDuplicates(blobs, await hashOf(name)),
    keepDuplicates: async (name, evidence) => writeDuplicates(blobs, await hashOf(name), evidence),
    embeddedBy: async (name) => embeddedBy(blobs, await manifestOf(name)),
    features: async (name, source) => readFeatures(blobs, await manifestOf(name), source),
  };
}
