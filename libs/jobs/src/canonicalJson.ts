/**
 * @file One spelling for one value, so that a hash of the spelling names the value.
 *
 * The form is that of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white space, numbers
 * as ECMAScript prints them. It differs in one point: a property whose value is `undefined` is left out, as
 * `JSON.stringify` does, and anything that JSON cannot hold (NaN, a function, a Map) is refused instead of becoming null.
 */
import { createHash } from 'node:crypto';
import { ContractError } from './errors.ts';

/** @throws {ContractError} for a value that JSON cannot hold; the message names its path. */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** SHA-256 of the canonical JSON, 64 lower-case hex digits. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(path, 'a finite number', String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    // Array.from also visits holes, which `map` would leave as nothing between two commas.
    return `[${Array.from(value, (item: unknown, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  }
  if (typeof value === 'object' && isPlain(value)) {
    const parts: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const item = (value as Record<string, unknown>)[key];
      if (item !== undefined) parts.push(`${JSON.stringify(key)}:${write(item, `${path}.${key}`)}`);
    }
    return `{${parts.join(',')}}`;
  }
  throw refuse(path, 'a JSON value', describe(value));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'an object of unknown class') : typeof value;
}

function refuse(path: string, expected: string, got: string): ContractError {
  return new ContractError(
    `Expected ${expected} at ${path}, got ${got}: it has no canonical JSON and cannot be hashed.`,
  );
}
