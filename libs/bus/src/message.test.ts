import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent, decodeWakeUp, encode } from './message.ts';

const wakeUp = fc.record({
  version: fc.constant(1 as const),
  job: fc.string(),
  kind: fc.string(),
  lane: fc.constantFrom('cpu' as const, 'gpu' as const),
  publication: fc.integer({ min: 1 }),
});
const bytes = (text: string) => new TextEncoder().encode(text);

describe('messages', () => {
  test('come back as they went', () => {
    fc.assert(
      fc.property(wakeUp, (message) => {
        expect(decodeWakeUp('s', bytes(encode(message)))).toEqual({ value: message });
      }),
    );
  });

  test('that are anything else are garbage with a reason, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (data) => {
        for (const decoded of [decodeWakeUp('s', data), decodeEvent('s', data)])
          expect(decoded).toEqual({ garbage: expect.stringMatching(/^Message on s passed over: /) });
      }),
    );
  });

  test('are shown only in part when they are long', () => {
    const decoded = decodeWakeUp('s', bytes('x'.repeat(5000)));
    expect('garbage' in decoded && decoded.garbage.length).toBeLessThan(250);
  });
});
