/** @file The duplicates of a dataset by bytes and pictures: looked for once, and known from then on. */
import type { Blobs } from '@regatta/blobs';
import {
  FINGERPRINT_BYTES,
  exactDuplicates,
  isPlain,
  nearDuplicates,
  type DuplicateLink,
  type Fingerprints,
} from '@regatta/datasets';
import type { CatalogDataset } from '../catalogDataset.ts';
import { readDuplicates, writeDuplicates, type DuplicateEvidence } from './duplicateEvidence.ts';
import { inspectDataset, type InspectOptions } from './inspectDataset.ts';

export interface FindDuplicatesOptions extends Omit<InspectOptions, 'onProgress'> {
  readonly onProgress?:
    | ((progress: { readonly step: 'look' | 'compare'; readonly done: number; readonly total: number }) => void)
    | undefined;
}

/** @throws {BlobChangedError} an image is not what was imported */
export async function findDuplicates(
  blobs: Blobs,
  { ref, manifest }: CatalogDataset,
  { onProgress, ...options }: FindDuplicatesOptions,
): Promise<DuplicateEvidence> {
  const known = await readDuplicates(blobs, ref.hash, null);
  if (known !== null) return known;
  const { facts, fingerprints } = await inspectDataset(blobs, manifest, {
    ...options,
    onProgress: (progress) => onProgress?.({ step: 'look', ...progress }),
  });
  const exact = exactDuplicates(manifest.images);
  const repeats = new Set(exact.map(({ b }) => b));
  const isReadable = (_: unknown, image: number) => facts[image] !== null;
  const positions = facts.map((__, image) => image);
  const searched = Int32Array.from(positions.filter(isReadable).filter((image) => !repeats.has(image)));
  const near = await run(fingerprints, searched, { onProgress, ...options });
  const evidence: DuplicateEvidence = {
    version: 1,
    encoder: null,
    unreadable: positions.filter((image) => facts[image] === null),
    plain: positions.filter((image) => facts[image] !== null && isPlain(fingerprintAt(fingerprints, image))),
    links: [...exact, ...near],
  };
  await writeDuplicates(blobs, ref.hash, evidence);
  return evidence;
}

/** Comparing many images takes minutes: in between, messages are heard and a stop is obeyed. */
async function run(
  fingerprints: Fingerprints,
  searched: Int32Array,
  { onProgress, signal }: FindDuplicatesOptions,
): Promise<DuplicateLink[]> {
  const steps = nearDuplicates(fingerprints, searched);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    onProgress?.({ step: 'compare', done: value, total: searched.length });
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}

function fingerprintAt({ data }: Fingerprints, image: number): Uint8Array {
  return data.subarray(image * FINGERPRINT_BYTES, (image + 1) * FINGERPRINT_BYTES);
}
