import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createSession } from '@regatta/runtime';
import { GraphBuilder, GraphError, Tensor, validateModel, type AttributesOf } from './mod.ts';
import { nodesOf } from './plain.testkit.ts';
import { randomGraph } from './randomGraph.testkit.ts';

describe('GraphBuilder', () => {
  test('builds graphs that compute what they say, whatever reads what', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), async ({ model, feeds, values, output }) => {
        validateModel(model);
        const session = await createSession(model, { threads: 1 });
        const used = Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name as 'x' | 'y']]));
        const results = await session.run(used);
        await session.close();
        expect([...(results[output]!.data as Float32Array)]).toEqual(values.get(output));
      }),
      { numRuns: 40 },
    );
  });

  test('knows from the specification which numbers are floats and which are integers', () => {
    const graph = new GraphBuilder();
    const [a, b] = [graph.input('a', 'float32', [2, 3]), graph.input('b', 'float32', [2, 3])];
    graph.output(graph.node('Gemm', [a, b], { alpha: 1, transB: 1 }), 'float32', [2, 2]);
    const { attributes } = graph.build().graph.nodes[0]!;
    expect(attributes.get('alpha')).toEqual({ kind: 'float', value: 1 });
    expect(attributes.get('transB')).toEqual({ kind: 'int', value: 1 });
  });

  test('lets the compiler see the attributes of every operator', () => {
    expectTypeOf<AttributesOf<'Gemm'>['alpha']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<AttributesOf<'Transpose'>['perm']>().toEqualTypeOf<readonly (number | bigint)[] | undefined>();
    expectTypeOf<AttributesOf<'ConstantOfShape'>['value']>().toEqualTypeOf<Tensor | undefined>();
    expect(() => new GraphBuilder().node('Relu', [''], { alpha: 1 })).toThrow(/no attribute "alpha". It has: none/);
    // @ts-expect-error there is no such operator
    expect(() => new GraphBuilder().node('Matmul', [])).toThrow(/ONNX has no operator "Matmul"/);
  });

  test('stores small equal constants once, and names that are taken get a number', () => {
    const graph = new GraphBuilder();
    const axes = graph.constant(Tensor.of('int64', [1], [2]));
    expect(graph.constant(Tensor.of('int64', [1], [2]))).toBe(axes);
    expect(graph.constant(Tensor.of('int32', [1], [2]))).not.toBe(axes);
    const large = Tensor.of('float32', [100], new Float32Array(100));
    expect(graph.constant(large, 'table')).toBe('table');
    expect(graph.constant(large, 'table')).toBe('table_1');
  });

  test('keeps a fresh name for the one who asked for it', () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [1]);
    const name = graph.freshName('x');
    expect(name).toBe('x_1');
    expect(graph.freshName('x')).toBe('x_2');
    graph.nodes('Relu', ['x'], [name]);
    expect(() => graph.nodes('Relu', ['x'], [name])).toThrow(/"x_1" is taken/);
  });

  test('goes on with a model, whose values it can read', () => {
    const first = new GraphBuilder({ opset: 13 });
    first.output(first.node('Neg', [first.input('x', 'float32', ['n'])], {}, { name: 'y' }), 'float32', ['n']);
    const graph = GraphBuilder.extend(first.build());
    expect(graph.opset).toBe(13);
    expect(graph.typeOf('x')).toEqual({ kind: 'tensor', dtype: 'float32', shape: ['n'] });
    graph.output(graph.node('Exp', ['y'], {}, { name: 'y' }), 'float32', ['n']);
    const model = graph.build();
    validateModel(model);
    expect(nodesOf(model)).toEqual(['y = Neg(x)', 'y_1 = Exp(y)']);
    expect(nodesOf(first.build())).toEqual(['y = Neg(x)']);
  });

  test('makes several outputs, under names of its own or given ones, and leaves optional ones out', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [4, 6]);
    expect(graph.nodes('Split', [x], 2, { axis: 1, num_outputs: 2 })).toEqual(['Split', 'Split_1']);
    const [weight, none] = [graph.constant(Tensor.of('float32', [6], [1, 1, 1, 1, 1, 1])), ''];
    const outputs = graph.nodes('LayerNormalization', [x, weight, none], ['normed', '', 'inverse']);
    expect(outputs).toEqual(['normed', '', 'inverse']);
    validateModel(graph.build());
  });

  test('knows types, shapes and the numbers in shapes of what it builds', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', ['batch', 3, 4]);
    const target = graph.node(
      'Concat',
      [graph.node('Shape', [x], { start: 0, end: 1 }), graph.constant(Tensor.of('int64', [1], [12]))],
      { axis: 0 },
    );
    const flat = graph.node('Reshape', [x, target]);
    expect(graph.typeOf(flat)).toEqual({ kind: 'tensor', dtype: 'float32', shape: ['batch', 12] });
    expect(graph.numbersOf(target)).toBeNull();
    expect(graph.numbersOf(graph.node('Shape', [x], { start: 1 }))).toEqual([3, 4]);
    graph.output(graph.node('Equal', [flat, flat]));
    expect(graph.build().graph.outputs[0]!.type).toEqual({ kind: 'tensor', dtype: 'bool', shape: ['batch', 12] });
    const alien = graph.add({
      op: 'Acme',
      domain: 'acme',
      name: '',
      inputs: [x],
      outputs: ['y'],
      attributes: new Map(),
    });
    expect(graph.typeOf(alien[0]!)).toBeNull();
    expect(() => graph.output('y')).toThrow(/The type of "y" cannot be inferred: give it/);
  });

  test.each([
    [
      'an input that nothing makes',
      (g: GraphBuilder) => g.node('Relu', ['pixel']),
      /Relu reads "pixel", which nothing makes. Did you mean "pixels"\?/,
    ],
    [
      'too few inputs',
      (g: GraphBuilder) => g.node('MatMul', ['pixels']),
      /MatMul of opset 18 has 2 to 2 inputs, got 1/,
    ],
    [
      'too many outputs',
      (g: GraphBuilder) => g.nodes('Relu', ['pixels'], 2),
      /Relu of opset 18 has 1 to 1 outputs, got 2/,
    ],
    [
      'a required attribute that is missing',
      (g: GraphBuilder) => g.node('Concat', ['pixels']),
      /Concat of opset 18 needs the attribute "axis"/,
    ],
    [
      'an attribute of another kind',
      (g: GraphBuilder) => g.node('Concat', ['pixels'], { axis: 0.5 }),
      /expected attribute "axis" to be int, got 0.5/,
    ],
    [
      'an operator of a later opset',
      (g: GraphBuilder) => g.node('Gelu', ['pixels']),
      /Opset 18 has no operator "Gelu": it came with opset 20/,
    ],
    ['a name that is taken', (g: GraphBuilder) => g.input('pixels', 'float32', [1]), /The name "pixels" is taken/],
    ['an output that does not exist', (g: GraphBuilder) => g.output('y', 'float32'), /The graph reads "y"/],
  ])('says what is wrong with %s', (_, build, message) => {
    const graph = new GraphBuilder();
    graph.input('pixels', 'float32', [1, 3]);
    expect(() => build(graph)).toThrow(GraphError);
    expect(() => build(graph)).toThrow(message);
  });
});
