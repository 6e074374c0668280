import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EncoderError } from '../errors.ts';
import { cleanText } from './cleanText.ts';
import { CLIP_MERGES, ClipTokenizer } from './clipTokenizer.ts';

const { prompts } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../test/golden/text/clip-tokens.json'), 'utf8'),
) as { prompts: { text: string; cleaned: string; ids: number[] }[] };
const tokenizer = new ClipTokenizer(readFileSync(CLIP_MERGES));
const START = 49406;
const END = 49407;

describe('CLIP’s tokenizer', () => {
  test.each(prompts)('makes of $text what open_clip makes of it', ({ text, cleaned, ids }) => {
    expect(cleanText(text)).toBe(cleaned);
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  test('pads with 0, and cuts a long text so that it still ends', () => {
    const { shape, data } = tokenizer.encodeAll(['a cat', 'word '.repeat(100)], { contextLength: 5 });
    expect(shape).toEqual([2, 5]);
    const [first, second] = [data.subarray(0, 5), data.subarray(5)].map((row) => Array.from(row, Number));
    expect(first).toEqual([START, 320, 2368, END, 0]);
    expect(second).toEqual([START, 2653, 2653, 2653, END]);
  });

  test('gives ids of the vocabulary for any text at all, within the context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids.length).toBeLessThanOrEqual(77);
        expect([ids[0], ids.at(-1)]).toEqual([START, END]);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id <= END)).toBe(true);
      }),
    );
  });

  test('refuses another vocabulary', () => {
    expect(() => new ClipTokenizer(gzipSync('a b\nc d\n'))).toThrow(EncoderError);
  });
});

describe('cleanText', () => {
  test.each([
    ['&Uuml;bung &hellip;', 'übung …'],
    ['&nosuch; &#0; &#x110000;', '&nosuch; \ufffd \ufffd'],
    ['donâ€™t', "don't"],
    ['\ufeffa\u2028b', 'a b'],
    ['½ cup', '½ cup'],
    // No mojibake: real words with these letters.
    ['SÃO PAULO', 'são paulo'],
  ])('makes %j to %j', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });
});
