/** @file Where constants stand: as Constant nodes, as initializers, or as inputs that are given with every run. */
import { GraphError } from './errors.ts';
import { tensorValue, type Model, type Node } from './model.ts';
import { didYouMean } from './names.ts';
import { Tensor } from './tensor.ts';

/** The model whose Constant nodes are initializers; those of kinds that no tensor can hold stay nodes. */
export function constantsToInitializers(model: Model): Model {
  const { graph } = model;
  const initializers = new Map(graph.initializers);
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const tensor = constantOf(node);
    if (tensor === null) nodes.push(node);
    else initializers.set(node.outputs[0]!, tensor);
  }
  return { ...model, graph: { ...graph, nodes, initializers } };
}

/** The tensor of a Constant node; null for other nodes and for sparse tensors. */
export function constantOf(node: Node): Tensor | null {
  if (node.op !== 'Constant' || node.domain !== '') return null;
  for (const [key, { kind, value }] of node.attributes) {
    if (key === 'value' && kind === 'tensor') return value;
    if (key === 'value_float' && kind === 'float') return Tensor.of('float32', [], [value]);
    if (key === 'value_floats' && kind === 'floats') return Tensor.of('float32', [value.length], value);
    if (key === 'value_int' && kind === 'int') return Tensor.of('int64', [], BigInt64Array.of(BigInt(value)));
    if (key === 'value_ints' && kind === 'ints') {
      return Tensor.of('int64', [value.length], BigInt64Array.from(value, BigInt));
    }
    if (key === 'value_string' && kind === 'string') return Tensor.of('string', [], [String(value)]);
    if (key === 'value_strings' && kind === 'strings') return Tensor.of('string', [value.length], value.map(String));
  }
  return null;
}

/**
 * The model that takes these initializers as inputs, after its own: weights that training changes. ONNX Runtime then
 * folds none of them into other constants.
 * @throws {GraphError} when there is no such initializer, with the nearest names
 */
export function initializersToInputs(model: Model, names: Iterable<string>): Model {
  const { graph } = model;
  const wanted = new Set(names);
  for (const name of wanted) {
    if (graph.initializers.has(name)) continue;
    throw new GraphError(`There is no initializer "${name}".${didYouMean(name, graph.initializers.keys())}`);
  }
  const moved = [...graph.initializers].filter(([name]) => wanted.has(name));
  const inputs = graph.inputs.filter(({ name }) => !wanted.has(name));
  return {
    ...model,
    graph: {
      ...graph,
      inputs: [...inputs, ...moved.map(([name, { dtype, shape }]) => tensorValue(name, dtype, shape))],
      initializers: new Map([...graph.initializers].filter(([name]) => !wanted.has(name))),
    },
  };
}

/** The model in which these inputs are constants. @throws {GraphError} when there is no such input, or it has another type */
export function inputsToInitializers(model: Model, tensors: ReadonlyMap<string, Tensor>): Model {
  const { graph } = model;
  for (const [name, tensor] of tensors) {
    const type = graph.inputs.find((input) => input.name === name)?.type;
    if (type?.kind !== 'tensor') {
      const known = graph.inputs.map((input) => input.name);
      throw new GraphError(
        `The graph has no tensor input "${name}".${didYouMean(name, known)} Inputs: ${known.join(', ')}.`,
      );
    }
    const fits =
      type.shape?.length === tensor.shape.length &&
      type.shape.every((n, i) => typeof n !== 'number' || n === tensor.shape[i]);
    if (type.dtype !== tensor.dtype || (type.shape !== null && !fits)) {
      throw new GraphError(
        `Expected ${type.dtype} [${type.shape?.join(', ')}] for "${name}", got ${tensor.dtype} [${tensor.shape.join(', ')}].`,
      );
    }
  }
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.filter(({ name }) => !tensors.has(name)),
      initializers: new Map([...graph.initializers, ...tensors]),
    },
  };
}
