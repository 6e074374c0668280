import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder, Tensor } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { backpropagate } from './backpropagate.ts';
import { crossEntropy, unitGradient, type CrossEntropyOptions } from './crossEntropy.ts';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/golden/autodiff/losses.json'), 'utf8'),
) as {
  readonly logits: number[];
  readonly labels: number[];
  readonly smoothing: number;
  readonly classWeights: number[];
  readonly cases: Readonly<Record<string, { readonly loss: number; readonly gradient: number[] }>>;
};
const [N, C] = [golden.labels.length, golden.classWeights.length];

type Settings = Omit<CrossEntropyOptions, 'logits' | 'labels'>;

/** Loss and gradient of the logits. */
async function run(settings: Settings) {
  const graph = new GraphBuilder();
  const [logits, labels] = [graph.input('logits', 'float32', [N, C]), graph.input('labels', 'int64', [N])];
  const loss = graph.output(crossEntropy(graph, { logits, labels, ...settings }));
  const upstream = new Map([[loss, unitGradient(graph)]]);
  const made = backpropagate(graph.build(), { upstream, wanted: ['logits'] });
  const out = GraphBuilder.extend(made.model);
  const gradient = out.output(made.gradients.get('logits')!);
  const session = await createSession(out.build(), { threads: 1 });
  const results = await session.run({
    logits: Tensor.of('float32', [N, C], golden.logits),
    labels: Tensor.of('int64', [N], golden.labels),
  });
  await session.close();
  return { loss: results[loss]!.numbers()[0]!, gradient: results[gradient]!.numbers() };
}

describe('crossEntropy', () => {
  const { smoothing: labelSmoothing, classWeights } = golden;
  test.each<[string, Settings]>([
    ['plain', {}],
    ['label-smoothing', { labelSmoothing }],
    ['class-weights', { classWeights }],
    ['both', { labelSmoothing, classWeights }],
  ])('%s: loss and gradient are those of PyTorch', async (name, settings) => {
    const { loss, gradient } = await run(settings);
    const expected = golden.cases[name]!;
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-6);
    gradient.forEach((x, i) => expect(Math.abs(x - expected.gradient[i]!)).toBeLessThan(1e-6));
  });

  test('says what is out of range', async () => {
    await expect(run({ labelSmoothing: 1 })).rejects.toThrow(/label smoothing from 0 to below 1, got 1/);
    await expect(run({ classWeights: [1, 2] })).rejects.toThrow(/Expected 5 class weights of at least 0, got \[1, 2\]/);
  });
});
