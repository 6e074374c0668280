/**
 * @file The tokenizer that a model brings as `tokenizer.json`: SigLIP 2's (Gemma's BPE with byte fallback), SigLIP's
 * (SentencePiece, unigram), and any other of that format. Read by Hugging Face's own JavaScript library; padding and cutting
 * are done here, since it has neither.
 *
 * Equal to `tokenizers` 0.23 on every golden text, with one exception: a unigram file's precompiled character map is applied
 * as NFKC, which keeps the zero-width joiner inside of emoji.
 */
import * as library from '@huggingface/tokenizers';
import { EncoderError } from '../errors.ts';
import { cleanFor, type TextCleaning } from './canonicalText.ts';
import type { TextTokenizer } from './textTokenizer.ts';

/** What is used of the library, whose own types do not resolve in Node's way of finding modules. */
interface HubTokenizer {
  encode(text: string, options?: { readonly add_special_tokens?: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
}
const { Tokenizer } = library as unknown as { readonly Tokenizer: new (file: object, config: object) => HubTokenizer };

export interface FileTokenizerOptions {
  /** @default 'none' */
  readonly clean?: TextCleaning;
  /** The token that fills a row. @default that of the file's `padding`, else `<pad>` */
  readonly pad?: string | undefined;
}

const USUAL_PAD = '<pad>';

export class FileTokenizer implements TextTokenizer {
  readonly padId: number;
  readonly #tokenizer: HubTokenizer;
  readonly #clean: TextCleaning;

  /** @param file the bytes of a `tokenizer.json` @throws {EncoderError} they are none, or it has no such padding token */
  constructor(file: Uint8Array, { clean = 'none', pad }: FileTokenizerOptions = {}) {
    const { tokenizer, padding } = open(file);
    const token = pad ?? padding ?? USUAL_PAD;
    const padId = tokenizer.token_to_id(token);
    if (padId === undefined) {
      throw new EncoderError(
        `The tokenizer has no token ${JSON.stringify(token)} to pad with: name its own as \`pad\`.`,
      );
    }
    this.padId = padId;
    this.#tokenizer = tokenizer;
    this.#clean = clean;
  }

  /** Ids with what the file puts around a text. Of a longer text the inner ids are cut, so that what ends it stays. */
  encode(text: string, { contextLength }: { readonly contextLength: number }): number[] {
    const cleaned = cleanFor(this.#clean, text);
    const { ids } = this.#tokenizer.encode(cleaned);
    if (ids.length <= contextLength) return [...ids];
    const inner = this.#tokenizer.encode(cleaned, { add_special_tokens: false }).ids;
    const around = ids.length - inner.length;
    let before = 0;
    while (before < around && !inner.every((id, i) => ids[before + i] === id)) before++;
    const after = ids.slice(before + inner.length);
    return [...ids.slice(0, before), ...inner.slice(0, contextLength - around), ...after];
  }
}

function open(file: Uint8Array): { tokenizer: HubTokenizer; padding: string | null } {
  try {
    const parsed = JSON.parse(new TextDecoder().decode(file)) as { padding?: { pad_token?: string } | null };
    return { tokenizer: new Tokenizer(parsed, {}), padding: parsed.padding?.pad_token ?? null };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EncoderError(
      `Expected a tokenizer.json of Hugging Face's tokenizers, got one that cannot be read: ${why}`,
      {
        cause,
      },
    );
  }
}
