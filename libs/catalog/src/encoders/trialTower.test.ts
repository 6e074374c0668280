import { GraphBuilder, Tensor, serializeModel } from '@regatta/onnx';
import { expect, test } from 'vitest';
import type { TextTowerSpec } from '@regatta/encoders';
import { trialTower } from './trialTower.ts';

const CONTEXT = 64;
/** Letters as tokens; the padding is the least of all. */
const tokenizer = {
  padId: 0,
  encode: (text: string) => Array.from(text, (letter) => (letter.codePointAt(0)! % 60) + 1).slice(0, CONTEXT),
};

/** A feature is the largest, or the mean, of the numbers of its tokens; or the same for all. */
function tower(feature: 'ReduceMax' | 'ReduceMean' | 'flat', tokens: number | string = 'tokens'): Uint8Array {
  const graph = new GraphBuilder({ name: 'tower' });
  const ids = graph.input('input_ids', 'int64', ['texts', tokens]);
  const numbers = Float32Array.from({ length: 61 * 2 }, (_, i) => (i < 2 ? -9 : Math.sin(i)));
  const table = graph.initializer('table', Tensor.of('float32', [61, 2], numbers));
  const embedded = graph.node('Gather', [table, ids], { axis: 0 });
  const axes = graph.constant(Tensor.of('int64', [1], [1]));
  let pooled = graph.node(feature === 'flat' ? 'ReduceMax' : feature, [embedded, axes], { keepdims: 0 });
  if (feature === 'flat') pooled = graph.node('Sub', [pooled, pooled]);
  graph.nodes('Identity', [pooled], ['text_embeds']);
  graph.output('text_embeds', 'float32', ['texts', 2]);
  return serializeModel(graph.build());
}

const spec: TextTowerSpec = {
  version: 1,
  weights: '0'.repeat(64),
  tokenizer: { kind: 'clip' },
  contextLength: CONTEXT,
  padding: 'context',
  attendsPadding: false,
  inputs: { ids: 'input_ids', mask: 'attention_mask' },
  output: 'text_embeds',
};
const trial = (weights: Uint8Array, dimension: number | null = 2) =>
  trialTower({ name: 'tiny', weights, spec, tokenizer, threads: 1 }, { dimension });

test('a tower that does not see its padding may run in narrow batches', async () => {
  expect(await trial(tower('ReduceMax'))).toEqual({ ...spec, padding: 'longest' });
});

test('a tower that sees its padding, or takes one width only, runs in full ones', async () => {
  expect(await trial(tower('ReduceMean'))).toEqual(spec);
  expect(await trial(tower('ReduceMax', CONTEXT))).toEqual(spec);
});

test('a tower that knows no text from another, or is not as wide as images, is refused', async () => {
  await expect(trial(tower('flat'))).rejects.toThrow('it gives the same features for every text.');
  await expect(trial(tower('ReduceMax'), 3)).rejects.toThrow(/features have 2 numbers, those of images 3/);
  expect(await trial(tower('ReduceMax'), null)).toEqual({ ...spec, padding: 'longest' });
});
