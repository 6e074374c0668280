/**
 * @file Which keys are allowed: the intersection of what a POSIX folder, S3 and its look-alikes can tell apart.
 * A key that passes here can be joined to a folder's path without leaving it.
 */
import { BlobKeyError } from './errors.ts';

/** Which keys a store takes. */
export interface KeyRules {
  isKey(key: string): boolean;
  /** @throws {BlobKeyError} */
  check(key: string): void;
  /**
   * A prefix is a key cut anywhere: the segments before its last slash are whole, the last one may be a part or empty.
   * @returns those whole segments, and what the rest has to begin with
   * @throws {BlobKeyError}
   */
  splitPrefix(prefix: string): { folder: string; rest: string };
}

/** S3's limit for a whole key. */
export const KEY_BYTES_MAX = 1024;
/** The limit of nearly all file systems for one name. */
export const SEGMENT_BYTES_MAX = 255;

const SEGMENT = /^[A-Za-z0-9._=+@-]+$/;

const RULES =
  `Expected 1 to ${KEY_BYTES_MAX} bytes: segments of A-Z a-z 0-9 . _ = + @ - (at most ${SEGMENT_BYTES_MAX} each), ` +
  'joined by single slashes, none of them `.` or `..`.';

export function isBlobKey(key: string): boolean {
  return key.length <= KEY_BYTES_MAX && key.split('/').every(isSegment);
}

/** What Regatta writes itself. */
export const OUR_KEYS: KeyRules = {
  isKey: isBlobKey,
  check: (key) => {
    if (!isBlobKey(key)) throw new BlobKeyError(`The key ${quote(key)} is not allowed. ${RULES}`);
  },
  splitPrefix: (prefix) => {
    const { folder, rest } = cutPrefix(prefix);
    const isValid =
      (folder === '' ? !prefix.startsWith('/') : isBlobKey(folder)) && (rest === '' || SEGMENT.test(rest));
    if (!isValid) throw new BlobKeyError(`The prefix ${quote(prefix)} is not the beginning of any key. ${RULES}`);
    return { folder, rest };
  },
};

/** What others wrote: any name, as long as it leads out of no folder and stands for no folder itself. */
export const ANY_KEYS: KeyRules = {
  isKey: isAnyKey,
  check: (key) => {
    if (!isAnyKey(key)) {
      throw new BlobKeyError(
        `The key ${quote(key)} cannot be read: it is empty, too long, or leads out of its folder.`,
      );
    }
  },
  splitPrefix: (prefix) => {
    const { folder, rest } = cutPrefix(prefix);
    if (prefix !== '' && !isAnyKey(`${prefix}x`))
      throw new BlobKeyError(`The prefix ${quote(prefix)} leads out of its folder.`);
    return { folder, rest };
  },
};

function isAnyKey(key: string): boolean {
  const isShort = key.length > 0 && Buffer.byteLength(key) <= KEY_BYTES_MAX;
  const isWithin = !key.startsWith('/') && !key.split('/').some((segment) => segment === '.' || segment === '..');
  return isShort && isWithin && !key.endsWith('/') && !key.includes('\0');
}

function cutPrefix(prefix: string): { folder: string; rest: string } {
  const slash = prefix.lastIndexOf('/');
  return { folder: prefix.slice(0, Math.max(slash, 0)), rest: prefix.slice(slash + 1) };
}

function isSegment(segment: string): boolean {
  return segment !== '.' && segment !== '..' && segment.length <= SEGMENT_BYTES_MAX && SEGMENT.test(segment);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
