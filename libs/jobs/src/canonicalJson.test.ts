import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, contentHash } from './canonicalJson.ts';
import { ContractError } from './errors.ts';

/** The same value with the keys of every object in reverse order of insertion. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, reversed(item)]);
  return Object.fromEntries(entries.reverse());
}

describe('canonical JSON', () => {
  test('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test('spells different values differently', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        const isSame = JSON.stringify(reversed(reversed(a))) === JSON.stringify(b);
        if (!isSame && canonicalJson(a) === canonicalJson(b)) expect(JSON.parse(canonicalJson(a))).toEqual(b);
      }),
    );
  });

  test('follows RFC 8785: keys by UTF-16 code units, numbers as ECMAScript prints them, no white space', () => {
    // The example of the RFC's section 3.2.2 and the key order of section 3.2.3.
    expect(
      canonicalJson({ numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] }),
    ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const written = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(written) as object)).toEqual([
      '1',
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ]);
    expect(canonicalJson(-0)).toBe('0');
  });

  test('leaves out a property that is undefined, as JSON does', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}');
  });

  test.each([
    [{ a: [0, NaN] }, 'Expected a finite number at $.a[1], got NaN'],
    [[Infinity], 'Expected a finite number at $[0], got Infinity'],
    [{ f: () => 1 }, 'Expected a JSON value at $.f, got function'],
    [new Map(), 'Expected a JSON value at $, got Map'],
    [{ when: new Date(0) }, 'Expected a JSON value at $.when, got Date'],
    [{ n: 1n }, 'Expected a JSON value at $.n, got bigint'],
    [[undefined], 'Expected a JSON value at $[0], got undefined'],
    [[1, , 2], 'Expected a JSON value at $[1], got undefined'],
    [Object.create(Object.create(null) as object), 'Expected a JSON value at $, got an object of unknown class'],
  ])('refuses %o and says where', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(ContractError);
    expect(() => canonicalJson(value)).toThrow(message);
  });

  test('is hashed by SHA-256', () => {
    // printf '{"a":1}' | sha256sum
    expect(contentHash({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
  });
});
