/** @file The tiny text tower of the golden encoders, with texts whose ids are the ones that PyTorch was given. */
import { matrix, type Matrix } from '@regatta/tensor';
import { goldenEncoders } from '../../../test/support/goldenEncoders.ts';
import type { TextTokenizer } from '../src/text/textTokenizer.ts';
import type { TextTowerSpec } from '../src/text/textTowerSpec.ts';

/** Ends a text, and pads it. */
const END = 511;

export interface GoldenTower {
  readonly title: string;
  readonly weights: Uint8Array;
  readonly texts: readonly string[];
  /** Knows just these texts. */
  readonly tokenizer: TextTokenizer;
  readonly contextLength: number;
  /** Output -> its features, [texts, d]. */
  readonly features: ReadonlyMap<string, Matrix>;
}

export function goldenTowers(): GoldenTower[] {
  return goldenEncoders()
    .filter(({ architecture }) => architecture === 'clip-text')
    .map(({ title, weights, input, taps }) => {
      const [rows, contextLength] = input.shape as [number, number];
      const ids = new Map<string, number[]>();
      for (let row = 0; row < rows; row++) {
        const own = Array.from(input.data.subarray(row * contextLength, (row + 1) * contextLength), Number);
        ids.set(`text ${row}`, own.slice(0, own.indexOf(END) + 1));
      }
      return {
        title,
        weights,
        texts: [...ids.keys()],
        tokenizer: { padId: END, encode: (text) => [...ids.get(text)!] },
        contextLength,
        features: new Map(
          Array.from(taps, ([tap, values]) => [tap, matrix(Float32Array.from(values), rows, values.length / rows)]),
        ),
      };
    });
}

/** As a manifest would give it. */
export function towerSpec(changes: Partial<TextTowerSpec> = {}): TextTowerSpec {
  return {
    version: 1,
    weights: '0'.repeat(64),
    tokenizer: { kind: 'clip' },
    contextLength: 16,
    padding: 'longest',
    attendsPadding: false,
    inputs: { ids: 'input_ids', mask: 'attention_mask' },
    output: 'text_embeds',
    ...changes,
  };
}
