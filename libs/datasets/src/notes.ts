/** @file Sentences about a split, with counts, that stay with its results. */

/** The first names of a list that may be long. */
export function few(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
}

/** "1 image shares", "12 images share". */
export function imagesShare(count: number): string {
  return count === 1 ? '1 image shares' : `${count} images share`;
}
