import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EncoderError } from '../errors.ts';
import { FileTokenizer } from './fileTokenizer.ts';

const FOLDER = join(import.meta.dirname, '../../../../test/golden/tokenizers');
const LONG = 8192;

interface Golden {
  readonly context: number;
  readonly pad: string;
  readonly padId: number;
  readonly prompts: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly cut: number[];
    readonly canonicalIds: number[];
  }[];
}

const read = (name: string) => readFileSync(join(FOLDER, name));

describe.each(['siglip2', 'siglip', 'clip'])('a tokenizer.json like that of %s', (name) => {
  const golden = JSON.parse(read(`${name}.ids.json`).toString()) as Golden;
  const file = read(`${name}.tokenizer.json`);
  const tokenizer = new FileTokenizer(file, { pad: golden.pad });
  const canonical = new FileTokenizer(file, { pad: golden.pad, clean: 'canonicalize' });
  // The library has no precompiled character map, which makes a space of the joiner inside of emoji.
  const known = golden.prompts.filter(({ text }) => name !== 'siglip' || !text.includes('\u200d'));

  test.each(known)('makes of $text what the reference makes of it', ({ text, ids, canonicalIds }) => {
    expect(tokenizer.encode(text, { contextLength: LONG })).toEqual(ids);
    expect(canonical.encode(text, { contextLength: LONG })).toEqual(canonicalIds);
  });

  test('cuts a long text as the reference does: what ends a text stays', () => {
    expect(golden.prompts.filter(({ ids, cut }) => ids.length > cut.length).length).toBeGreaterThan(5);
    for (const { text, cut } of known) expect(tokenizer.encode(text, { contextLength: golden.context })).toEqual(cut);
  });

  test('pads with the token that is named', () => {
    expect(tokenizer.padId).toBe(golden.padId);
  });
});

test('a tokenizer.json that is none, or has no such padding token, is refused', () => {
  expect(() => new FileTokenizer(new TextEncoder().encode('<html>'))).toThrow(EncoderError);
  expect(() => new FileTokenizer(new TextEncoder().encode('{"model": {"type": "WordLevel"}}'))).toThrow(
    /cannot be read/,
  );
  expect(() => new FileTokenizer(read('siglip.tokenizer.json'))).toThrow(/no token "<pad>" to pad with/);
});
