/** @file Puts nodes in front of an input: what comes in may then have another type, layout and range. */
import { GraphError } from './errors.ts';
import { GraphBuilder, type ValueName } from './graphBuilder.ts';
import type { Model, Value } from './model.ts';
import { NameSupply, allNamesIn, didYouMean } from './names.ts';
import { renameReads } from './rename.ts';
import { topologicalOrder } from './topologicalOrder.ts';

/**
 * The model in which an input is computed by new nodes, from new inputs. The old input's name is free for a new one.
 * @param build adds inputs and nodes to the builder, which knows the model's initializers; returns the value to use
 * @throws {GraphError} when there is no such input
 */
export function replaceInput(
  model: Model,
  name: string,
  build: (graph: GraphBuilder, replaced: Value) => ValueName,
): Model {
  const { graph } = model;
  const replaced = graph.inputs.find((input) => input.name === name);
  if (replaced === undefined) {
    const known = graph.inputs.map((input) => input.name);
    throw new GraphError(`The graph has no input "${name}".${didYouMean(name, known)} Inputs: ${known.join(', ')}.`);
  }
  if (graph.outputs.some((output) => output.name === name)) {
    throw new GraphError(`The input "${name}" is an output too: what is put in front of it would change that output.`);
  }
  // The readers wait under a name that nobody has, so that the builder may give the old name to a new input.
  const waiting = new NameSupply(allNamesIn(graph)).take(`${name}/replaced`);
  const nodes = graph.nodes.map((node) => renameReads(node, new Map([[name, waiting]])));
  const inputs = graph.inputs.filter((input) => input !== replaced);
  const builder = GraphBuilder.extend({ ...model, graph: { ...graph, inputs, nodes } });
  const value = build(builder, replaced);
  const built = builder.build();
  const front = built.graph.nodes.slice(nodes.length);
  const back = nodes.map((node) => renameReads(node, new Map([[waiting, value]])));
  return { ...built, graph: { ...built.graph, nodes: topologicalOrder([...front, ...back]) } };
}
