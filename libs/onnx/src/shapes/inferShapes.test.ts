import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSession } from '@regatta/runtime';
import { fullModels, goldenModels } from '../../../../test/support/onnxModels.ts';
import { operatorCases, type OperatorCase } from '../../../../test/support/operatorCases.ts';
import {
  GraphBuilder,
  GraphError,
  Tensor,
  inferShapes,
  inputsToInitializers,
  parseModel,
  selectOutputs,
  setInputShape,
  type Dimension,
  type Model,
  type Shape,
} from '../mod.ts';
import { inferFacts } from './inferShapes.ts';

/** What inference says about inner values and outputs. */
function inferred(model: Model): Map<string, { dtype: string; shape: Shape | null }> {
  const { graph } = inferShapes(model);
  return new Map(
    [...graph.valueInfo.values(), ...graph.outputs].flatMap(({ name, type }) =>
      type?.kind === 'tensor' ? [[name, { dtype: type.dtype, shape: type.shape }] as const] : [],
    ),
  );
}

/** Runs a model with every inner value as an output and compares types and shapes with what was inferred. */
async function compareWithRun(bytes: Uint8Array, batch: number): Promise<{ values: number; exact: number }> {
  const model = parseModel(bytes);
  const input = model.graph.inputs[0]!;
  const { dtype, shape } = input.type as { dtype: 'float32' | 'int64'; shape: Shape };
  const fixed = shape.map((length) => (typeof length === 'number' ? length : batch));
  const facts = inferred(setInputShape(model, input.name, fixed));
  const symbolic = inferred(model);
  const names = model.graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));
  const session = await createSession(selectOutputs(model, names), { threads: 1, optimization: 'disabled' });
  const data = new Array<number>(fixed.reduce((size, n) => size * n, 1)).fill(1);
  const results = await session.run({ [input.name]: Tensor.of(dtype, fixed, data) });
  await session.close();
  for (const [name, tensor] of Object.entries(results)) {
    expect(facts.get(name), name).toEqual({ dtype: tensor.dtype, shape: tensor.shape });
    const open = symbolic.get(name)?.shape?.map((length) => (length === 'batch' ? batch : length));
    expect(
      open?.every((length, i) => typeof length !== 'number' || length === tensor.shape[i]),
      `${name} [${open?.join(', ')}] for a batch of ${batch}`,
    ).toBe(true);
  }
  const isExact = (name: string) => symbolic.get(name)?.shape?.every((length) => length !== null);
  return { values: names.length, exact: names.filter(isExact).length };
}

describe('inferShapes', () => {
  test.each(goldenModels)('knows every type and shape of $name that a run shows', async ({ bytes }) => {
    const { values, exact } = await compareWithRun(bytes, 5);
    expect(values).toBeGreaterThan(50);
    // With a symbol for the batch, only products of the batch with something are unknown.
    expect(exact).toBeGreaterThan(0.9 * values);
  });

  test('knows every type and shape of the full fixtures that a run shows', async (context) => {
    if (fullModels === null) return context.skip('the full fixtures do not lie beside this clone');
    for (const path of fullModels) {
      const { values, exact } = await compareWithRun(readFileSync(path), 3);
      expect(exact, `${basename(dirname(path))}/${basename(path)}`).toBeGreaterThan(0.9 * values);
    }
  }, 120_000);
});

describe('the rules', () => {
  /** The case with its inputs of integers as constants, since shapes may depend on their numbers. */
  function withConstants({ model, inputs }: OperatorCase): Model {
    const constants = [...inputs].filter(([, { dtype }]) => dtype === 'int64' || dtype === 'float32');
    return inputsToInitializers(model, new Map(constants));
  }

  test.each(operatorCases.filter(({ op }) => op !== 'NonZero'))('$title', (operatorCase) => {
    const facts = inferred(withConstants(operatorCase));
    for (const [name, { dtype, shape }] of operatorCase.outputs) expect(facts.get(name)).toEqual({ dtype, shape });
  });

  test('follow the elements of shapes as the runtime computes them', () => {
    // What is small and constant is followed to its last element: then a Range, a ConstantOfShape or a Reshape knows its shape.
    for (const { title, model, inputs, outputs } of operatorCases) {
      const facts = inferFacts(inputsToInitializers(model, inputs));
      for (const [name, tensor] of outputs) {
        const elements = facts.get(name)?.elements;
        if (elements === undefined) continue;
        tensor.numbers().forEach((x, i) => expect(elements[i], `${title} ${name}[${i}]`).toBeCloseTo(x, 5));
      }
    }
  });
});

describe('symbols', () => {
  const graph = () => {
    const builder = new GraphBuilder();
    builder.input('x', 'float32', ['batch', 3, 32, 32]);
    return builder;
  };
  const shapeOf = (builder: GraphBuilder, value: string) => inferred({ ...builder.build() }).get(value)?.shape;
  const ints = (builder: GraphBuilder, values: number[]) =>
    builder.constant(Tensor.of('int64', [values.length], values));

  test('go through the arithmetic of shapes that exporters write', () => {
    const builder = graph();
    const shape = builder.node('Shape', ['x']);
    const batch = builder.node('Gather', [shape, builder.constant(Tensor.scalar('int64', 0))]);
    const side = builder.node('Div', [
      builder.node('Gather', [shape, builder.constant(Tensor.scalar('int64', 2))]),
      builder.constant(Tensor.scalar('int64', 8)),
    ]);
    const front = ints(builder, [0]);
    const [b, s] = [builder.node('Unsqueeze', [batch, front]), builder.node('Unsqueeze', [side, front])];
    const target = builder.node('Concat', [b, s, ints(builder, [-1])], { axis: 0 });
    expect(shapeOf(builder, builder.node('Reshape', ['x', target]))).toEqual(['batch', 4, 768]);
  });

  test.each<[string, Dimension[], Shape]>([
    ['the rest of a symbol and numbers', [0, -1], ['batch', 3072]],
    ['the symbol itself as the rest', [-1, 3072], ['batch', 3072]],
    ['a rest that mixes both', [-1, 1024], [null, 1024]],
  ])('reshape: %s', (_, target, expected) => {
    const builder = graph();
    expect(shapeOf(builder, builder.node('Reshape', ['x', ints(builder, target as number[])]))).toEqual(expected);
  });

  test('broadcast against 1 and against themselves', () => {
    const builder = graph();
    builder.input('row', 'float32', [1, 32]);
    builder.input('other', 'float32', ['n', 3, 32, 32]);
    expect(shapeOf(builder, builder.node('Add', ['x', 'row']))).toEqual(['batch', 3, 32, 32]);
    expect(shapeOf(builder, builder.node('Add', ['x', 'x']))).toEqual(['batch', 3, 32, 32]);
    expect(shapeOf(builder, builder.node('Add', ['x', 'other']))).toEqual([null, 3, 32, 32]);
  });
});

describe('control flow', () => {
  test('a Loop gives what goes round and one result per turn', () => {
    const body = new GraphBuilder({ name: 'body' });
    body.input('turn', 'int64', []);
    body.nodes('Identity', [body.input('go', 'bool', [])], ['go_on']);
    body.nodes('Add', [body.input('sum', 'float32', null as never), 'sum'], ['next']);
    body.nodes('ReduceMean', ['next'], ['mean'], { keepdims: 0 });
    for (const name of ['go_on', 'next', 'mean']) body.output(name, name === 'go_on' ? 'bool' : 'float32');
    const graph = new GraphBuilder();
    const trips = graph.constant(Tensor.scalar('int64', 7));
    graph.nodes('Loop', [trips, '', graph.input('start', 'float32', [4])], ['end', 'means'], {
      body: body.build().graph,
    });
    const facts = inferred(graph.build());
    expect(facts.get('end')).toEqual({ dtype: 'float32', shape: [4] });
    expect(facts.get('means')).toEqual({ dtype: 'float32', shape: [7] });
  });
});

describe('shapes that do not go together', () => {
  test.each<[string, (graph: GraphBuilder) => string, RegExp]>([
    [
      'MatMul',
      (g) => g.node('MatMul', ['a', 'b']),
      /MatMul "MatMul": the inner lengths 3 and 2 differ. Its inputs: "a" float32 \[2, 3\], "b" float32 \[2, 4\]/,
    ],
    ['Add', (g) => g.node('Add', ['a', 'b']), /Add "Add": the shapes do not broadcast/],
    ['Concat', (g) => g.node('Concat', ['a', 'b'], { axis: 0 }), /the lengths of dimension 1 differ/],
    [
      'Reshape',
      (g) => g.node('Reshape', ['a', g.constant(Tensor.of('int64', [1], [5]))]),
      /6 elements do not fit \[5\]/,
    ],
    [
      'Reshape',
      (g) => g.node('Reshape', ['a', g.constant(Tensor.of('int64', [2], [4, -1]))]),
      /cannot be shared out over -1/,
    ],
    [
      'Squeeze',
      (g) => g.node('Squeeze', ['a', g.constant(Tensor.of('int64', [1], [0]))]),
      /dimension 0 cannot be squeezed/,
    ],
  ])('%s is named with its inputs', (_, build, message) => {
    const graph = new GraphBuilder();
    graph.input('a', 'float32', [2, 3]);
    graph.input('b', 'float32', [2, 4]);
    const inferBuilt = () => {
      build(graph);
      inferShapes(graph.build());
    };
    expect(inferBuilt).toThrow(GraphError);
    expect(() => inferShapes(graph.build())).toThrow(message);
  });
});
