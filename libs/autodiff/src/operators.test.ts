import { describe, expect, test } from 'vitest';
import { GraphBuilder, Tensor, inputsToInitializers, validateModel, type Model } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { operatorCases, type OperatorCase } from '../../../test/support/operatorCases.ts';
import { backpropagate } from './mod.ts';

/** The case with gradients as outputs: what has a gradient is fed, everything else is constant. */
function withGradients({ model, inputs, upstream, gradients }: OperatorCase): {
  model: Model;
  gradients: Map<string, string>;
} {
  const constants = new Map([...inputs].filter(([name]) => !gradients.has(name)));
  const graph = GraphBuilder.extend(inputsToInitializers(model, constants));
  const seeds = new Map(
    [...upstream].map(([name, { dtype, shape }]) => [name, graph.input(`upstream/${name}`, dtype, shape)] as const),
  );
  const made = backpropagate(graph.build(), { upstream: seeds, wanted: gradients.keys() });
  const out = GraphBuilder.extend({ ...made.model, graph: { ...made.model.graph, outputs: [] } });
  for (const name of new Set(made.gradients.values())) out.output(name);
  return { model: out.build(), gradients: new Map(made.gradients) };
}

async function computeGradients(operatorCase: OperatorCase, optimization: 'disabled' | 'all') {
  const { model, gradients } = withGradients(operatorCase);
  if (gradients.size === 0) return new Map<string, Tensor>();
  validateModel(model);
  const session = await createSession(model, { threads: 1, optimization });
  const fed = [
    ...operatorCase.inputs,
    ...[...operatorCase.upstream].map(([name, tensor]) => [`upstream/${name}`, tensor] as const),
  ].filter(([name]) => session.inputs.some((input) => input.name === name));
  const results = await session.run(Object.fromEntries(fed));
  await session.close();
  return new Map([...gradients].map(([name, gradient]) => [name, results[gradient]!]));
}

/** The largest error of a gradient, relative to its largest element where that is above 1. */
function errorOf(got: Tensor, expected: Tensor): number {
  const scale = Math.max(1, ...expected.numbers().map(Math.abs));
  const reference = expected.numbers();
  return Math.max(0, ...got.numbers().map((x, i) => Math.abs(x - reference[i]!))) / scale;
}

const differentiable = operatorCases.filter(({ gradients }) => gradients.size > 0);

describe('gradients equal those of PyTorch', () => {
  test.each(differentiable)('$title', async (operatorCase) => {
    for (const optimization of ['disabled', 'all'] as const) {
      const computed = await computeGradients(operatorCase, optimization);
      for (const [name, expected] of operatorCase.gradients) {
        // No gradient is a gradient of 0: Floor and Sign.
        const got = computed.get(name) ?? Tensor.of('float32', expected.shape, new Float32Array(expected.size));
        expect(got.shape, name).toEqual(expected.shape);
        expect(got.dtype).toBe(expected.dtype);
        expect(errorOf(got, expected), `d${name}, optimisation ${optimization}`).toBeLessThan(2e-6);
      }
    }
  });
});
