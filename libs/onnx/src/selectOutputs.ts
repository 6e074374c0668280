/** @file Makes any values the outputs of a graph, and drops what they do not need. */
import { GraphError } from './errors.ts';
import type { Graph, Model, Node, Value } from './model.ts';
import { didYouMean, namesDefinedIn, namesReadBy } from './names.ts';
import { topologicalOrder } from './topologicalOrder.ts';

/**
 * The model whose outputs are these values, in this order: inner ones (taps) become outputs, and nodes, initializers and
 * inputs that no output needs are gone.
 * @throws {GraphError} when a value does not exist, with the nearest names
 */
export function selectOutputs(model: Model, names: readonly string[]): Model {
  const { graph } = model;
  const known = namesDefinedIn(graph);
  if (names.length === 0) throw new GraphError('A graph needs at least one output.');
  for (const name of names) {
    if (!known.has(name)) throw new GraphError(`The graph has no value "${name}".${didYouMean(name, known)}`);
  }
  const said = new Map<string, Value>(graph.valueInfo);
  for (const value of [...graph.inputs, ...graph.outputs]) said.set(value.name, value);
  const outputs = [...new Set(names)].map((name): Value => said.get(name) ?? { name, type: null });
  return { ...model, graph: dropDead({ ...graph, outputs }) };
}

/** The graph without nodes, initializers, inputs and notes that its outputs do not need. */
export function dropDead(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes: Node[] = [];
  // Backwards: whoever reads a value stands behind its maker.
  for (const node of topologicalOrder(graph.nodes).reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of namesReadBy(node)) needed.add(name);
  }
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  return {
    ...graph,
    nodes: nodes.reverse(),
    initializers: new Map([...graph.initializers].filter(([name]) => needed.has(name))),
    inputs: graph.inputs.filter(({ name }) => needed.has(name)),
    valueInfo: new Map([...graph.valueInfo].filter(([name]) => made.has(name))),
  };
}
