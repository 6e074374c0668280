/**
 * @file Which keys are allowed: the intersection of what a POSIX folder, S3 and its look-alikes can tell apart.
 * A key that passes here can be joined to a folder's path without leaving it.
 */
import { BlobKeyError } from './errors.ts';

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

/** @throws {BlobKeyError} */
export function checkKey(key: string): void {
  if (!isBlobKey(key)) throw new BlobKeyError(`The key ${quote(key)} is not allowed. ${RULES}`);
}

/**
 * A prefix is a key cut anywhere: the segments before its last slash are whole, the last one may be a part or empty.
 * @returns those whole segments, and what the rest has to begin with
 * @throws {BlobKeyError}
 */
export function splitPrefix(prefix: string): { folder: string; rest: string } {
  const slash = prefix.lastIndexOf('/');
  const folder = prefix.slice(0, Math.max(slash, 0));
  const rest = prefix.slice(slash + 1);
  const isValid = (slash < 0 || isBlobKey(folder)) && (rest === '' || SEGMENT.test(rest));
  if (!isValid) throw new BlobKeyError(`The prefix ${quote(prefix)} is not the beginning of any key. ${RULES}`);
  return { folder, rest };
}

function isSegment(segment: string): boolean {
  return segment !== '.' && segment !== '..' && segment.length <= SEGMENT_BYTES_MAX && SEGMENT.test(segment);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
