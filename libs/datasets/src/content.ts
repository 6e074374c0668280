/** @file What every protocol looks at: the manifest with the identities of its images and what must stay together. */
import { identify, type Identities } from './identity.ts';
import type { DatasetImage, DatasetManifest } from './manifest.ts';
import { imageWords, makeUnits, type Units } from './units.ts';

export interface Content {
  readonly manifest: DatasetManifest;
  readonly identities: Identities;
  /** Two words of each image's hash, in the order of identities. */
  readonly words: Uint32Array;
  readonly units: Units;
  /** Whether this image is of the domain that may be trained on; every image where there is no such domain. */
  readonly isHome: (image: DatasetImage) => boolean;
}

export function readContent(manifest: DatasetManifest): Content {
  const identities = identify(manifest.images);
  const home = manifest.inDistribution === null ? null : manifest.domains.indexOf(manifest.inDistribution);
  return {
    manifest,
    identities,
    words: imageWords(identities),
    units: makeUnits(manifest.images, identities),
    isHome: ({ domain }) => home === null || domain === home,
  };
}

/** Marks the images that are so. */
export function markImages(
  images: readonly DatasetImage[],
  isSo: (image: DatasetImage, i: number) => boolean,
): Uint8Array {
  const marks = new Uint8Array(images.length);
  for (let i = 0; i < images.length; i++) if (isSo(images[i]!, i)) marks[i] = 1;
  return marks;
}

/** Marks every image whose unit has a marked one. */
export function markUnits({ of, count }: Units, marks: Uint8Array): Uint8Array {
  const has = new Uint8Array(count);
  for (let image = 0; image < marks.length; image++) if (marks[image] === 1) has[of[image]!] = 1;
  return marks.map((_, image) => has[of[image]!]!);
}

export function countMarks(marks: Uint8Array): number {
  let count = 0;
  for (const mark of marks) count += mark;
  return count;
}

/** The marked images, ascending. */
export function markedImages(marks: Uint8Array): Int32Array {
  const images = new Int32Array(countMarks(marks));
  let next = 0;
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) images[next++] = i;
  return images;
}
