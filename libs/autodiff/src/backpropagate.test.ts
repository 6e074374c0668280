import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphBuilder, Tensor, validateModel, type Model, type Node, type Shape } from '@regatta/onnx';
import { createSession } from '@regatta/runtime';
import { Random } from '@regatta/tensor';
import { AutodiffError, MissingRuleError, backpropagate } from './mod.ts';

/** x·w1 -> relu -> ·w2 -> sum; the loss is a scalar. */
function network(inputShape: Shape = [4, 3]): Model {
  const graph = new GraphBuilder();
  graph.input('x', 'float32', inputShape);
  graph.input('w1', 'float32', [3, 5]);
  graph.input('w2', 'float32', [5, 2]);
  graph.input('one', 'float32', []);
  graph.nodes('MatMul', ['x', 'w1'], ['a']);
  graph.nodes('Relu', ['a'], ['b']);
  graph.nodes('MatMul', ['b', 'w2'], ['c']);
  graph.nodes('ReduceSum', ['c'], ['loss'], { keepdims: 0 });
  graph.output('loss', 'float32', []);
  return graph.build();
}
const upstream = new Map([['loss', 'one']]);
const addedTo = (model: Model, made: Model) => made.graph.nodes.slice(model.graph.nodes.length);
const opsOf = (nodes: readonly Node[]) => nodes.map(({ op }) => op);

describe('backpropagate', () => {
  test('computes nothing that no wanted value needs: a frozen front costs no backward', () => {
    const all = backpropagate(network(), { upstream, wanted: ['w1', 'w2', 'x'] });
    const last = backpropagate(network(), { upstream, wanted: ['w2'] });
    expect(opsOf(addedTo(network(), last.model))).toEqual(['Reshape', 'Expand', 'Gemm']);
    expect(addedTo(network(), all.model).length).toBeGreaterThan(6);
    expect([...last.gradients.keys()]).toEqual(['w2']);
  });

  test('adds up what reaches a value on several ways', async () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [3]);
    graph.input('dy', 'float32', [3]);
    // y = x·x + x: dx = dy·(2x + 1)
    graph.nodes('Mul', ['x', 'x'], ['squared']);
    graph.nodes('Add', ['squared', 'x'], ['y']);
    const made = backpropagate(graph.build(), { upstream: new Map([['y', 'dy']]), wanted: ['x'] });
    const dx = await run(made.model, made.gradients.get('x')!, { x: [1, -2, 0.5], dy: [1, 1, 10] });
    expect(dx).toEqual([3, -3, 20]);
  });

  test('gives gradients of inner values, and of several outputs at once', async () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [2]);
    for (const name of ['dy', 'dz']) graph.input(name, 'float32', [2]);
    graph.nodes('Exp', ['x'], ['inner']);
    graph.nodes('Neg', ['inner'], ['y']);
    graph.nodes('Mul', ['inner', 'inner'], ['z']);
    const seeds = new Map([
      ['y', 'dy'],
      ['z', 'dz'],
    ]);
    const made = backpropagate(graph.build(), { upstream: seeds, wanted: ['inner'] });
    const gradient = await run(made.model, made.gradients.get('inner')!, { x: [0, 0], dy: [1, 0], dz: [0, 1] });
    expect(gradient).toEqual([-1, 2]);
  });

  test('leaves out a wanted value that the loss does not reach', () => {
    const graph = GraphBuilder.extend(network());
    graph.input('unused', 'float32', [7]);
    const made = backpropagate(graph.build(), { upstream, wanted: ['unused', 'w1'] });
    expect([...made.gradients.keys()]).toEqual(['w1']);
  });

  test('passes no gradient through what is not smooth', () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [4]);
    graph.input('dy', 'float32', [4]);
    graph.nodes('Floor', ['x'], ['floor']);
    graph.nodes('Mul', ['floor', 'x'], ['y']);
    const model = graph.build();
    const made = backpropagate(model, { upstream: new Map([['y', 'dy']]), wanted: ['x'] });
    expect(opsOf(addedTo(model, made.model))).toEqual(['Mul']);
  });

  test('asks nodes for the outputs that their rule reads, and only those on the way', () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [2, 4]);
    graph.input('dy', 'float32', [2, 4]);
    graph.initializer('s', Tensor.of('float32', [4], [1, 1, 1, 1]));
    graph.nodes('LayerNormalization', ['x', 's'], ['first']);
    graph.nodes('LayerNormalization', ['first', 's'], ['y']);
    const made = backpropagate(graph.build(), { upstream: new Map([['y', 'dy']]), wanted: ['first'] });
    const counts = made.model.graph.nodes
      .filter(({ op }) => op === 'LayerNormalization')
      .map(({ outputs }) => outputs.length);
    expect(counts).toEqual([1, 3]);
    validateModel(made.model);
  });

  test('writes the same expression once', () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [3, 4]);
    graph.input('s', 'float32', [4]);
    graph.input('dy', 'float32', [3, 4]);
    graph.nodes('LayerNormalization', ['x', 's'], ['y']);
    const model = graph.build();
    const made = backpropagate(model, { upstream: new Map([['y', 'dy']]), wanted: ['x', 's'] });
    const added = addedTo(model, made.model).map(({ op, inputs }) => `${op}(${inputs.join()})`);
    expect(new Set(added).size).toBe(added.length);
  });
});

describe('what cannot be differentiated is named', () => {
  const single = (op: string, inputs: string[], attributes: object = {}): Model => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [2, 3]);
    graph.input('dy', 'float32', null as never);
    graph.input('k', 'int64', [2]);
    graph.nodes(op as 'Relu', inputs, ['y'], attributes, { name: 'the node' });
    return graph.build();
  };
  const attempt = (model: Model) => () => backpropagate(model, { upstream: new Map([['y', 'dy']]), wanted: ['x'] });

  test('an operator without a rule', () => {
    expect(attempt(single('Hardmax', ['x']))).toThrow(MissingRuleError);
    expect(attempt(single('Hardmax', ['x']))).toThrow('No rule for Hardmax "the node" with inputs of [2, 3].');
  });

  test('an operator of another domain', () => {
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [2]);
    graph.input('dy', 'float32', [2]);
    graph.add({ op: 'FusedGelu', domain: 'com.acme', name: '', inputs: ['x'], outputs: ['y'], attributes: new Map() });
    expect(attempt(graph.build())).toThrow(/No rule for com\.acme\.FusedGelu/);
  });

  test('control flow, also where a branch reads the wanted value from outside', () => {
    const branch = new GraphBuilder({ name: 'branch' });
    branch.input('x', 'float32', [2]);
    branch.nodes('Neg', ['x'], ['negative']);
    branch.output('negative', 'float32', [2]);
    const body = { ...branch.build().graph, inputs: [] };
    const graph = new GraphBuilder();
    for (const name of ['x', 'dy']) graph.input(name, 'float32', [2]);
    graph.nodes('If', [graph.input('c', 'bool', [])], ['y'], { then_branch: body, else_branch: body });
    expect(attempt(graph.build())).toThrow(/No rule for If/);
  });

  test('a shape that is open', () => {
    const open = backpropagate.bind(null, network(['batch', 3]), { upstream, wanted: ['w1'] });
    expect(open).toThrow(AutodiffError);
    expect(open).toThrow(
      /"c" to be fixed, it is \[batch, 2\]. Write the batch size into the model's inputs with setInputShape/,
    );
  });

  test('a shape or an axis that is fed', () => {
    expect(attempt(single('Tile', ['x', 'k']))).toThrow(AutodiffError);
    const graph = new GraphBuilder();
    graph.input('x', 'float32', [2, 3]);
    graph.input('axes', 'int64', [1]);
    graph.input('dy', 'float32', [2, 1]);
    graph.nodes('ReduceSum', ['x', 'axes'], ['y']);
    expect(attempt(graph.build())).toThrow(
      /Cannot differentiate ReduceSum "y": its input 1 \("axes"\) must be a constant/,
    );
  });

  test('an attribute that a rule does not cover', () => {
    const graph = new GraphBuilder();
    for (const name of ['x', 'dy']) graph.input(name, 'float32', [2, 2]);
    graph.nodes('Einsum', ['x'], ['y'], { equation: 'ii->i' });
    expect(attempt(graph.build())).toThrow(/Cannot differentiate Einsum "y": a letter that stands twice/);
  });
});

/** Smooth operators that ONNX Runtime also has for doubles, so that differences can be small. */
const SMOOTH = ['Add', 'Sub', 'Mul', 'Sigmoid', 'Tanh', 'Exp'] as const;

describe('random graphs', () => {
  test('gradients are the slopes that central differences measure', async () => {
    const step = fc.record({ op: fc.constantFrom(...SMOOTH), left: fc.nat(), right: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), fc.nat(1000), async (steps, seed) => {
        const graph = new GraphBuilder();
        const values = [graph.input('x', 'float64', [3]), graph.input('w', 'float64', [2, 1, 3])];
        for (const { op, left, right } of steps) {
          const [a, b] = [values[left % values.length]!, values[right % values.length]!];
          const isBinary = op === 'Add' || op === 'Sub' || op === 'Mul';
          // Bounded, so that exponentials of exponentials stay numbers.
          const result = isBinary ? graph.node(op, [a, b]) : graph.node(op, [graph.node('Sin', [a])]);
          values.push(result);
        }
        graph.nodes('ReduceSum', [values.at(-1)!], ['loss'], { keepdims: 0 });
        graph.output('loss', 'float64', []);
        graph.initializer('one', Tensor.scalar('float64', 1));
        const made = backpropagate(graph.build(), { upstream, wanted: ['x', 'w'] });
        const out = GraphBuilder.extend(made.model);
        for (const name of new Set(made.gradients.values())) out.output(name);
        const session = await createSession(out.build(), { threads: 1, optimization: 'disabled' });
        const random = new Random(seed);
        const point = { x: normals(random, 3), w: normals(random, 6) };
        const direction = { x: normals(random, 3), w: normals(random, 6) };
        const lossAt = async (h: number) => {
          const moved = (name: 'x' | 'w') => point[name].map((value, i) => value + h * direction[name][i]!);
          const feeds = {
            x: Tensor.of('float64', [3], moved('x')),
            w: Tensor.of('float64', [2, 1, 3], moved('w')),
          };
          const used = Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name as 'x' | 'w']]));
          return session.run(used);
        };
        const here = await lossAt(0);
        const slope = (['x', 'w'] as const)
          .flatMap((name) => {
            const gradient = made.gradients.get(name);
            return gradient === undefined ? [] : here[gradient]!.numbers().map((dx, i) => dx * direction[name][i]!);
          })
          .reduce((sum, term) => sum + term, 0);
        const h = 1e-5;
        const [up, down] = [(await lossAt(h))['loss']!.numbers()[0]!, (await lossAt(-h))['loss']!.numbers()[0]!];
        await session.close();
        const scale = Math.max(1, Math.abs(slope), Math.abs(up));
        expect(Math.abs(slope - (up - down) / (2 * h)) / scale).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

function normals(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.normal());
}

async function run(model: Model, output: string, feeds: Readonly<Record<string, number[]>>): Promise<number[]> {
  const graph = GraphBuilder.extend({ ...model, graph: { ...model.graph, outputs: [] } });
  graph.output(output);
  const session = await createSession(graph.build(), { threads: 1 });
  const tensors = Object.entries(feeds).map(
    ([name, data]) => [name, Tensor.of('float32', [data.length], data)] as const,
  );
  const results = await session.run(Object.fromEntries(tensors));
  await session.close();
  return results[output]!.numbers();
}
