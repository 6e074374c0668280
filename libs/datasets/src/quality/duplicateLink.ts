/** @file Two images that show one picture, and how that is known. */

export interface DuplicateLink {
  /** Positions in the manifest, `a < b`. */
  readonly a: number;
  readonly b: number;
  /** `bytes`: equal files. `picture`: resized, re-encoded, turned. `features`: one encoder can hardly tell them apart. */
  readonly evidence: 'bytes' | 'picture' | 'features';
  /** How `b` is turned to lie on `a`; a position in ORIENTATIONS. */
  readonly orientation: number;
  /** From 0 to 1: 1 for equal bytes, correlation of details, cosine of features. */
  readonly similarity: number;
}
