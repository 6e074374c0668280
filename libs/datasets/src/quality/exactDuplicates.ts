/** @file Images with equal bytes, by their hashes alone. */
import type { DuplicateLink } from './duplicateLink.ts';

/** Each image that repeats the bytes of an earlier one, linked to the first of them. */
export function exactDuplicates(images: readonly { readonly sha256: string }[]): DuplicateLink[] {
  const firsts = new Map<string, number>();
  const links: DuplicateLink[] = [];
  for (const [b, { sha256 }] of images.entries()) {
    const a = firsts.get(sha256);
    if (a === undefined) firsts.set(sha256, b);
    else links.push({ a, b, evidence: 'bytes', orientation: 0, similarity: 1 });
  }
  return links;
}
