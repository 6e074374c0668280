import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';
import { describe, expect, test } from 'vitest';
import { goldenTowers, towerSpec } from '../../test/textTower.ts';
import { EncoderError } from '../errors.ts';
import { FileTokenizer } from './fileTokenizer.ts';
import { TextTower } from './textTower.ts';
import { textTowerHash, type TextTowerSpec } from './textTowerSpec.ts';

/** Between the largest difference and the largest number. */
function worst(got: Float32Array, wanted: Float32Array): number {
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0) / scale;
}

describe.each(goldenTowers())('the tower $title', ({ weights, texts, tokenizer, contextLength, features }) => {
  const open = (changes: Partial<TextTowerSpec> = {}) =>
    TextTower.open({ name: 'tiny', weights, spec: towerSpec({ contextLength, ...changes }), tokenizer, threads: 1 });

  test.each([...features.keys()])('gives %s as PyTorch does', async (output) => {
    const tower = await open({ output, padding: 'context' });
    try {
      const got = await tower.embed([...texts, texts[0]!]);
      const wanted = features.get(output)!;
      expect([got.rows, got.columns]).toEqual([texts.length + 1, wanted.columns]);
      expect(worst(got.data.subarray(0, wanted.data.length), wanted.data)).toBeLessThan(1e-5);
      // A text that comes twice has one feature.
      expect(got.data.subarray(wanted.data.length)).toEqual(got.data.subarray(0, wanted.columns));
    } finally {
      await tower.close();
    }
  });

  test('names its outputs to whoever asks for another', async () => {
    await expect(open({ output: 'embeddings' })).rejects.toThrow(/no output "embeddings".*Its outputs: text_embeds/s);
  });

  test('says what width it takes to whoever gives it another', async () => {
    const tower = await open({ padding: 'context', contextLength: contextLength + 1 });
    try {
      await expect(tower.embed(texts)).rejects.toThrow(/"tiny" takes other texts: .*expected int64 \[batch, 16\]/);
    } finally {
      await tower.close();
    }
  });

  test('names its inputs to whoever calls them otherwise', async () => {
    const inputs = { ids: 'tokens', mask: 'attention_mask' };
    await expect(open({ inputs })).rejects.toThrow(/takes the inputs input_ids; expected "tokens"/);
    await expect(open({ inputs })).rejects.toBeInstanceOf(EncoderError);
  });
});

test('SigLIP’s tower gives of texts what transformers does: cleaned, cut, and padded where padding is looked at', async () => {
  const read = (path: string) => readFileSync(join(import.meta.dirname, '../../../../test/golden', path));
  const golden = JSON.parse(read('siglip-text/golden.json').toString()) as {
    context: number;
    texts: string[];
    ids: number[][];
    features: number[][];
  };
  const tokenizer = new FileTokenizer(read('tokenizers/siglip2.tokenizer.json'), { clean: 'canonicalize' });
  const spec = towerSpec({
    ...{ contextLength: golden.context, padding: 'context', attendsPadding: true, output: 'pooler_output' },
  });
  const weights = read('siglip-text/tower.onnx');
  const tower = await TextTower.open({ name: 'siglip', weights, spec, tokenizer, threads: 1 });
  try {
    const got = await tower.embed(golden.texts);
    expect(worst(got.data, Float32Array.from(golden.features.flat()))).toBeLessThan(1e-5);
    // Equal once they are clean.
    expect(got.data.subarray(0, got.columns)).toEqual(got.data.subarray(got.columns, 2 * got.columns));
    const different = new Set(golden.features.map((row) => row[0]!.toFixed(4)));
    expect(different.size).toBe(golden.texts.length - 1);
  } finally {
    await tower.close();
  }
});

describe('a tower with a mask', () => {
  /** Gives the sums of ids and of mask of each text. */
  function sums(): Uint8Array {
    const graph = new GraphBuilder({ name: 'sums' });
    const axes = graph.constant(Tensor.of('int64', [1], [1]));
    const parts = ['input_ids', 'attention_mask'].map((name) =>
      graph.node('ReduceSum', [graph.node('Cast', [graph.input(name, 'int64', ['texts', 'tokens'])], { to: 1 }), axes]),
    );
    graph.nodes('Concat', parts, ['text_embeds'], { axis: 1 });
    graph.output('text_embeds', 'float32', ['texts', 2]);
    return serializeModel(graph.build());
  }
  const tokenizer = { padId: 9, encode: (text: string) => Array.from(text, () => 1) };
  const embed = async (changes: Partial<TextTowerSpec>, texts = ['aaa', 'a']) => {
    const spec = towerSpec({ contextLength: 4, ...changes });
    const tower = await TextTower.open({ name: 'tiny', weights: sums(), spec, tokenizer, threads: 1 });
    try {
      return [...(await tower.embed(texts)).data];
    } finally {
      await tower.close();
    }
  };

  test('covers the tokens of a text, or padding too where the model was trained so', async () => {
    expect(await embed({ padding: 'context' })).toEqual([3 + 9, 3, 1 + 27, 1]);
    expect(await embed({ padding: 'context', attendsPadding: true })).toEqual([3 + 9, 4, 1 + 27, 4]);
    expect(await embed({ padding: 'longest' })).toEqual([3, 3, 1 + 18, 1]);
  });

  test('gives each of many texts its own feature, whatever their lengths and order', async () => {
    const texts = Array.from({ length: 3000 }, (_, i) => 'a'.repeat(1 + ((i * 7) % 4)));
    const data = await embed({ padding: 'longest' }, texts);
    expect(texts.every((text, i) => data[2 * i + 1] === text.length)).toBe(true);
  });
});

test('a tower is named by all that decides its features', () => {
  const spec = towerSpec();
  const others: Partial<TextTowerSpec>[] = [
    { weights: '1'.repeat(64) },
    { contextLength: 77 },
    { padding: 'context' },
    { attendsPadding: true },
    { output: 'pooled' },
    { tokenizer: { kind: 'file', sha256: '2'.repeat(64), clean: 'none' } },
  ];
  const hashes = [{}, ...others].map((change) => textTowerHash({ ...spec, ...change }));
  expect(new Set(hashes).size).toBe(hashes.length);
});
