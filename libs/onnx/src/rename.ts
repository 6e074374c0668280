/** @file Renames values wherever they are made and read: nodes, subgraphs, signatures, initializers. */
import { GraphError } from './errors.ts';
import type { Attribute, Graph, Model, Node, Value } from './model.ts';
import { allNamesIn, didYouMean, namesDefinedIn } from './names.ts';

/**
 * The model with other names for values. Names may be swapped.
 * @param names old name -> new name
 * @throws {GraphError} when an old name does not exist, or a new one is used for something else
 */
export function renameValues(model: Model, names: ReadonlyMap<string, string>): Model {
  const known = allNamesIn(model.graph);
  const wanted = new Set<string>();
  for (const [from, to] of names) {
    if (!known.has(from)) throw new GraphError(`There is no value "${from}" to rename.${didYouMean(from, known)}`);
    const isTaken = wanted.has(to) || (known.has(to) && !names.has(to));
    if (to === '' || isTaken) throw new GraphError(`Cannot rename "${from}" to "${to}": that name is taken, or empty.`);
    wanted.add(to);
  }
  return { ...model, graph: renameInGraph(model.graph, names) };
}

/** A node that reads other values; what it makes keeps its name. */
export function renameReads(node: Node, names: ReadonlyMap<string, string>): Node {
  return {
    ...node,
    inputs: node.inputs.map((name) => names.get(name) ?? name),
    attributes: mapSubgraphs(node.attributes, (graph) => {
      const own = namesDefinedIn(graph);
      const outer = new Map([...names].filter(([from]) => !own.has(from)));
      return outer.size === 0 ? graph : renameInGraph(graph, outer);
    }),
  };
}

/** A node whose values, made or read, have other names, in its subgraphs too. */
export function renameInNode(node: Node, names: ReadonlyMap<string, string>): Node {
  return {
    ...node,
    inputs: node.inputs.map((name) => names.get(name) ?? name),
    outputs: node.outputs.map((name) => names.get(name) ?? name),
    attributes: mapSubgraphs(node.attributes, (graph) => renameInGraph(graph, names)),
  };
}

function renameInGraph(graph: Graph, names: ReadonlyMap<string, string>): Graph {
  const renamed = (value: Value): Value => ({ ...value, name: names.get(value.name) ?? value.name });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renameInNode(node, names)),
    initializers: new Map([...graph.initializers].map(([name, tensor]) => [names.get(name) ?? name, tensor])),
    inputs: graph.inputs.map(renamed),
    outputs: graph.outputs.map(renamed),
    valueInfo: new Map([...graph.valueInfo.values()].map(renamed).map((value) => [value.name, value])),
  };
}

function mapSubgraphs(
  attributes: ReadonlyMap<string, Attribute>,
  change: (graph: Graph) => Graph,
): ReadonlyMap<string, Attribute> {
  const hasGraph = [...attributes.values()].some(({ kind }) => kind === 'graph' || kind === 'graphs');
  if (!hasGraph) return attributes;
  return new Map(
    [...attributes].map(([key, attribute]): [string, Attribute] => {
      if (attribute.kind === 'graph') return [key, { kind: 'graph', value: change(attribute.value) }];
      if (attribute.kind === 'graphs') return [key, { kind: 'graphs', value: attribute.value.map(change) }];
      return [key, attribute];
    }),
  );
}
