import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSession } from '@regatta/runtime';
import { goldenModels } from '../../../test/support/onnxModels.ts';
import {
  GraphBuilder,
  GraphError,
  Tensor,
  constantsToInitializers,
  initializersToInputs,
  inputsToInitializers,
  mapNodes,
  mergeModels,
  parseModel,
  renameValues,
  replaceInput,
  selectOutputs,
  setDimensions,
  setInputShape,
  validateModel,
  type Model,
  type Node,
} from './mod.ts';
import { nodesOf, plain } from './plain.testkit.ts';
import { randomGraph } from './randomGraph.testkit.ts';

/** The outputs of one run; inputs that an edit has dropped are left out. */
async function run(model: Model, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, readonly number[]>> {
  validateModel(model);
  const session = await createSession(model, { threads: 1, optimization: 'disabled' });
  const used = Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name]!]));
  const results = await session.run(used);
  await session.close();
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.numbers()]));
}

/** x [2, 3] -> Relu -> hidden -> MatMul with w -> logits; a second branch that nothing needs. */
function classifier(): Model {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', ['batch', 3]);
  graph.input('mask', 'float32', ['batch', 3]);
  graph.initializer('w', Tensor.of('float32', [3, 2], [1, 2, 3, 4, 5, 6]));
  graph.initializer('unused', Tensor.of('float32', [1], [0]));
  graph.nodes('Relu', [x], ['hidden']);
  graph.nodes('MatMul', ['hidden', 'w'], ['logits']);
  graph.nodes('Mul', ['x', 'mask'], ['masked']);
  graph.output('logits', 'float32', ['batch', 2]);
  graph.output('masked', 'float32', ['batch', 3]);
  return graph.build();
}
const x = Tensor.of('float32', [1, 3], [1, -1, 2]);

/** If over a branch that reads the outer value `hidden`. */
function withBranch(): Model {
  const branch = (op: 'Neg' | 'Identity') => {
    const inner = new GraphBuilder({ name: op }, { ...classifier(), graph: { ...classifier().graph, outputs: [] } });
    inner.nodes(op, ['hidden'], [`${op}_out`]);
    inner.output(`${op}_out`, 'float32', ['batch', 3]);
    const { graph } = inner.build();
    return { ...graph, nodes: graph.nodes.slice(-1), inputs: [], initializers: new Map() };
  };
  const graph = GraphBuilder.extend(classifier());
  const condition = graph.input('condition', 'bool', []);
  graph.nodes('If', [condition], ['chosen'], { then_branch: branch('Neg'), else_branch: branch('Identity') });
  graph.output('chosen', 'float32', ['batch', 3]);
  return graph.build();
}
const feeds = { x, mask: x, condition: Tensor.of('bool', [], [1]) };

describe('selectOutputs', () => {
  test('makes any values outputs, with the numbers that they had inside', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), fc.nat(), async ({ model, feeds, values }, at) => {
        const inner = [...values.keys()].filter((name) => !['x', 'y', 'w'].includes(name));
        const tap = inner[at % inner.length]!;
        const results = await run(selectOutputs(model, [tap]), feeds);
        expect(results).toEqual({ [tap]: values.get(tap) });
      }),
      { numRuns: 30 },
    );
  });

  test('drops nodes, initializers and inputs that no output needs', () => {
    const { graph } = selectOutputs(classifier(), ['hidden']);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Relu']);
    expect([...graph.initializers.keys()]).toEqual([]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
  });

  test('keeps what a branch reads from outside', async () => {
    const cut = selectOutputs(withBranch(), ['chosen']);
    expect(cut.graph.nodes.map(({ op }) => op)).toEqual(['Relu', 'If']);
    expect(await run(cut, feeds)).toEqual({ chosen: [-1, -0, -2] });
  });

  test('knows the type of a tap where the file says it', () => {
    const model = parseModel(goldenModels.find(({ name }) => name === 'dino-dynamo')!.bytes);
    const said = [...model.graph.valueInfo.values()].at(-3)!;
    expect(selectOutputs(model, [said.name]).graph.outputs).toEqual([said]);
  });

  test('names near ones when a value does not exist', () => {
    expect(() => selectOutputs(classifier(), ['hiden'])).toThrow(/no value "hiden". Did you mean "hidden"\?/);
    const model = parseModel(goldenModels[0]!.bytes);
    expect(() => selectOutputs(model, ['layers.0/attention/MatMul_output'])).toThrow(
      /Did you mean "\/layers\.\d\/attention\/MatMul[^"]*" or /,
    );
    expect(() => selectOutputs(classifier(), [])).toThrow(/at least one output/);
  });
});

describe('replaceInput', () => {
  const fromBytes = (model: Model) =>
    replaceInput(model, 'x', (graph, replaced) => {
      expect(replaced.type).toMatchObject({ dtype: 'float32', shape: ['batch', 3] });
      const cast = graph.node('Cast', [graph.input('x', 'uint8', ['batch', 3])], { to: 1 });
      return graph.node('Sub', [cast, graph.constant(Tensor.scalar('float32', 2))]);
    });

  test('puts nodes in front, under the name that the input had', async () => {
    const model = selectOutputs(fromBytes(classifier()), ['logits']);
    expect(nodesOf(model)).toEqual([
      'Cast = Cast(x)',
      'Sub = Sub(Cast constant)',
      'hidden = Relu(Sub)',
      'logits = MatMul(hidden w)',
    ]);
    expect(await run(model, { x: Tensor.of('uint8', [1, 3], [3, 1, 4]) })).toEqual({ logits: [11, 14] });
  });

  test('reaches into branches that read the input', () => {
    const model = renameValues(withBranch(), new Map([['hidden', 'h']]));
    const replaced = replaceInput(selectOutputs(model, ['chosen']), 'condition', (graph) =>
      graph.node('Not', [graph.input('otherwise', 'bool', [])]),
    );
    validateModel(replaced);
    expect(replaced.graph.inputs.map(({ name }) => name)).toEqual(['x', 'otherwise']);
  });

  test('refuses an input that does not exist, and nodes that wait for what they feed', () => {
    expect(() => replaceInput(classifier(), 'y', () => 'x')).toThrow(/no input "y".* Inputs: x, mask/);
    expect(() => replaceInput(classifier(), 'x', (graph) => graph.node('Neg', ['hidden']))).toThrow(/cycle: .*Relu/);
  });
});

describe('renameValues', () => {
  test('renames in nodes, signatures, initializers and branches, and may swap', async () => {
    const names = new Map([
      ['hidden', 'logits'],
      ['logits', 'hidden'],
      ['w', 'weight'],
      ['x', 'input'],
    ]);
    const model = renameValues(withBranch(), names);
    const results = await run(model, { ...feeds, input: x });
    expect(results).toEqual({ hidden: [11, 14], masked: [1, 1, 4], chosen: [-1, -0, -2] });
    expect(plain(renameValues(model, new Map([...names].map(([from, to]) => [to, from]))))).toEqual(
      plain(withBranch()),
    );
  });

  test('refuses a name that is taken, and one that does not exist', () => {
    expect(() => renameValues(classifier(), new Map([['hidden', 'w']]))).toThrow(/"hidden" to "w": that name is taken/);
    const two = new Map([
      ['hidden', 'a'],
      ['logits', 'a'],
    ]);
    expect(() => renameValues(classifier(), two)).toThrow(/"logits" to "a": that name is taken/);
    expect(() => renameValues(classifier(), new Map([['hiddn', 'a']]))).toThrow(
      /no value "hiddn".* Did you mean "hidden"/,
    );
  });
});

describe('shapes', () => {
  const shapesOf = ({ graph }: Model) =>
    [...graph.inputs, ...graph.outputs].map(({ type }) => (type?.kind === 'tensor' ? type.shape : null));

  test('a symbol that becomes a number becomes it everywhere', () => {
    const expected = [
      [4, 3],
      [4, 3],
      [4, 2],
      [4, 3],
    ];
    expect(shapesOf(setInputShape(classifier(), 'x', [4, 3]))).toEqual(expected);
    expect(shapesOf(setDimensions(classifier(), new Map([['batch', 4]])))).toEqual(expected);
  });

  test('a number that becomes a symbol makes the shapes made from it unknown', () => {
    const fixed = setDimensions(classifier(), new Map([['batch', 1]]));
    expect(shapesOf(setInputShape(fixed, 'x', ['n', 3]))).toEqual([['n', 3], [1, 3], null, null]);
  });

  test('refuses another number of dimensions, and an input that does not exist', () => {
    expect(() => setInputShape(classifier(), 'x', [4])).toThrow(/Expected 2 dimensions for input "x", got \[4\]/);
    expect(() => setInputShape(classifier(), 'y', [4])).toThrow(/no tensor input "y".* Inputs: x, mask/);
  });

  test('a fixed batch gives the same numbers', async () => {
    const { bytes, input } = goldenModels[0]!;
    const model = parseModel(bytes);
    const pixels = { pixel_values: Tensor.of('float32', input.shape, input.data as Float32Array) };
    const fixed = setInputShape(model, 'pixel_values', [4, 3, 32, 32]);
    expect(await run(fixed, pixels)).toEqual(await run(model, pixels));
  });
});

describe('constants', () => {
  test('Constant nodes become initializers with the same numbers', async () => {
    const { bytes, input } = goldenModels.find(({ name }) => name === 'dino-legacy')!;
    const model = parseModel(bytes);
    const moved = constantsToInitializers(model);
    expect(model.graph.nodes.some(({ op }) => op === 'Constant')).toBe(true);
    expect(moved.graph.nodes.some(({ op }) => op === 'Constant')).toBe(false);
    const pixels = { pixel_values: Tensor.of('float32', input.shape, input.data as Float32Array) };
    expect(await run(moved, pixels)).toEqual(await run(model, pixels));
  });

  test('weights become inputs, and inputs weights', async () => {
    const model = selectOutputs(classifier(), ['logits']);
    const open = initializersToInputs(model, ['w']);
    expect(open.graph.inputs.map(({ name }) => name)).toEqual(['x', 'w']);
    const w = Tensor.of('float32', [3, 2], [1, 0, 0, 1, 0, 0]);
    expect(await run(open, { x, w })).toEqual({ logits: [1, 0] });
    const closed = inputsToInitializers(open, new Map([['w', w]]));
    expect(await run(closed, { x })).toEqual({ logits: [1, 0] });
    expect(() => initializersToInputs(model, ['W'])).toThrow(/no initializer "W". Did you mean "w"/);
    expect(() => inputsToInitializers(open, new Map([['w', x]]))).toThrow(
      /Expected float32 \[3, 2\] for "w", got float32 \[1, 3\]/,
    );
  });
});

describe('mergeModels', () => {
  test('puts one model behind another, whose names it does not disturb', async () => {
    const encoder = selectOutputs(classifier(), ['hidden']);
    const head = selectOutputs(classifier(), ['logits']);
    const both = mergeModels(encoder, head, new Map([['x', 'hidden']]));
    expect(nodesOf(both)).toEqual(['hidden = Relu(x)', 'hidden_1 = Relu(hidden)', 'logits = MatMul(hidden_1 w)']);
    expect(await run(both, { x })).toEqual({ logits: [11, 14] });
  });

  test('refuses inputs and outputs that do not exist, and models of other opsets', () => {
    const model = classifier();
    expect(() => mergeModels(model, model, new Map([['y', 'logits']]))).toThrow(/second model has no input "y"/);
    expect(() => mergeModels(model, model, new Map([['x', 'hidden']]))).toThrow(/first model has no output "hidden"/);
    const older = { ...model, opsets: new Map([['', 13]]) };
    expect(() => mergeModels(model, older, new Map())).toThrow(/one opset, got 18 and 13/);
  });
});

describe('mapNodes', () => {
  const replaceOp = (model: Model, op: string, nodes: (node: Node) => Node[]) =>
    mapNodes(model, (node) => (node.op === op ? nodes(node) : [node]));

  test('replaces a node by several, in any order', async () => {
    const model = replaceOp(selectOutputs(classifier(), ['hidden']), 'Relu', (node) => [
      { ...node, op: 'Abs', inputs: ['negative'] },
      { ...node, op: 'Neg', outputs: ['negative'] },
    ]);
    expect(await run(model, { x })).toEqual({ hidden: [1, 1, 2] });
  });

  test('refuses to drop what is still read, and to make a value twice', () => {
    expect(() => replaceOp(classifier(), 'Relu', () => [])).toThrow(/"hidden" is read after the replacement/);
    expect(() => replaceOp(classifier(), 'Relu', (node) => [node, node])).toThrow(/Two nodes make "hidden"/);
    expect(() => replaceOp(classifier(), 'Relu', () => [])).toThrow(GraphError);
  });
});
