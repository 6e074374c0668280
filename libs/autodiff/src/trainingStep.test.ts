import { describe, expect, test } from 'vitest';
import { GraphBuilder, Tensor, type Model } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { AutodiffError, stepCoefficients, trainingLoop, trainingStep, type TrainingStepOptions } from './mod.ts';

/** loss = Σ (x·w - 1)² over a scalar weight w and another parameter that it does not use. */
function model(): Model {
  const graph = new GraphBuilder();
  for (const name of ['x', 'w', 'idle']) graph.input(name, 'float32', [1]);
  graph.initializer('fixed', Tensor.of('float32', [1], [1]));
  graph.nodes('Sub', [graph.node('Mul', ['x', 'w']), 'fixed'], ['error']);
  graph.nodes('ReduceSum', [graph.node('Mul', ['error', 'error'])], ['loss'], { keepdims: 0 });
  graph.output('loss');
  return graph.build();
}
const scalar = (value: number) => Tensor.of('float32', [1], [value]);

/** The values of w over some steps from 3 with x = 1: the gradient is 2(w - 1). */
async function descend(options: Omit<TrainingStepOptions, 'loss'>, learningRate: number, steps: number) {
  const step = trainingStep(model(), { loss: 'loss', ...options });
  const session = await createSession(step.model, { threads: 1 });
  let state: Record<string, Tensor> = { w: scalar(3), ...Object.fromEntries(step.moments) };
  const values: number[] = [];
  const norms: number[] = [];
  for (let t = 1; t <= steps; t++) {
    const coefficients = Tensor.of('float32', [3], stepCoefficients(options.optimizer, t, learningRate));
    const results = await session.run({ x: scalar(1), [step.coefficients]: coefficients, ...state });
    state = Object.fromEntries([...step.state].map(([input, output]) => [input, results[output]!]));
    values.push(state['w']!.numbers()[0]!);
    norms.push(results[step.gradientNorm]!.numbers()[0]!);
  }
  await session.close();
  return { values, norms };
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  got.forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 5));
}

describe('optimisers', () => {
  test('gradient descent: w - lr·g', async () => {
    const { values, norms } = await descend({ parameters: [{ name: 'w' }], optimizer: { kind: 'sgd' } }, 0.1, 3);
    expectClose(values, [2.6, 2.28, 2.024]);
    expectClose(norms, [4, 3.2, 2.56]);
  });

  test('momentum: v = μv + g, w - lr·v', async () => {
    const optimizer = { kind: 'sgd', momentum: 0.9 } as const;
    const { values } = await descend({ parameters: [{ name: 'w' }], optimizer }, 0.1, 3);
    // v: 4, 6.8, 7.96
    expectClose(values, [2.6, 1.92, 1.124]);
  });

  test('a scale of the learning rate counts for its own parameter, weight decay comes before the step', async () => {
    const parameters = [{ name: 'w', learningRateScale: 0.5, weightDecay: 0.2 }];
    const { values } = await descend({ parameters, optimizer: { kind: 'sgd' } }, 0.1, 1);
    // 3·(1 - 0.05·0.2) - 0.05·4
    expectClose(values, [2.77]);
  });

  test('clipping shortens the gradient, and the length before it is told', async () => {
    const options = { parameters: [{ name: 'w' }], optimizer: { kind: 'sgd' } as const, clipNorm: 1 };
    const { values, norms } = await descend(options, 0.1, 2);
    expectClose(values, [2.9, 2.8]);
    expectClose(norms, [4, 3.8]);
  });

  test('the first step of Adam is as long as the learning rate, whatever the gradient', async () => {
    const { values } = await descend({ parameters: [{ name: 'w' }], optimizer: { kind: 'adam' } }, 0.01, 1);
    expectClose(values, [2.99]);
  });
});

describe('what cannot be trained is named', () => {
  const optimizer = { kind: 'adam' } as const;
  const attempt = (options: Partial<TrainingStepOptions>) => () =>
    trainingStep(model(), { loss: 'loss', parameters: [{ name: 'w' }], optimizer, ...options });

  test.each<[string, Partial<TrainingStepOptions>, RegExp]>([
    ['nothing', { parameters: [] }, /nothing to train/],
    ['a constant', { parameters: [{ name: 'fixed' }] }, /to be inputs, these are not: fixed. Use initializersToInputs/],
    ['what the loss does not use', { parameters: [{ name: 'w' }, { name: 'idle' }] }, /does not depend on: idle/],
    ['a loss without a gradient', { loss: 'x' }, /does not depend on: w/],
    ['a length of 0', { clipNorm: 0 }, /a length above 0 to clip gradients to, got 0/],
  ])('%s', (_, options, message) => {
    expect(attempt(options)).toThrow(AutodiffError);
    expect(attempt(options)).toThrow(message);
  });

  test('a loop over an input that does not exist', () => {
    const step = trainingStep(model(), { loss: 'loss', parameters: [{ name: 'w' }], optimizer });
    expect(() => trainingLoop(step, { steps: 2, batch: ['images'] })).toThrow(
      /no input "images". Inputs: x, w, coefficients, w\/mean, w\/square/,
    );
  });
});
