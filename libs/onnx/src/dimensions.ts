/** @file The shapes in a model's signature: a fixed batch where there was a symbol, or a symbol where there was a number. */
import { GraphError } from './errors.ts';
import type { Graph, Model, Shape, Value } from './model.ts';
import { didYouMean } from './names.ts';

/**
 * The model with another shape for an input. A symbol that becomes a number becomes it everywhere; a number that becomes a
 * symbol or unknown makes the shapes of all other values unknown, since they were made from it.
 * @throws {GraphError} when there is no such input, or it has another number of dimensions
 */
export function setInputShape(model: Model, name: string, shape: Shape): Model {
  const { graph } = model;
  const input = graph.inputs.find((value) => value.name === name);
  if (input?.type?.kind !== 'tensor') {
    const known = graph.inputs.map((value) => value.name);
    throw new GraphError(
      `The graph has no tensor input "${name}".${didYouMean(name, known)} Inputs: ${known.join(', ')}.`,
    );
  }
  const old = input.type.shape;
  if (old !== null && old.length !== shape.length) {
    throw new GraphError(`Expected ${old.length} dimensions for input "${name}", got [${shape.join(', ')}].`);
  }
  const lengths = new Map<string, number>();
  let isLooser = false;
  shape.forEach((length, i) => {
    const before = old?.[i];
    if (typeof before === 'string' && typeof length === 'number') lengths.set(before, length);
    else if (before !== undefined && before !== null && before !== length) isLooser = true;
  });
  const type = { ...input.type, shape };
  const changed = { ...graph, inputs: graph.inputs.map((value) => (value === input ? { ...value, type } : value)) };
  return { ...model, graph: isLooser ? withoutShapes(changed) : bindDimensions(changed, lengths) };
}

/** The model in which these symbols are numbers: `new Map([['batch', 16]])`. */
export function setDimensions(model: Model, lengths: ReadonlyMap<string, number>): Model {
  return { ...model, graph: bindDimensions(model.graph, lengths) };
}

function bindDimensions(graph: Graph, lengths: ReadonlyMap<string, number>): Graph {
  if (lengths.size === 0) return graph;
  return mapShapes(graph, (shape) =>
    shape.map((length) => (typeof length === 'string' ? (lengths.get(length) ?? length) : length)),
  );
}

function withoutShapes(graph: Graph): Graph {
  const outputs = graph.outputs.map((value): Value =>
    value.type?.kind === 'tensor' ? { ...value, type: { ...value.type, shape: null } } : value,
  );
  return { ...graph, outputs, valueInfo: new Map() };
}

function mapShapes(graph: Graph, change: (shape: Shape) => Shape): Graph {
  const changed = (value: Value): Value => {
    const { type } = value;
    return type?.kind === 'tensor' && type.shape !== null
      ? { ...value, type: { ...type, shape: change(type.shape) } }
      : value;
  };
  return {
    ...graph,
    inputs: graph.inputs.map(changed),
    outputs: graph.outputs.map(changed),
    valueInfo: new Map([...graph.valueInfo].map(([name, value]) => [name, changed(value)])),
  };
}
