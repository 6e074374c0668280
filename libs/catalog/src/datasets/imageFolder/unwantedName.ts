/** @file Names of files and folders that are never part of a dataset. */

/** What file managers and archives leave behind. */
const LEFTOVERS = new Set([
  'thumbs.db',
  'desktop.ini',
  '__macosx',
  '@eadir',
  '$recycle.bin',
  'system volume information',
]);

/** Why something of this name is left out, or null. @param name one segment of a path */
export function unwantedName(name: string): string | null {
  if (name.startsWith('.') || LEFTOVERS.has(name.toLowerCase())) return 'hidden, or left behind by a file manager';
  // Node puts this character where a name is not valid UTF-8; no call can open such a name again.
  if (name.includes('\uFFFD')) return 'its name is not valid UTF-8: rename it';
  return null;
}
