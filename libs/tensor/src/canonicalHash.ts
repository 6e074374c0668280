/** @file SHA-256 of a value's canonical JSON (sorted keys, no white space), as the rest of Regatta names content. */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * 64 hex digits; equal values have equal hashes whatever the order of their keys.
 * @throws {RangeError} for NaN and infinities
 */
export function canonicalHash(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** SHA-256 of bytes, 64 hex digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function canonical(value: Json): string {
  // JSON would write NaN as null, and two values would share a name.
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`Expected a finite number to hash, got ${value}.`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`)
    .join(',')}}`;
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
