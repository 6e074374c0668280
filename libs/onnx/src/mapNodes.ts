/** @file Replaces nodes, drops them, or puts others beside them. */
import { GraphError } from './errors.ts';
import type { Model, Node } from './model.ts';
import { namesDefinedIn, namesReadBy, withUniqueNodeNames } from './names.ts';
import { topologicalOrder } from './topologicalOrder.ts';

/**
 * The model with other nodes in the place of each of its own: `[node]` keeps it, `[]` drops it, more insert. The nodes are
 * sorted afterwards. Subgraphs are left alone.
 * @throws {GraphError} when a value that is still read is no longer made, or one is made twice
 */
export function mapNodes(model: Model, replace: (node: Node) => readonly Node[]): Model {
  const { graph } = model;
  const nodes = graph.nodes.flatMap(replace);
  const made = new Set<string>();
  for (const name of nodes.flatMap(({ outputs }) => outputs)) {
    if (name !== '' && made.has(name)) throw new GraphError(`Two nodes make "${name}" after the replacement.`);
    made.add(name);
  }
  const defined = namesDefinedIn({ ...graph, nodes });
  for (const name of [...nodes.flatMap(namesReadBy), ...graph.outputs.map((output) => output.name)]) {
    if (!defined.has(name)) throw new GraphError(`"${name}" is read after the replacement, but nothing makes it.`);
  }
  const valueInfo = new Map([...graph.valueInfo].filter(([name]) => made.has(name)));
  return { ...model, graph: { ...graph, nodes: withUniqueNodeNames(topologicalOrder(nodes)), valueInfo } };
}
