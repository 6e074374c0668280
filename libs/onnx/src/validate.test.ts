import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fullModels, goldenModels } from '../../../test/support/onnxModels.ts';
import {
  GraphBuilder,
  GraphError,
  Tensor,
  parseModel,
  topologicalOrder,
  validateModel,
  type Model,
  type Node,
} from './mod.ts';

function chain(): Model {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', ['n']);
  graph.initializer('w', Tensor.of('float32', [1], [2]));
  graph.nodes('Mul', [x, 'w'], ['scaled'], {}, { name: 'scale' });
  graph.nodes('Relu', ['scaled'], ['y'], {}, { name: 'relu' });
  graph.output('y', 'float32', ['n']);
  return graph.build();
}

const withNodes = (change: (nodes: Node[]) => readonly Node[]): Model => {
  const model = chain();
  return { ...model, graph: { ...model.graph, nodes: change([...model.graph.nodes]) } };
};
const node = (op: string, inputs: string[], outputs: string[]): Node => ({
  op,
  domain: '',
  name: op.toLowerCase(),
  inputs,
  outputs,
  attributes: new Map(),
});

describe('validateModel', () => {
  test('accepts what exporters write', (context) => {
    for (const { bytes } of goldenModels) validateModel(parseModel(bytes));
    if (fullModels === null) return context.skip('the full fixtures do not lie beside this clone');
    for (const path of fullModels) validateModel(parseModel(readFileSync(path)));
  });

  test.each<[string, Model, RegExp]>([
    ['a value that nothing makes', withNodes(([mul]) => [mul!]), /The output "y" is made by nothing/],
    [
      'a value that is read before it is made',
      withNodes(([mul, relu]) => [relu!, mul!]),
      /Relu "relu" reads "scaled", which a later node makes: sort the nodes/,
    ],
    [
      'a misspelt input',
      withNodes(([mul]) => [mul!, node('Relu', ['scald'], ['y'])]),
      /Relu "relu" reads "scald", which nothing makes. Did you mean "scaled"/,
    ],
    [
      'a value made twice',
      withNodes((nodes) => [...nodes, node('Neg', ['x'], ['y'])]),
      /Neg "neg" makes "y", which exists/,
    ],
    [
      'a cycle',
      withNodes(([mul]) => [{ ...mul!, inputs: ['y', 'w'] }, node('Relu', ['scaled'], ['y'])]),
      /cycle: (Mul "scale" -> Relu "relu" -> Mul "scale"|Relu "relu" -> Mul "scale" -> Relu "relu")/,
    ],
    [
      'two nodes of one name',
      withNodes(([mul, relu]) => [mul!, { ...relu!, name: 'scale' }]),
      /Two nodes are named "scale"/,
    ],
    [
      'an operator that does not exist',
      withNodes(([mul]) => [mul!, node('Rleu', ['scaled'], ['y'])]),
      /no such operator/,
    ],
    [
      'an operator of a later opset',
      withNodes(([mul]) => [mul!, node('Gelu', ['scaled'], ['y'])]),
      /Gelu "gelu": the operator came with opset 20, the model is of opset 18/,
    ],
    [
      'an unknown attribute',
      withNodes(([mul, relu]) => [mul!, { ...relu!, attributes: new Map([['slope', { kind: 'int', value: 1 }]]) }]),
      /there is no attribute "slope"/,
    ],
    [
      'an attribute of another kind',
      withNodes(([mul]) => [
        mul!,
        { ...node('Softmax', ['scaled'], ['y']), attributes: new Map([['axis', { kind: 'float', value: 1 }]]) },
      ]),
      /attribute "axis" is of kind float, expected int/,
    ],
    [
      'a domain without an opset',
      withNodes(([mul, relu]) => [mul!, { ...relu!, domain: 'acme' }]),
      /no opset for the domain "acme"/,
    ],
    ['no opset at all', { ...chain(), opsets: new Map() }, /names no opset/],
    ['an opset of the future', { ...chain(), opsets: new Map([['', 99]]) }, /opset 99; the newest known is/],
  ])('names %s', (_, model, message) => {
    expect(() => validateModel(model)).toThrow(GraphError);
    expect(() => validateModel(model)).toThrow(message);
  });

  test('says all faults at once', () => {
    const model = withNodes(() => [node('Rleu', ['a'], ['y']), node('Neg', ['b'], ['z'])]);
    try {
      validateModel(model);
      expect.unreachable();
    } catch (error) {
      expect((error as GraphError).problems).toHaveLength(3);
      expect((error as GraphError).message).toMatch(/^3 faults in the graph:\n- /);
    }
  });
});

describe('topologicalOrder', () => {
  test('sorts, and keeps the order of nodes that do not need each other', () => {
    const nodes = [
      node('D', ['b', 'c'], ['d']),
      node('B', ['a'], ['b']),
      node('C', ['a'], ['c']),
      node('A', [], ['a']),
    ];
    expect(topologicalOrder(nodes).map(({ op }) => op)).toEqual(['A', 'B', 'C', 'D']);
    const { nodes: sorted } = parseModel(goldenModels[0]!.bytes).graph;
    expect(topologicalOrder(sorted)).toEqual(sorted);
  });
});
