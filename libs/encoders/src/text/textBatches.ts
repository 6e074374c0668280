/**
 * @file Texts as batches of token ids. Equal texts are one row; rows of similar length lie in one batch, so that little of
 * it is padding. The batches depend on the texts alone, so the same texts give the same bits.
 */
import type { TextTokenizer } from './textTokenizer.ts';
import type { TextTowerSpec } from './textTowerSpec.ts';

export interface TextBatch {
  readonly rows: number;
  /** Width of a row. */
  readonly tokens: number;
  /** [rows, tokens] */
  readonly ids: Int32Array;
  /** [rows, tokens]: 1 where a token of the text is. */
  readonly mask: Int32Array;
  /** Positions among the texts that each row stands for. */
  readonly places: readonly (readonly number[])[];
}

/** Tokens of a run: about a second for a tower of 512 numbers on two slow cores. */
const TOKENS_PER_RUN_MAX = 2048;

export function* textBatches(
  texts: readonly string[],
  options: Pick<TextTowerSpec, 'contextLength' | 'padding'> & { readonly tokenizer: TextTokenizer },
): Generator<TextBatch> {
  const { contextLength, padding, tokenizer } = options;
  const places = new Map<string, number[]>();
  for (const [i, text] of texts.entries()) {
    const known = places.get(text);
    if (known) known.push(i);
    else places.set(text, [i]);
  }
  const rows = Array.from(places, ([text, at]) => ({ ids: tokenizer.encode(text, { contextLength }), at }));
  if (padding === 'longest') rows.sort((a, b) => a.ids.length - b.ids.length);
  for (let from = 0; from < rows.length;) {
    let count = 1;
    let tokens = padding === 'context' ? contextLength : rows[from]!.ids.length;
    while (from + count < rows.length) {
      const wider = padding === 'context' ? tokens : rows[from + count]!.ids.length;
      if (wider * (count + 1) > TOKENS_PER_RUN_MAX) break;
      tokens = wider;
      count++;
    }
    yield batchOf(rows.slice(from, from + count), { tokens, padId: tokenizer.padId });
    from += count;
  }
}

function batchOf(
  rows: readonly { readonly ids: readonly number[]; readonly at: readonly number[] }[],
  { tokens, padId }: { tokens: number; padId: number },
): TextBatch {
  const ids = new Int32Array(rows.length * tokens).fill(padId);
  const mask = new Int32Array(rows.length * tokens);
  for (const [row, { ids: own }] of rows.entries()) {
    ids.set(own, row * tokens);
    mask.fill(1, row * tokens, row * tokens + own.length);
  }
  return { rows: rows.length, tokens, ids, mask, places: rows.map(({ at }) => at) };
}
