/**
 * @file CLIP's tokenizer: cleaned text is cut into words, and the bytes of each word are joined in the order in which the
 * merges were learnt. Works on ids throughout: a merge of rank r makes the id 512 + r, so the lowest id is tried first.
 * Source: openai/CLIP, `simple_tokenizer.py`; Sennrich et al., Neural Machine Translation of Rare Words with Subword Units
 * (2016).
 */
import { gunzipSync } from 'node:zlib';
import { Tensor } from '@regatta/onnx';
import { EncoderError } from '../errors.ts';
import { cleanText } from './cleanText.ts';
import type { TextTokenizer } from './textTokenizer.ts';

/** Where the merges lie; who does I/O reads them. */
export const CLIP_MERGES = new URL('../../assets/clip-merges.txt.gz', import.meta.url);
export const CLIP_CONTEXT_LENGTH = 77;

const MERGES = 48_894;
const BYTES = 256;
const START = 2 * BYTES + MERGES;
const END = START + 1;
/** open_clip pads with 0, which is also the id of "!": the length of a text is found by its end token. */
const PAD = 0;
const START_WORD = '<start_of_text>';
const END_WORD = '<end_of_text>';
const WORD = /<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;
/** Words kept: prompts of one set of templates share nearly all of theirs. */
const KNOWN_MAX = 100_000;

export class ClipTokenizer implements TextTokenizer {
  readonly padId = PAD;
  /** Two ids as one number -> the id of both together. */
  readonly #merges: ReadonlyMap<number, number>;
  readonly #known = new Map<string, readonly number[]>();

  /** @param merges the bytes of the file at `CLIP_MERGES` @throws {EncoderError} it is another file */
  constructor(merges: Uint8Array) {
    const lines = new TextDecoder().decode(gunzipSync(merges)).trimEnd().split('\n');
    if (lines.length !== MERGES) {
      throw new EncoderError(`Expected ${MERGES} merges of CLIP's vocabulary, got ${lines.length}.`);
    }
    const letters = byteLetters();
    const ids = new Map(letters.map((letter, i) => [letter, i]));
    for (const [i, letter] of letters.entries()) ids.set(`${letter}</w>`, BYTES + i);
    const pairs = new Map<number, number>();
    for (const [rank, line] of lines.entries()) {
      const [left, right] = line.split(' ') as [string, string];
      pairs.set(pairOf(ids.get(left)!, ids.get(right)!), 2 * BYTES + rank);
      ids.set(left + right, 2 * BYTES + rank);
    }
    this.#merges = pairs;
  }

  /** Ids from the start to the end token. A longer text is cut, and its last id is the end token still. */
  encode(text: string, { contextLength = CLIP_CONTEXT_LENGTH }: { readonly contextLength?: number } = {}): number[] {
    const words = cleanText(text).match(WORD) ?? [];
    const ids = [START, ...words.flatMap((word) => this.#word(word)), END];
    return ids.length <= contextLength ? ids : [...ids.slice(0, contextLength - 1), END];
  }

  /** What a text tower takes: int64 [texts, contextLength]. */
  encodeAll(
    texts: readonly string[],
    { contextLength = CLIP_CONTEXT_LENGTH }: { readonly contextLength?: number } = {},
  ): Tensor<'int64'> {
    const ids = new BigInt64Array(texts.length * contextLength).fill(BigInt(PAD));
    for (const [row, text] of texts.entries()) {
      ids.set(this.encode(text, { contextLength }).map(BigInt), row * contextLength);
    }
    return Tensor.of('int64', [texts.length, contextLength], ids);
  }

  #word(word: string): readonly number[] {
    if (word === START_WORD) return [START];
    if (word === END_WORD) return [END];
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const ids = this.#join(Array.from(new TextEncoder().encode(word), (byte) => BYTE_IDS[byte]!));
    if (this.#known.size < KNOWN_MAX) this.#known.set(word, ids);
    return ids;
  }

  #join(bytes: readonly number[]): readonly number[] {
    // The last byte of a word is another letter than the same byte inside.
    let ids = bytes.map((id, i) => (i === bytes.length - 1 ? BYTES + id : id));
    for (;;) {
      const merged = ids.reduce((least, id, i) => {
        const made = i === 0 ? undefined : this.#merges.get(pairOf(ids[i - 1]!, id));
        return made === undefined ? least : Math.min(least, made);
      }, Infinity);
      if (merged === Infinity) return ids;
      const next: number[] = [];
      for (let i = 0; i < ids.length; i++) {
        const isPair = i + 1 < ids.length && this.#merges.get(pairOf(ids[i]!, ids[i + 1]!)) === merged;
        next.push(isPair ? merged : ids[i]!);
        if (isPair) i++;
      }
      ids = next;
    }
  }
}

const pairOf = (left: number, right: number) => left * 2 ** 16 + right;

/** Bytes that are printable in Latin-1, in order, and then all others: the first ids of the vocabulary. */
function byteOrder(): number[] {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
  return [...printable, ...range(0, 255).filter((byte) => !printable.includes(byte))];
}

/** The letters that stand for the bytes in the file of merges, in the order of their ids. */
function byteLetters(): string[] {
  let next = BYTES;
  return byteOrder().map((byte, i) => String.fromCodePoint(i < PRINTABLE ? byte : next++));
}

const PRINTABLE = 188;
/** byte -> id */
const BYTE_IDS = byteOrder().reduce((ids, byte, id) => ids.fill(id, byte, byte + 1), new Uint8Array(BYTES));
