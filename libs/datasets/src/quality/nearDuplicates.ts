/**
 * @file Images that show one picture though their bytes differ: resized, re-encoded, brightened, mirrored, turned.
 *
 * A perceptual hash finds candidates in all eight orientations; two checks on small pictures decide. Details (what stands
 * out against its surroundings) must correlate: hashes of different photos of one kind are often near, their folds and
 * edges are not. Colours must agree, unless one picture has none: drawings may differ in nothing else.
 *
 * Measured on 1026 photos of clothes: copies correlate by .92 and more, the nearest of all other pairs by .90.
 */
import assert from 'node:assert/strict';
import { DisjointSets } from './disjointSets.ts';
import type { DuplicateLink } from './duplicateLink.ts';
import { HashIndex } from './hashIndex.ts';
import { ORIENTATIONS, orientHash, orientedPositions } from './orientation.ts';
import {
  CHROMA_SIDE,
  DETAIL_SIDE,
  FINGERPRINT_BYTES,
  chromaOf,
  detailsOf,
  hashOf,
  isPlain,
} from './pictureFingerprint.ts';

/** Least correlation of details. */
const DETAIL_MIN = 0.9;
/** Root mean square difference of colours that is always allowed. @unit steps of 255 */
const CHROMA_DIFFERENCE_MAX = 14;
/** Paler or stronger colours may differ by more, while hues agree. */
const HUE_COSINE_MIN = 0.9;
/** Below it a picture is grey. @unit steps of 255 */
const CHROMA_MIN = 3;
/** Images looked up before the caller is heard. */
const IMAGES_PER_STEP = 1024;

const DETAIL_POSITIONS = orientedPositions(DETAIL_SIDE);
const CHROMA_POSITIONS = orientedPositions(CHROMA_SIDE);

export interface Fingerprints {
  readonly count: number;
  /** FINGERPRINT_BYTES of each, one behind the other. */
  readonly data: Uint8Array;
}

/**
 * Links that join all copies into sets; pairs that are in one set already are not compared, so a thousand frames of one
 * camera cost a thousand links and not half a million.
 * @param searched positions, ascending; leave out unreadable images, and all but one of equal bytes
 * @yields the number of images done, now and then, so that a caller can tell progress or stop
 * @returns links, in the order of `b`
 */
export function* nearDuplicates(
  { count, data }: Fingerprints,
  searched: Int32Array,
): Generator<number, DuplicateLink[]> {
  assert.equal(data.length, count * FINGERPRINT_BYTES);
  const of = (image: number) => data.subarray(image * FINGERPRINT_BYTES, (image + 1) * FINGERPRINT_BYTES);
  const distinct = searched.filter((image) => !isPlain(of(image)));
  const hashes = new Uint8Array(count * 8);
  for (const image of distinct) hashes.set(hashOf(of(image)).subarray(0, 8), image * 8);
  const index = new HashIndex(hashes, distinct);
  const sets = new DisjointSets(count);
  const links: DuplicateLink[] = [];
  const turned = new Uint8Array(8);
  for (const [done, b] of distinct.entries()) {
    for (let orientation = 0; orientation < ORIENTATIONS.length; orientation++) {
      orientHash(hashOf(of(b)), orientation, turned);
      index.forEachNear(turned, b, (a) => {
        if (sets.find(a) === sets.find(b)) return;
        const similarity = similarityOf(of(a), of(b), orientation);
        if (similarity === null) return;
        sets.unite(a, b);
        links.push({ a, b, evidence: 'picture', orientation, similarity });
      });
    }
    if (done % IMAGES_PER_STEP === IMAGES_PER_STEP - 1) yield done + 1;
  }
  return links;
}

/** Correlation of details when both checks pass, else null. */
function similarityOf(a: Uint8Array, b: Uint8Array, orientation: number): number | null {
  const detail = correlation(detailsOf(a), detailsOf(b), DETAIL_POSITIONS[orientation]!);
  if (detail < DETAIL_MIN) return null;
  return haveOneColour(chromaOf(a), chromaOf(b), CHROMA_POSITIONS[orientation]!) ? detail : null;
}

/** Details are about 0 on average: no mean needs to be taken away. */
function correlation(a: Int8Array, b: Int8Array, from: Int32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < from.length; i++) {
    const [x, y] = [a[i]!, b[from[i]!]!];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

function haveOneColour(a: Uint8Array, b: Uint8Array, from: Int32Array): boolean {
  const plane = from.length;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < 2 * plane; i++) {
    const [x, y] = [a[i]! - 128, b[i < plane ? from[i]! : plane + from[i - plane]!]! - 128];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const squares = 2 * plane;
  if (Math.min(aa, bb) < squares * CHROMA_MIN ** 2) return true;
  return aa + bb - 2 * ab <= squares * CHROMA_DIFFERENCE_MAX ** 2 || ab >= HUE_COSINE_MIN * Math.sqrt(aa * bb);
}
